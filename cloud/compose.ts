import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUDIT_KEY_BYTES, auditFolder, openAuditLog } from '../platform/audit-log.ts';
import { systemClock } from '../platform/clock.ts';
import { openKeyRing } from '../platform/key-ring.ts';
import { createLog } from '../platform/log.ts';
import { openMasterKey } from '../platform/master-key.ts';
import { connectNats } from '../platform/nats-connection.ts';
import { deflated } from '../platform/packing.ts';
import { systemRandom } from '../platform/random.ts';
import type { HqSecrets } from '../platform/secrets.ts';
import { publicKeyOf, signingKeyOf } from '../platform/signing-key.ts';
import { SLOT_FILE_KEY_BYTES } from '../platform/slot-head.ts';
import { createTelemetry } from '../platform/telemetry.ts';
import { startHqHttp } from './adapters/http/start.ts';
import { openBuckets } from './adapters/nats/buckets.ts';
import { openFactSource } from './adapters/nats/fact-source.ts';
import { answerKeys as answerKeysOverNats, answerLeases, createConfirmations } from './adapters/nats/messages.ts';
import { createShopDesk } from './adapters/nats/shop-desk.ts';
import { prepareStreams } from './adapters/nats/streams.ts';
import { openEmbeddedDatabase } from './adapters/pglite/database.ts';
import { openPostgres } from './adapters/postgres/database.ts';
import { openStaging } from './adapters/staging/staged-pages.ts';
import { createLeaseDesk } from './budgets/lease-desk.ts';
import { daysKept, type HqSettings } from './config/settings.ts';
import { createImportSessions } from './distribution/import-sessions.ts';
import { createImporter } from './distribution/importer.ts';
import { answerKeysOnRecord, membersWithoutKey } from './distribution/keys.ts';
import { createOutbound } from './distribution/outbound.ts';
import { createRankingDesk } from './distribution/ranking-desk.ts';
import { createRuleDesk } from './distribution/rule-desk.ts';
import { createDistributionTables } from './distribution/schema.ts';
import { startFactConsumer } from './facts/consume.ts';
import { createFactTables } from './facts/schema.ts';
import { createFactStore } from './facts/store.ts';
import { createModels } from './models/publish.ts';
import { createModelTables } from './models/schema.ts';
import { switchOnEvidence } from './offers/chain-trial.ts';
import { createLogExport } from './offers/log-export.ts';
import type { Database } from './ports/database.ts';
import { HQ_METRICS, type Telemetry } from './ports/telemetry.ts';
import { createPrivacy } from './privacy/privacy.ts';
import { createRetention } from './retention/retention.ts';

const HTTP_SETTINGS = { host: '--hq-http-host', port: '--hq-http-port', tls: '--hq-http-tls-cert and --hq-http-tls-key' };

/** Records that the buckets refused are handed on again after this. */
const OUTBOUND_PERIOD_MS = 10_000;
/** What shops began to erase because somebody asked there is taken over after this. */
const ERASURE_PERIOD_MS = 2000;
/** All shops together say whether the model orders better than the count rule; it takes days to change. */
const TRIAL_PERIOD_MS = 3_600_000;

export interface HqOptions {
  readonly settings: HqSettings;
  readonly secrets: HqSecrets;
}

export interface Hq {
  readonly url: string;
  link(): string;
  close(): Promise<void>;
}

