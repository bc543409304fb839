import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { hqNatsConfig, shopNatsConfig } from '../../platform/nats-config.ts';
import {
  createNatsKeys,
  createUserSeed,
  edgePermissions,
  hqPermissions,
  leafPermissions,
  NATS_USERS,
  type NatsKeys,
  natsIdentity,
  userCredentials,
} from '../../platform/nats-credentials.ts';
import { freePorts } from './ports.ts';
import { tempFolder } from './temp-folder.ts';
import { tool } from './tools.ts';

/** A nats-server that a test can take away and give back. */
export interface ServerProcess {
  /** Ends it as a crash does. */
  stop(): Promise<void>;
  /** Starts it with the same configuration and folder; resolves when it is ready. */
  start(): Promise<void>;
}

export interface ShopServer {
  readonly server: ServerProcess;
  readonly shop: string;
  readonly url: string;
  readonly webSocketUrl: string;
  readonly keys: NatsKeys;
  /** Content of the edge's credentials. */
  readonly credentials: string;
}

export interface NatsServers {
  /** Everything that the servers write: configuration, credentials, streams. */
  readonly folder: string;
  readonly hq: {
    readonly server: ServerProcess;
    readonly url: string;
    readonly credentials: string;
    readonly leafUrl: string;
    readonly keys: NatsKeys;
  };
  readonly shops: readonly ShopServer[];
}

/** Real nats-servers with the program's own configuration: headquarters, and one per shop with its leaf link. They end with the test. */
export async function startNatsServers(shops: readonly string[]): Promise<NatsServers> {
  const folder = tempFolder();
  const hqKeys = createNatsKeys([NATS_USERS.hq]);
  const [client = 0, leaf = 0, ...shopPorts] = await freePorts(2 + 2 * shops.length);
  const identity = await natsIdentity('headquarters', hqKeys, { jetStream: true });
  const hqConfig = hqNatsConfig({
    client: { host: '127.0.0.1', port: client },
    leaf: { host: '127.0.0.1', port: leaf },
    identity,
    storeFolder: join(folder, 'jetstream'),
    storeBytes: 64 * 1024 * 1024,
    files: {},
  });
  const hqServer = await startNatsServer(folder, 'hq', hqConfig);
  const started: ShopServer[] = [];
  for (const [index, shop] of shops.entries()) {
    const port = shopPorts[2 * index] ?? 0;
    const webSocketPort = shopPorts[2 * index + 1] ?? 0;
    const keys = createNatsKeys([NATS_USERS.edge]);
    const leafKeys = { ...hqKeys, userSeeds: { [NATS_USERS.leaf(shop)]: createUserSeed() } };
    const credsFile = join(folder, `${shop}-leaf.creds`);
    writeFileSync(credsFile, await userCredentials(leafKeys, NATS_USERS.leaf(shop), leafPermissions(shop)), { mode: 0o600 });
    const config = shopNatsConfig({
      shop,
      client: { host: '127.0.0.1', port },
      webSocket: { host: '127.0.0.1', port: webSocketPort },
      identity: await natsIdentity(shop, keys, { jetStream: false }),
      headquarters: { url: `nats-leaf://127.0.0.1:${leaf}`, credsFile },
      files: {},
    });
    const server = await startNatsServer(folder, shop, config, /Leafnode connection created/u);
    const credentials = await userCredentials(keys, NATS_USERS.edge, edgePermissions(shop));
    started.push({ server, shop, url: `nats://127.0.0.1:${port}`, webSocketUrl: `ws://127.0.0.1:${webSocketPort}`, keys, credentials });
  }
  return {
    folder,
    hq: {
      server: hqServer,
      url: `nats://127.0.0.1:${client}`,
      credentials: await userCredentials(hqKeys, NATS_USERS.hq, hqPermissions()),
      leafUrl: `nats-leaf://127.0.0.1:${leaf}`,
      keys: hqKeys,
    },
    shops: started,
  };
}

/** Starts one nats-server and waits until its log says that it is ready (and, at the first start, what else `until` asks for). */
export async function startNatsServer(
  folder: string,
  name: string,
  config: string,
  until: RegExp = /Server is ready/u,
): Promise<ServerProcess> {
  const program = tool('nats-server');
  if (!program) throw new TypeError('nats-server is not installed: guard the suite with describe.skipIf');
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, config, { mode: 0o600 });
  let running: { child: ChildProcess; ended: Promise<void> } | undefined;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = running;
    running = undefined;
    ending?.child.kill(signal);
    await ending?.ended;
  };
  const start = async (ready: RegExp): Promise<void> => {
    const child = spawn(program, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    running = { child, ended: new Promise<void>((resolve) => child.once('exit', () => resolve())) };
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`nats-server ${name} ended: ${log}`)));
      child.once('error', reject);
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (/Server is ready/u.test(log) && ready.test(log)) resolve();
      });
    });
  };

  onTestFinished(() => end('SIGTERM'));
  await start(until);
  return { stop: () => end('SIGKILL'), start: () => start(/Server is ready/u) };
}
