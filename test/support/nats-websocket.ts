import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeUser } from '@nats-io/jwt';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { onTestFinished } from 'vitest';
import type { DeviceSession } from '../../contract/http/edge-routes.ts';
import { shopNatsConfig } from '../../platform/nats-config.ts';
import { createNatsKeys, edgePermissions, NATS_USERS, natsIdentity, publicKey, userCredentials } from '../../platform/nats-credentials.ts';
import { freePorts } from './ports.ts';
import { tempFolder } from './temp-folder.ts';
import { tool } from './tools.ts';

type Credential = Pick<DeviceSession['nats'], 'jwt' | 'seed'>;

export interface ShopNats {
  readonly webSocketUrl: string;
  /** The edge's side; comes back by itself after a restart. */
  readonly edge: NatsConnection;
  /** For a device that may hear one subject and say one; ends at `expiresAt` where that is given. */
  credential(listenOn: string, speakOn: string, expiresAt?: Date): Promise<Credential>;
  stop(): Promise<void>;
  start(): void;
}

/** The shop's own nats-server with headquarters out of reach, which may be stopped and started again on the same ports. */
export async function startShopNats(shop: string): Promise<ShopNats> {
  const folder = tempFolder();
  const [port = 0, webSocketPort = 0, nobody = 0] = await freePorts(3);
  const keys = createNatsKeys([NATS_USERS.edge]);
  const edgeCredentials = await userCredentials(keys, NATS_USERS.edge, edgePermissions(shop));
  const credsFile = join(folder, 'leaf.creds');
  writeFileSync(credsFile, edgeCredentials, { mode: 0o600 });
  const config = join(folder, 'nats.conf');
  writeFileSync(
    config,
    shopNatsConfig({
      shop,
      client: { host: '127.0.0.1', port },
      webSocket: { host: '127.0.0.1', port: webSocketPort },
      identity: await natsIdentity(shop, keys, { jetStream: false }),
      headquarters: { url: `nats-leaf://127.0.0.1:${nobody}`, credsFile },
      files: {},
    }),
    { mode: 0o600 },
  );

  let child: ChildProcess | undefined;
  const start = (): void => {
    child = spawn(tool('nats-server') ?? 'nats-server', ['-c', config], { stdio: 'ignore' });
  };
  const stop = async (): Promise<void> => {
    const ended = child && once(child, 'exit');
    child?.kill('SIGTERM');
    await ended;
    child = undefined;
  };
  start();
  onTestFinished(stop);
  const edge = await connect({
    servers: `127.0.0.1:${port}`,
    authenticator: credsAuthenticator(new TextEncoder().encode(edgeCredentials)),
    waitOnFirstConnect: true,
    reconnectTimeWait: 50,
    maxReconnectAttempts: -1,
  });
  onTestFinished(() => edge.close());

  return {
    webSocketUrl: `ws://127.0.0.1:${webSocketPort}`,
    edge,
    stop,
    start,
    async credential(listenOn, speakOn, expiresAt) {
      const user = createUser();
      const permissions = { sub: { allow: [listenOn] }, pub: { allow: [speakOn] } };
      const signer = fromSeed(new TextEncoder().encode(keys.signingSeed));
      const expiry = expiresAt ? { exp: Math.ceil(expiresAt.getTime() / 1000) } : {};
      const jwt = await encodeUser('device', user, publicKey(keys.accountSeed), permissions, { signer, ...expiry });
      return { jwt, seed: new TextDecoder().decode(user.getSeed()) };
    },
  };
}
