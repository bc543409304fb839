import { spawn } from 'node:child_process';
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

export interface ShopServer {
  readonly shop: string;
  readonly url: string;
  readonly webSocketUrl: string;
  readonly keys: NatsKeys;
  /** Content of the edge's credentials. */
  readonly credentials: string;
}

export interface NatsServers {
  readonly hq: { readonly url: string; readonly credentials: string; readonly leafUrl: string; readonly keys: NatsKeys };
  readonly shops: readonly ShopServer[];
}

/** Real nats-servers with the program's own configuration: headquarters, and one per shop with its leaf link. They end with the test. */
export async function startNatsServers(shops: readonly string[]): Promise<NatsServers> {
  const folder = tempFolder();
  const hqKeys = createNatsKeys([NATS_USERS.hq]);
  const [client = 0, leaf = 0, ...shopPorts] = await freePorts(2 + 2 * shops.length);
  const identity = await natsIdentity('headquarters', hqKeys, 64 * 1024 * 1024);
  const hqConfig = hqNatsConfig({
    client: { host: '127.0.0.1', port: client },
    leaf: { host: '127.0.0.1', port: leaf },
    identity,
    storeFolder: join(folder, 'jetstream'),
    storeBytes: 64 * 1024 * 1024,
    files: {},
  });
  await startNatsServer(folder, 'hq', hqConfig);
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
      identity: await natsIdentity(shop, keys, 0),
      headquarters: { url: `nats-leaf://127.0.0.1:${leaf}`, credsFile },
      files: {},
    });
    await startNatsServer(folder, shop, config, /Leafnode connection created/u);
    const credentials = await userCredentials(keys, NATS_USERS.edge, edgePermissions(shop));
    started.push({ shop, url: `nats://127.0.0.1:${port}`, webSocketUrl: `ws://127.0.0.1:${webSocketPort}`, keys, credentials });
  }
  return {
    hq: {
      url: `nats://127.0.0.1:${client}`,
      credentials: await userCredentials(hqKeys, NATS_USERS.hq, hqPermissions()),
      leafUrl: `nats-leaf://127.0.0.1:${leaf}`,
      keys: hqKeys,
    },
    shops: started,
  };
}

/** Starts one nats-server and waits until its log says that it is ready (and what else `until` asks for). */
export async function startNatsServer(folder: string, name: string, config: string, until: RegExp = /Server is ready/u): Promise<void> {
  const program = tool('nats-server');
  if (!program) throw new TypeError('nats-server is not installed: guard the suite with describe.skipIf');
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, config, { mode: 0o600 });
  const child = spawn(program, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`nats-server ${name} ended: ${log}`)));
    child.once('error', reject);
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (/Server is ready/u.test(log) && until.test(log)) resolve();
    });
  });
}
