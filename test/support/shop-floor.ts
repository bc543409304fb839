import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import { composeHq, type Hq } from '../../cloud/compose.ts';
import { RETENTION_SETTINGS } from '../../cloud/config/settings.ts';
import type { ImportKind } from '../../contract/http/hq-routes.ts';
import { offerRoutes } from '../../contract/http/offer-routes.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { tracePayload } from '../../contract/trace.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { composeEdge, type Edge } from '../../edge/compose.ts';
import type { EdgeSettings } from '../../edge/config/settings.ts';
import { keysFolderOf } from '../../platform/master-key.ts';
import { publicKey } from '../../platform/nats-credentials.ts';
import { ensureSecrets, type Secrets } from '../../platform/secrets.ts';
import { type NatsServers, startNatsServers } from './nats-servers.ts';
import { tempFolder } from './temp-folder.ts';

const MIB = 1024 * 1024;
const ROOT = new URL('../../', import.meta.url).pathname;

/** A whole shop and its headquarters, real but for the clock: two nats-servers with their leaf link, broker, edge, HQ, database. */
export interface ShopFloor {
  /** The data folder. */
  readonly data: string;
  readonly edge: Edge;
  readonly hq: Hq;
  readonly clock: VirtualClock;
  readonly secrets: Secrets;
  readonly servers: NatsServers;
  /** Asks headquarters' API as its administrator. */
  ask<Reply>(path: string, init?: RequestInit): Promise<Reply>;
  importRows(kind: ImportKind, rows: readonly object[]): Promise<void>;
  /** Publishes gateways' messages over MQTT, in order, and waits until the edge has heard them and done what follows from them. */
  publish(lines: readonly TraceLine[]): Promise<void>;
  /** Lets time pass second by second, as in a shop: what one brings about is on disk before the next. */
  pass(ms: number): Promise<void>;
}

export interface ShopFloorOptions {
  /** The floor stands where it is noon, whatever zone this names: a visit ends at midnight, and a story may be told at any hour. */
  readonly site: Site;
  readonly startMs: number;
  /** Folder with the built web apps, one folder each. */
  readonly webFolder: string;
  /** The radio of the edge's own computer. */
  readonly radio?: EdgeSettings['radio'];
}

const BEAT_MS = 1000;

/** Opens the shop; it closes with the test. */
export async function openShopFloor({ site: asked, startMs, webFolder, radio }: ShopFloorOptions): Promise<ShopFloor> {
  const data = tempFolder();
  const site: Site = { ...asked, shop: { ...asked.shop, timezone: timezoneOfNoon(startMs) } };
  const shop = site.shop.id;
  const servers = await startNatsServers([shop]);
  const [server] = servers.shops;
  if (!server) throw new Error('no shop server');
  const made = await ensureSecrets(join(data, 'secrets'), shop);
  const edgeCreds = join(data, 'edge.creds');
  const hqCreds = join(data, 'hq.creds');
  writeFileSync(edgeCreds, server.credentials, { mode: 0o600 });
  writeFileSync(hqCreds, servers.hq.credentials, { mode: 0o600 });
  const account = { accountId: publicKey(server.keys.accountSeed), accountSeed: server.keys.signingSeed };
  const secrets: Secrets = { ...made, edge: { ...made.edge, ...account } };
  for (const folder of ['edge', 'hq']) mkdirSync(join(data, folder));
  writeFileSync(join(data, 'site.json'), JSON.stringify(site));

  const http = { host: '127.0.0.1', port: 0 };
  const logLevel = 'silent' as const;
  const hq = await composeHq({
    settings: {
      data,
      keysFolder: keysFolderOf(data),
      http,
      nats: { url: servers.hq.url, credsFile: hqCreds, factBytes: 16 * MIB, bucketBytes: 4 * MIB, memberBytes: 4 * MIB },
      database: {},
      retention: RETENTION_SETTINGS,
      smallestCells: { figures: 5, paths: 10 },
      webFolder,
      logLevel,
    },
    secrets: secrets.hq,
  });
  onTestFinished(() => hq.close());
  const ask = async <Reply>(path: string, init: RequestInit = {}): Promise<Reply> => {
    const reply = await fetch(hq.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${secrets.hq.adminToken}` } });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as Reply;
  };
  const tell = <Reply>(path: string, what: unknown): Promise<Reply> =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) });
  // Headquarters draws by a salt of its own who is shown nothing: a story about one member would end otherwise in every tenth run.
  await tell(offerRoutes.changeRanking.path, { holdoutShare: 0 });

  const clock = new VirtualClock(startMs);
  const edge = await composeEdge({
    settings: {
      data,
      keysFolder: keysFolderOf(data),
      site: join(data, 'site.json'),
      survey: join(data, 'survey.csv'),
      http,
      mqtt: { embedded: { host: '127.0.0.1', port: 0 } },
      nats: { url: server.url, credsFile: edgeCreds, webSocketUrl: server.webSocketUrl },
      journal: { maxBytes: 64 * 1024 * 1024 },
      recording: { maxBytes: 16 * MIB },
      radio: radio ?? { device: 'off', scanner: 'radio', silenceS: 60, baudRate: 1_000_000 },
      retention: { auditDays: 1096, offerHistoryDays: 400 },
      clockSpeed: 1,
      model: join(ROOT, 'models/offer-ranker/artefact/offer-model.json'),
      modelKey: join(data, 'secrets', 'models.pub'),
      webFolder,
      logLevel,
    },
    secrets: secrets.edge,
    clock,
  });
  onTestFinished(() => edge.close());

  const gateway = await connectGateway(edge, secrets);
  onTestFinished(() => gateway.endAsync());

  return {
    data,
    edge,
    hq,
    clock,
    secrets,
    servers,
    ask,
    importRows: async (kind, rows) => {
      const { rejected } = await tell<{ rejected: unknown[] }>(`/api/import/${kind}?shop=${shop}`, rows);
      if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected)}`);
    },
    publish: async (lines) => {
      const heard = edge.status().messages + lines.length;
      await Promise.all(lines.map((line) => gateway.publishAsync(line.topic, Buffer.from(tracePayload(line)))));
      await until(() => edge.status().messages >= heard);
      await edge.settled();
    },
    pass: async (ms) => {
      const end = clock.nowMs() + ms;
      while (clock.nowMs() < end) {
        await clock.advanceTo(Math.min(end, clock.nowMs() + BEAT_MS));
        await edge.settled();
      }
    },
  };
}

/** The names of these zones count westwards. */
function timezoneOfNoon(ms: number): string {
  const hoursAhead = 12 - new Date(ms).getUTCHours();
  return `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
}

function connectGateway(edge: Edge, secrets: Secrets): Promise<MqttClient> {
  const user = secrets.edge.mqttUsers.find((one) => one.role === 'gateway');
  return connectAsync(edge.mqttUrl, { username: user?.username ?? '', password: user?.password ?? '', protocolVersion: 4 });
}

/** Resolves when the condition holds; a test that waits for ever is ended by its time limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
