import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AislegateError } from '../../../contract/errors.ts';
import type { EdgeStatus } from '../../../contract/http/edge-routes.ts';
import type { MemberFields, Purpose } from '../../../contract/records.ts';
import type { Site } from '../../../contract/site.ts';
import { ask } from '../../api.ts';
import { importRows } from '../../importing.ts';
import { edgeApi, findInstallation, hqApi } from '../../installation.ts';
import { programRoot } from '../../program-root.ts';
import { freePort } from './free-port.ts';
import { MEMBERS, memberBeacon, ROOMS, roomName } from './messages.ts';
import { pin } from './programs.ts';

export interface ShopUnderLoad {
  /** Messages that became sightings since the start: what was refused does not count. */
  count(): Promise<{ taken: number; atMs: number }>;
  /** Of the shop's process. */
  readonly pid: number;
  close(): Promise<void>;
}

const PORT_FLAGS = ['--http-port', '--hq-http-port', '--nats-port', '--nats-websocket-port', '--hq-nats-port', '--hq-leaf-port'];
const READY_WITHIN_MS = 150_000;
const POLL_MS = 200;
const SITE: Site = {
  shop: { id: 'bench', name: 'Bench', timezone: 'Etc/UTC' },
  zones: Array.from({ length: 8 }, (_, index) => ({ id: `zone-${index}`, name: `Zone ${index}` })),
  scanners: Array.from({ length: ROOMS }, (_, index) => ({ id: roomName(index), zone: `zone-${index % 8}` })),
};

/** A whole installation, as `aislegate up` runs it, that listens to the given broker; the shop's process on a core of its own. */
export async function openShop(
  data: string,
  mqttUrl: string,
  cores: { readonly shop: number; readonly others: number },
): Promise<ShopUnderLoad> {
  const fresh = !existsSync(data);
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'site.json'), JSON.stringify(SITE));
  const ports = await Promise.all(PORT_FLAGS.map(async (flag) => [flag, String(await freePort())]));
  const main = join(programRoot(), 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, 'up', '--no-demo', '--data', data, '--mqtt-url', mqttUrl, ...ports.flat()], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await isOpen(child.stdout, ended);
    const installation = findInstallation({ data });
    const edge = await edgeApi(installation);
    const status = () => ask<EdgeStatus>(edge, { method: 'GET', path: '/api/status' });
    if (fresh) {
      const content = JSON.stringify(members());
      await importRows(await hqApi(installation), { kind: 'members', type: 'application/json', content, shop: undefined });
    }
    await until(async () => (await status()).members === MEMBERS);
    for (const name of ['hq', 'hq-nats', 'shop-nats']) pin(pidOf(data, name), cores.others);
    const pid = pidOf(data, 'edge');
    pin(pid, cores.shop);
    return {
      pid,
      count: async () => {
        const { messages, refused, now } = await status();
        return { taken: messages - Object.values(refused).reduce((sum, count) => sum + count, 0), atMs: now };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function members(): MemberFields[] {
  const purposes: readonly Purpose[] = ['recognition', 'personal-offers', 'analytics'];
  const consents = purposes.map((purpose) => ({ purpose, givenAt: '2026-01-01T00:00:00Z' }));
  return Array.from({ length: MEMBERS }, (_, index) => ({ memberId: `bench-${index}`, identifiers: [memberBeacon(index)], consents }));
}

async function isOpen(output: NodeJS.ReadableStream, ended: Promise<unknown[]>): Promise<void> {
  let text = '';
  const opened = new Promise<void>((resolve) => {
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('Data in ')) resolve();
    });
  });
  const failed = ended.then(() => Promise.reject(new AislegateError('CFG_PROCESS_ENDED', { name: 'the shop', detail: text.trim() })));
  await Promise.race([opened, failed]);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new AislegateError('CFG_START_TIMEOUT', { name: 'the shop', seconds: READY_WITHIN_MS / 1000, log: 'logs' });
    await delay(POLL_MS);
  }
}

function pidOf(data: string, name: string): number {
  return Number(readFileSync(join(data, 'run', `${name}.pid`), 'utf8'));
}
