import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { HQ_OPTIONS } from '../../cloud/config/settings.ts';
import { environmentName } from '../../contract/settings.ts';
import { readDockerfile } from '../../deploy/dockerfile.ts';
import { prepareInstallation, SERVICES } from '../../deploy/installation.ts';
import { EDGE_OPTIONS } from '../../edge/config/settings.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';
import { ROOT, trackedText } from '../support/tracked-files.ts';

interface Service {
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string[];
  volumes?: string[];
  ports?: string[];
  secrets?: (string | { source: string; target: string })[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[]; interval: string };
}

const compose = parse(trackedText('deploy/compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  secrets: Record<string, { file: string }>;
};
const services = Object.entries(compose.services);
const secretName = (secret: string | { source: string }): string => (typeof secret === 'string' ? secret : secret.source);

describe('the services in containers', () => {
  let installation = '';
  beforeAll(async () => {
    installation = mkdtempSync(join(tmpdir(), 'aislegate-installation-'));
    await prepareInstallation(installation, 'demo', 'shop.example');
  });
  afterAll(() => rmSync(installation, { recursive: true, force: true }));

  /** A path of the compose file, looked for in the checkout, or in a freshly prepared folder of installation. */
  const found = (path: string): boolean => {
    const inside = /^\.\/installation\/(.*)$/u.exec(path)?.[1];
    // The site file is the shop's own.
    if (inside === 'site.json') return true;
    return existsSync(inside === undefined ? join(ROOT, 'deploy', path) : join(installation, inside));
  };

  test('edge, headquarters, both NATS servers, mosquitto and PostgreSQL are there, each with a way to ask whether it lives', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['edge', 'hq', 'mosquitto', 'nats-hq', 'nats-shop', 'postgres']);
    for (const [name, { healthcheck }] of services) {
      expect(healthcheck?.test[0], name).toMatch(/^CMD/u);
      expect(healthcheck?.interval, name).toBeDefined();
    }
  });

  test('every file that is mounted or read exists in the checkout or is prepared', () => {
    const mounted = services.flatMap(([, { volumes = [], env_file = [] }]) => [
      ...volumes.map((volume) => volume.split(':')[0] ?? ''),
      ...env_file,
    ]);
    const files = [...mounted.filter((path) => path.startsWith('.')), ...Object.values(compose.secrets).map(({ file }) => file)];
    expect(files.filter((path) => !found(path))).toEqual([]);
  });

  test('every volume, secret and service that is named is declared, and none is left over', () => {
    const volumes = services.flatMap(([, service]) => (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? ''));
    const secrets = services.flatMap(([, service]) => (service.secrets ?? []).map(secretName));
    expect(new Set(volumes.filter((name) => !name.startsWith('.')))).toEqual(new Set(Object.keys(compose.volumes)));
    expect(new Set(secrets)).toEqual(new Set(Object.keys(compose.secrets)));
    for (const name of services.flatMap(([, service]) => Object.keys(service.depends_on ?? {})))
      expect(compose.services).toHaveProperty(name);
  });

  test('every AISLEGATE setting of a process is one that it knows', () => {
    const own = ['AISLEGATE_DATA', 'AISLEGATE_HEALTH_URL'];
    for (const [name, options] of [['edge', EDGE_OPTIONS] as const, ['hq', HQ_OPTIONS] as const]) {
      const known = [...options.map(environmentName), ...own];
      const file = readFileSync(join(installation, `${name}.env`), 'utf8');
      const set = [
        ...Object.keys(compose.services[name]?.environment ?? {}),
        ...[...file.matchAll(/^([A-Z_]+)=/gmu)].map(([, key = '']) => key),
      ];
      expect(set.filter((key) => key.startsWith('AISLEGATE_') && !known.includes(key))).toEqual([]);
    }
  });

  test('the master key of a process is beside its data folder, and not in the volume of that', () => {
    for (const name of ['edge', 'hq']) {
      const target = '/data.keys/master.key';
      expect(compose.services[name]?.secrets).toContainEqual({ source: `${name}-master-key`, target });
    }
    const keys = ['edge', 'hq'].map((name) => readFileSync(join(installation, `${name}-keys/master.key`), 'utf8'));
    expect(new Set(keys).size).toBe(2);
  });

  test('no port is published twice, and those of the processes are the ones of the image', () => {
    const published = services.flatMap(([, service]) => service.ports ?? []).map((port) => port.split(':')[0]);
    expect(new Set(published).size).toBe(published.length);
    const exposed = readDockerfile(join(ROOT, 'Dockerfile'))
      .at(-1)
      ?.instructions.find(({ name }) => name === 'EXPOSE')?.words;
    for (const port of ['18080', '18090']) {
      expect(published).toContain(port);
      expect(exposed).toContain(port);
    }
  });

  test('the certificate bears the name of every service that others call', () => {
    for (const [, { environment = {} }] of services) {
      const hosts = Object.values(environment).flatMap((value) => /^(?:tls|mqtts):\/\/([a-z-]+):/u.exec(value)?.[1] ?? []);
      for (const host of hosts) expect(SERVICES).toContain(host);
    }
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(SERVICES));
  });

  test('what is prepared can be read by its owner only, and preparing again changes no secret', async () => {
    const secret = (file: string): string => readFileSync(join(installation, file), 'utf8');
    const before = ['edge.json', 'hq.json', 'edge-keys/master.key', 'postgres-password', 'tls/key.pem'].map(secret);
    await prepareInstallation(installation, 'demo', 'shop.example');
    expect(['edge.json', 'hq.json', 'edge-keys/master.key', 'postgres-password', 'tls/key.pem'].map(secret)).toEqual(before);
    for (const file of ['edge.json', 'hq.env', 'tls/key.pem']) expect(statSync(join(installation, file)).mode & 0o077, file).toBe(0);
  });

  test.skipIf(!tool('nats-server')).each(['shop', 'hq'])('nats-server takes the configuration of %s (nats-server)', (which) => {
    const folder = tempFolder();
    const here = readFileSync(join(installation, `${which}-nats.conf`), 'utf8')
      .replaceAll('/run/secrets/tls-ca', join(installation, 'tls/ca.pem'))
      .replaceAll('/run/secrets/tls-cert', join(installation, 'tls/cert.pem'))
      .replaceAll('/run/secrets/tls-key', join(installation, 'tls/key.pem'))
      .replaceAll('/run/secrets/leaf.creds', join(installation, 'leaf.creds'))
      .replaceAll('/data/nats', folder);
    expect(here).not.toMatch(/\/run\/|"\/data/u);
    writeFileSync(join(folder, 'generated.conf'), here);
    copyFileSync(join(ROOT, 'deploy/nats/server.conf'), join(folder, 'server.conf'));
    const { stderr } = spawnSync(tool('nats-server') ?? '', ['-t', '-c', join(folder, 'server.conf')], { encoding: 'utf8' });
    expect(stderr).toContain('is valid');
  });
});
