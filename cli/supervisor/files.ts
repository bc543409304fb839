import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BUCKETS } from '../../contract/subjects.ts';
import { privateFolder, writeFileDurably } from '../../platform/durable-file.ts';
import { openMasterKey } from '../../platform/master-key.ts';
import { hqNatsConfig, JETSTREAM_BYTES, shopNatsConfig } from '../../platform/nats-config.ts';
import { natsIdentity } from '../../platform/nats-credentials.ts';
import { ensureSecrets, SECRET_FILES, type Secrets, secretsFolder } from '../../platform/secrets.ts';
import { reachable, type UpSettings } from './listeners.ts';
import { foldersOf } from './up-settings.ts';

export interface RunFiles {
  readonly secrets: Secrets;
  /** Configuration files of the four children. */
  readonly hqNats: string;
  readonly shopNats: string;
  readonly hq: string;
  readonly edge: string;
}

/** Writes what the children read: generated anew at each start from the settings, except the secrets. */
export async function writeRunFiles(settings: UpSettings, data: string, shop: string): Promise<RunFiles> {
  const { nats, run, logs } = foldersOf(data);
  for (const folder of [nats, run, logs]) await privateFolder(folder);
  await mkdir(join(data, 'hq'), { recursive: true, mode: 0o700 });
  const secrets = await ensureSecrets(secretsFolder(data), shop);
  await openMasterKey({ folder: settings.edge.keysFolder, data });
  const { servers, edge, hq } = settings;
  const storeBytes = Math.max(JETSTREAM_BYTES, 2 * (hq.nats.factBytes + hq.nats.memberBytes + BUCKETS.length * hq.nats.bucketBytes));
  const files = {
    hqNats: join(run, 'hq-nats.conf'),
    shopNats: join(run, 'shop-nats.conf'),
    hq: join(run, 'hq.json'),
    edge: join(run, 'edge.json'),
  };
  const hqServer = hqNatsConfig({
    client: servers.hq,
    leaf: { host: servers.hq.host, port: servers.hq.leafPort, tls: servers.hq.tls },
    identity: await natsIdentity('headquarters', secrets.hqNats, { jetStream: true }),
    storeFolder: join(nats, 'hq'),
    storeBytes,
    files: {},
  });
  const shopServer = shopNatsConfig({
    shop,
    client: servers.shop,
    webSocket: { host: servers.shop.host, port: servers.shop.webSocketPort, tls: servers.shop.tls },
    identity: await natsIdentity(shop, secrets.shopNats, { jetStream: false }),
    headquarters: {
      url: `${servers.hq.tls ? 'tls' : 'nats-leaf'}://${reachable(servers.hq.host)}:${servers.hq.leafPort}`,
      credsFile: join(secretsFolder(data), SECRET_FILES.leafCredentials),
      caFile: servers.hq.tls?.certFile,
    },
    files: {},
  });
  const { data: _edgeData, keysFolder: keys, ...edgeSection } = edge;
  const { data: _hqData, keysFolder: _hqKeys, ...hqSection } = hq;
  await writeFileDurably(files.hqNats, hqServer);
  await writeFileDurably(files.shopNats, shopServer);
  await writeFileDurably(files.hq, JSON.stringify({ data, keys, hq: hqSection }));
  await writeFileDurably(files.edge, JSON.stringify({ data, keys, edge: edgeSection }));
  return { secrets, ...files };
}
