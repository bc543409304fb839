import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../cli/api.ts';
import { findInstallation, hqApi } from '../../cli/installation.ts';
import { isRunning } from '../../cli/supervisor/data-lock.ts';
import { offerRoutes } from '../../contract/http/offer-routes.ts';
import { freePorts } from '../support/ports.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/aislegate.mjs');
const PORTS = ['NATS_PORT', 'NATS_WEBSOCKET_PORT', 'HQ_NATS_PORT', 'HQ_LEAF_PORT', 'HQ_HTTP_PORT', 'MQTT_PORT', 'HTTP_PORT'] as const;
const START_MS = 150_000;

beforeAll(async () => {
  const root = join(import.meta.dirname, '../..');
  const { ensureBuilt } = (await import(pathToFileURL(join(root, 'bin/build.mjs')).href)) as {
    ensureBuilt: (root: string, say: () => void) => Promise<void>;
  };
  await ensureBuilt(root, () => undefined);
}, START_MS);

interface Up {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

async function portsInEnvironment(): Promise<Record<string, string>> {
  const ports = await freePorts(PORTS.length);
  return Object.fromEntries(PORTS.map((name, index) => [`AISLEGATE_${name}`, String(ports[index])]));
}

/** `aislegate up` as a terminal or npm starts it: in a process group of its own. */
function start(data: string, environment: Record<string, string>, ...flags: string[]): Up {
  const child = spawn(process.execPath, [PROGRAM, 'up', '--data', data, '--no-install', ...flags], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { process: child, output: () => output, ended };
}

async function isOpen(up: Up): Promise<string[]> {
  const gone = up.ended.then((code) => Promise.reject(new Error(`it ended with ${code}: ${up.output()}`)));
  await Promise.race([expect.poll(up.output, { timeout: START_MS, interval: 100 }).toContain('Data in '), gone]);
  return [...new Set(up.output().match(/https?:\/\/\S+/gu))];
}

/** What the installation's headquarters answers its administrator. */
const askHq = (data: string, path: string): Promise<unknown> =>
  hqApi(findInstallation({ data })).then((hq) => ask(hq, { method: 'GET', path }));

/** Numbers of the processes that the supervisor has noted. */
function childrenOf(data: string): number[] {
  const run = join(data, 'run');
  return readdirSync(run)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => Number(readFileSync(join(run, name), 'utf8')));
}

describe.skipIf(!tool('nats-server'))('aislegate up', () => {
  it('opens a demo shop, leaves nothing when it is stopped, and goes on with the same data', { timeout: 2 * START_MS }, async () => {
    const data = join(tempFolder(), 'data');
    const environment = await portsInEnvironment();
    const first = start(data, environment);
    const links = await isOpen(first);
    expect(links.length).toBeGreaterThanOrEqual(3);
    expect(first.output()).toContain('dashboard, demo edits rules');
    for (const link of links) expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    expect(await askHq(data, offerRoutes.ranking.path)).toMatchObject({ holdoutShare: 0 });
    const children = childrenOf(data);
    expect(children).toHaveLength(4);
    if (first.process.pid) process.kill(-first.process.pid, 'SIGINT');
    expect(await first.ended).toBe(0);
    expect(children.filter(isRunning)).toEqual([]);
    expect(existsSync(join(data, '.lock'))).toBe(false);

    const admin = readFileSync(join(data, 'secrets', 'hq.json'), 'utf8');
    const second = start(data, environment);
    await isOpen(second);
    expect(readFileSync(join(data, 'secrets', 'hq.json'), 'utf8')).toBe(admin);
    const intruder = start(data, environment);
    expect(await intruder.ended).toBe(3);
    expect(intruder.output()).toMatch(/^Another Aislegate \(process \d+\) uses the data folder .*\n$/u);

    // Killed, it can tell nobody; its children notice.
    const orphans = childrenOf(data);
    second.process.kill('SIGKILL');
    await expect.poll(() => orphans.filter(isRunning), { timeout: 20_000 }).toEqual([]);
  });

  it('says in one line which port is in use, and starts nothing', async () => {
    const data = join(tempFolder(), 'data');
    const environment = await portsInEnvironment();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(environment['AISLEGATE_MQTT_PORT']), '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const up = start(data, environment);
    expect(await up.ended).toBe(3);
    expect(up.output()).toMatch(/^Port \d+ on 127\.0\.0\.1 is in use\. Stop what uses it, or move ours with --mqtt-port\.\n$/u);
    expect(readdirSync(data)).toEqual([]);
  });

  it('says in one line that the data folder cannot be written', async () => {
    const data = join(tempFolder(), 'data');
    writeFileSync(data, 'a file');
    const up = start(data, await portsInEnvironment());
    expect(await up.ended).toBe(3);
    expect(up.output()).toMatch(/^The data folder .* cannot be written: there is a file of that name.*\n$/u);
  });

  it('says in one line how to make a site file where the demo is not wanted', async () => {
    const up = start(join(tempFolder(), 'data'), await portsInEnvironment(), '--no-demo');
    expect(await up.ended).toBe(2);
    expect(up.output()).toMatch(/^There is no file .*site\.json\. .*aislegate init.*\n$/u);
  });

  it('without nats-server says the line that installs it', async () => {
    const up = start(join(tempFolder(), 'data'), { ...(await portsInEnvironment()), AISLEGATE_NATS_SERVER: '/nowhere/nats-server' });
    expect(await up.ended).toBe(3);
    expect(up.output()).toMatch(
      /^nats-server \(2\.9\.10 or later\) is not installed at \/nowhere\/nats-server \(--nats-server\)\. Install it with: .*nats-server.*\n$/u,
    );
  });
});
