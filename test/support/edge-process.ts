import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Site } from '../../contract/site.ts';
import { ensureSecrets, type MqttRole } from '../../platform/secrets.ts';
import type { ShopServer } from './nats-servers.ts';
import { freePorts } from './ports.ts';
import { tempFolder } from './temp-folder.ts';
import { ROOT } from './tracked-files.ts';

/** `aislegate edge` as a process of its own, which a test can take away at any moment. */
export interface EdgeProcess {
  readonly mqttUrl: string;
  credentials(role: MqttRole): { readonly username: string; readonly password: string };
  /** Starts it, with the same data folder and ports each time. */
  start(): void;
  /** Ends it as a power cut does; resolves when it is gone. */
  kill(): Promise<void>;
  /** What it wrote to its log so far. */
  log(): string;
}

export interface EdgeProcessOptions {
  readonly site: Site;
  readonly nats: ShopServer;
  /** Further settings, as flags. */
  readonly flags?: readonly string[];
}

const PROGRAM = join(ROOT, 'dist/cli/main.js');

/** Builds the program where that is due, and prepares the data folder; the process ends with the test. */
export async function prepareEdge({ site, nats, flags = [] }: EdgeProcessOptions): Promise<EdgeProcess> {
  await built();
  const data = tempFolder();
  const { edge } = await ensureSecrets(join(data, 'secrets'), site.shop.id);
  writeFileSync(join(data, 'site.json'), JSON.stringify(site));
  const credentialsFile = join(data, 'nats.creds');
  writeFileSync(credentialsFile, nats.credentials, { mode: 0o600 });
  const [mqttPort = 0, httpPort = 0] = await freePorts(2);
  const settings = {
    data,
    'mqtt-port': mqttPort,
    'http-port': httpPort,
    'nats-url': nats.url,
    'nats-websocket-url': nats.webSocketUrl,
    'nats-creds': credentialsFile,
    'log-level': 'warn',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let running: { child: ChildProcess; ended: Promise<unknown> } | undefined;
  let log = '';
  const kill = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    ending?.child.kill('SIGKILL');
    await ending?.ended;
  };
  onTestFinished(kill);
  return {
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    credentials: (role) => {
      const user = edge.mqttUsers.find((candidate) => candidate.role === role);
      return { username: user?.username ?? '', password: user?.password ?? '' };
    },
    start: () => {
      const child = spawn(process.execPath, [PROGRAM, 'edge', ...args, ...flags], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running = { child, ended: once(child, 'exit') };
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          log = (log + chunk.toString()).slice(-10_000);
        });
      }
    },
    kill,
    log: () => log,
  };
}

async function built(): Promise<void> {
  const { ensureBuilt } = (await import(pathToFileURL(join(ROOT, 'bin/build.mjs')).href)) as {
    ensureBuilt: (root: string, say: () => void) => Promise<void>;
  };
  await ensureBuilt(ROOT, () => undefined);
}