/** Builds the headquarters process from its settings: every adapter is made here and nowhere else. */
export async function composeHq({ settings, secrets }: HqOptions): Promise<Hq> {
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const log = createLog({ level: settings.logLevel, process: 'hq' });
    const telemetry = createTelemetry({ metrics: HQ_METRICS, log, process: 'hq' });
    const onError = (error: unknown): void => telemetry.error('INTERNAL', { reference: 'timer' }, error);
    const clock = systemClock({ onError });
    const random = systemRandom();
    const folder = join(settings.data, 'hq');

    const masterKey = await openMasterKey({ folder: settings.keysFolder, data: settings.data });
    const audit = await openAuditLog({
      folder: auditFolder(folder),
      key: masterKey.derive('hq audit', AUDIT_KEY_BYTES),
      clock,
      onTrouble: (error) => telemetry.error('AUD_BROKEN', error.context, error),
    });
    closing.push(() => audit.close());
    const database = await openDatabase(settings, folder, telemetry);
    closing.push(() => database.close());
    await createFactTables(database);
    await createDistributionTables(database);
    await createModelTables(database);
    const ringFile = join(folder, 'keys.bin');
    const keyRing = await openKeyRing({ path: ringFile, key: masterKey.derive('hq key ring', SLOT_FILE_KEY_BYTES) });
    closing.push(() => keyRing.close());
    const lost = await membersWithoutKey({ database, keyRing });
    if (lost.missing > 0) telemetry.error('HQ_KEYS_MISSING', { ...lost, path: ringFile });

    const { nats } = settings;
    const link = await connectNats({
      url: nats.url,
      credsFile: nats.credsFile,
      ...(nats.caFile === undefined ? {} : { caFile: nats.caFile }),
      name: 'hq',
      onError: (error) => telemetry.warn('HQ_STREAM', { detail: error.message }),
    });
    closing.push(() => link.close());
    const { connection } = link;
    await prepareStreams({ connection, factBytes: nats.factBytes, bucketBytes: nats.bucketBytes, memberBytes: nats.memberBytes });

    const buckets = await openBuckets({ connection });
    const outbound = createOutbound({ database, buckets, telemetry });
    const drain = (): Promise<void> => outbound.drain().catch((error) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));

    const ranking = createRankingDesk({ database, outbound, random, clock, telemetry });
    await ranking.prepare();
    const trial = async (): Promise<void> => {
      try {
        await switchOnEvidence({ database, ranking, clock, telemetry, account: audit.append });
      } catch (error) {
        telemetry.error('HQ_DATABASE', { detail: 'the trial of the model waits' }, error);
      }
    };
    closing.push(clock.every(TRIAL_PERIOD_MS, trial));
    const shopDesk = createShopDesk({ connection, clock, random });
    const { recordSecret, receiptKey } = secrets;
    const privacy = createPrivacy({
      database,
      keyRing,
      outbound,
      buckets,
      recordSecret,
      shopDesk,
      clock,
      random,
      telemetry,
      packing: deflated,
    });
    // Who was erased, and what a crash cut short, comes before a shop is told anything.
    await privacy.eraser.repeat();
    await privacy.eraser.resume();
    closing.push(clock.every(OUTBOUND_PERIOD_MS, drain));
    await drain();
    const takeOver = (): Promise<void> =>
      privacy.eraser.resume().catch((error) => telemetry.error('HQ_DATABASE', { detail: 'erasures that shops began wait' }, error));
    closing.push(clock.every(ERASURE_PERIOD_MS, takeOver));

    const stopKeys = answerKeysOverNats({
      connection,
      handler: (shop, request) => answerKeysOnRecord({ database, keyRing, telemetry, audit }, shop, request),
      onError: (error) => telemetry.error('INTERNAL', { reference: 'keys' }, error),
    });
    closing.push(stopKeys);

    const leases = createLeaseDesk({ database, clock });
    const onLeaseError = (error: unknown): void => telemetry.error('INTERNAL', { reference: 'leases' }, error);
    closing.push(answerLeases({ connection, handler: leases.answer, onError: onLeaseError }));

    const source = openFactSource({ connection, clock, onTrouble: (error) => telemetry.warn('HQ_STREAM', { detail: error.message }) });
    const store = createFactStore({ database, clock, telemetry });
    const consumer = startFactConsumer({ source, store, confirmations: createConfirmations({ connection }), clock, random, telemetry });
    closing.push(async () => {
      await source.close();
      await consumer.stop();
    });

    const openStaged = await openStaging({ folder: join(folder, 'imports'), random });
    const importing = {
      database,
      keyRing,
      outbound,
      openStaging: openStaged,
      recordSecret: secrets.recordSecret,
      clock,
      random,
      telemetry,
    };
    const imports = createImportSessions({ ...importing, audit });
    closing.push(() => imports.close());

    const endorser = { privateKey: signingKeyOf(secrets.modelKey), publicKey: publicKeyOf(secrets.modelKey) };
    const models = createModels({ database, outbound, endorser, clock, telemetry });

    const retention = createRetention({ database, outbound, audit, clock, telemetry, days: daysKept(settings) });
    closing.push(retention.start());

    const http = await startHqHttp({
      ...settings.http,
      audit,
      settings: HTTP_SETTINGS,
      adminToken: secrets.adminToken,
      cookieSecret: secrets.cookieSecret,
      telemetry,
      clock,
      random,
      database,
      importer: createImporter(importing),
      rules: createRuleDesk({ database, outbound, clock, telemetry }),
      leases,
      imports,
      models,
      ranking,
      logExport: createLogExport({ database, keyRing, clock, packing: deflated }),
      privacy: { ...privacy, receiptKey },
      smallestCells: settings.smallestCells,
      webFolder: settings.webFolder,
      readiness: () => ({ nats: link.connected() }),
    });
    closing.push(() => http.close());
    telemetry.info('hq started', { url: http.url() });
    return { url: http.url(), link: () => http.link({ target: 'dashboard' }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDatabase({ database: { url, caFile } }: HqSettings, folder: string, telemetry: Telemetry): Promise<Database> {
  if (url === undefined) return openEmbeddedDatabase({ folder: join(folder, 'database') });
  const onConnectionLost = (error: Error): void => telemetry.warn('HQ_DATABASE', { detail: error.message });
  return openPostgres({ url, onConnectionLost, ...(caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }) });
}
