import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decoder } from '../contract/decoder.ts';
import { AislegateError } from '../contract/errors.ts';
import type { EdgeStatus } from '../contract/http/edge-routes.ts';
import { inboxPrefix } from '../contract/subjects.ts';
import { loadDecoders } from '../devices/catalogue.ts';
import { RELEASE_KEYS } from '../models/offer-ranker/network/release-key.ts';
import { AUDIT_KEY_BYTES, auditFolder, openAuditLog } from '../platform/audit-log.ts';
import { systemClock } from '../platform/clock.ts';
import { openKeyRing } from '../platform/key-ring.ts';
import { createLog } from '../platform/log.ts';
import { openMasterKey } from '../platform/master-key.ts';
import { readModelKey } from '../platform/model-key.ts';
import { connectNats } from '../platform/nats-connection.ts';
import { deflated } from '../platform/packing.ts';
import { systemRandom } from '../platform/random.ts';
import type { EdgeSecrets } from '../platform/secrets.ts';
import { readSensorKeys } from '../platform/sensor-keys.ts';
import { SLOT_FILE_KEY_BYTES } from '../platform/slot-head.ts';
import { createTelemetry } from '../platform/telemetry.ts';
import { type Broker, type BrokerOptions, startBroker } from './adapters/aedes/broker.ts';
import { createFirehose } from './adapters/cisco-spaces/firehose.ts';
import { readSurveyFile } from './adapters/csv/survey-file.ts';
import { startEdgeHttp } from './adapters/http/start.ts';
import { openJournal } from './adapters/lmdb/journal.ts';
import { openMemberStore } from './adapters/lmdb/member-store.ts';
import { openReplica } from './adapters/lmdb/replica.ts';
import { openSiteFile } from './adapters/lowdb/site-file.ts';
import { openModelFiles } from './adapters/models/model-files.ts';
import { createMqttDurableSource } from './adapters/mqtt/durable-source.ts';
import { createMqttSource } from './adapters/mqtt/source.ts';
import { createBus } from './adapters/nats/bus.ts';
import { createDeviceCredentials } from './adapters/nats/device-credentials.ts';
import { createHeadquarters } from './adapters/nats/headquarters.ts';
import { createRadioSource, type RadioOptions } from './adapters/noble/source.ts';
import { openRecognition } from './adapters/recognition/recognition.ts';
import { accountTwice } from './adapters/recording/account-twice.ts';
import { openRecordings } from './adapters/recording/recordings.ts';
import { assembleShop } from './assembly.ts';
import type { EdgeSettings, MqttSettings } from './config/settings.ts';
import { shopOf } from './config/shop.ts';
import type { Shop } from './domain/shop.ts';
import { MAX_MESSAGE_BYTES } from './ingest/ingest.ts';
import { securityFact } from './journal/security-facts.ts';
import type { Clock } from './ports/clock.ts';
import type { MessageSource } from './ports/message-source.ts';
import { EDGE_METRICS } from './ports/telemetry.ts';
import { surveyOf } from './presence/engine/survey.ts';
import { startRetention } from './retention.ts';
import { edgeStatus, keepTally } from './status.ts';

const IDENTIFIER_KEY_BYTES = 32;
const HTTP_SETTINGS = { host: '--http-host', port: '--http-port', tls: '--http-tls-cert and --http-tls-key' };

export interface EdgeOptions {
  readonly settings: EdgeSettings;
  readonly secrets: EdgeSecrets;
  /** Another clock than the machine's, as for a recorded day. */
  readonly clock?: Clock;
}

export interface Edge {
  readonly url: string;
  readonly mqttUrl: string;
  link(target: 'screen' | 'staff', id: string): string;
  /** Resolves when everything received so far has had its effects. */
  settled(): Promise<void>;
  status(): EdgeStatus;
  close(): Promise<void>;
}

/** Builds the edge process from its settings: every adapter is made here and nowhere else. */
export async function composeEdge({ settings, secrets, clock: givenClock }: EdgeOptions): Promise<Edge> {
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const site = await openSiteFile(settings.site).read();
    if (!site) throw new AislegateError('CFG_FILE_MISSING', { path: settings.site });
    const shop = shopOf(site);
    const surveyRows = await readSurveyFile(settings.survey);
    const survey = surveyRows && surveyOf(shop, surveyRows);
    const log = createLog({ level: settings.logLevel, process: 'edge' });
    const counted = keepTally(createTelemetry({ metrics: EDGE_METRICS, log, process: 'edge' }));
    const { telemetry } = counted;
    const onError = (error: unknown): void => telemetry.error('INTERNAL', { reference: 'timer' }, error);
    const clock = givenClock ?? systemClock({ speed: settings.clockSpeed, onError });
    const random = systemRandom();
    const folder = join(settings.data, 'edge');
    const models = await openModelFiles({ folder: join(folder, 'models'), shipped: settings.model });
    const modelKeys = [...RELEASE_KEYS, ...(await readModelKey(settings.modelKey))];
    const decoders = await loadDecoders();
    const { sensorKeysFile } = settings;
    const keyOf = sensorKeysFile === undefined ? undefined : await readSensorKeys(sensorKeysFile, telemetry.warn);

    const masterKey = await openMasterKey({ folder: settings.keysFolder, data: settings.data });
    const audit = await openAuditLog({
      folder: auditFolder(folder),
      key: masterKey.derive('edge audit', AUDIT_KEY_BYTES),
      clock,
      clockGiven: givenClock !== undefined || settings.clockSpeed !== 1,
      onTrouble: (error) => telemetry.error('AUD_BROKEN', error.context, error),
    });
    closing.push(() => audit.close());
    const journal = await openJournal({
      folder: join(folder, 'journal.lmdb'),
      shop: shop.id,
      clock,
      random,
      telemetry,
      maxBytes: settings.journal.maxBytes,
    });
    closing.push(() => journal.close());
    const recordings = await openRecordings({
      folder: join(folder, 'recordings'),
      clock,
      random,
      telemetry,
      maxBytes: settings.recording.maxBytes,
      account: accountTwice({ audit, journal: (deed) => journal.append([securityFact(deed)]) }),
    });
    closing.push(() => recordings.close());
    const replica = await openReplica({ folder: join(folder, 'replica.lmdb'), nowMs: clock.nowMs(), telemetry });
    closing.push(() => replica.close());
    const ringFile = join(folder, 'keys.bin');
    const keyRing = await openKeyRing({ path: ringFile, key: masterKey.derive('edge key ring', SLOT_FILE_KEY_BYTES) });
    closing.push(() => keyRing.close());
    const recognition = await openRecognition({
      path: join(folder, 'recognition.bin'),
      key: masterKey.derive('edge recognition', SLOT_FILE_KEY_BYTES),
      telemetry,
    });
    closing.push(() => recognition.close());
    const members = await openMemberStore({ folder: join(folder, 'members.lmdb'), nowMs: clock.nowMs(), telemetry });
    closing.push(() => members.close());

    const { nats } = settings;
    const link = await connectNats({
      url: nats.url,
      credsFile: nats.credsFile,
      ...(nats.caFile === undefined ? {} : { caFile: nats.caFile }),
      name: `edge ${shop.id}`,
      inboxPrefix: inboxPrefix(shop.id),
      onError: (error) => telemetry.warn('HQ_UNREACHABLE', { detail: error.message }),
    });
    closing.push(() => link.close());
    const bus = createBus({ link });
    const headquarters = createHeadquarters({ link, shop: shop.id, clock, random, telemetry });
    closing.push(() => headquarters.close());

    const stored = {
      replica,
      keyRing,
      packing: deflated,
      recognition,
      members,
      identifierKey: masterKey.derive('edge identifier index', IDENTIFIER_KEY_BYTES),
    };
    const ports = { shop, decoders, clock, random, telemetry, journal, bus, headquarters, models, modelKeys, audit, ...stored };
    const assembled = assembleShop({
      ...ports,
      ...(keyOf && { keyOf }),
      ...(survey && { survey }),
      onMessage: (message) => recordings.hear(message),
    });
    const credentials = createDeviceCredentials({ accountSeed: secrets.accountSeed, accountPublicKey: secrets.accountId, clock });
    const { radioTopics, businessTopics } = topicsOf(decoders, shop);
    const receiving = { clock, random, telemetry, maxPayloadBytes: MAX_MESSAGE_BYTES };
    const broker =
      'embedded' in settings.mqtt
        ? await embeddedBroker(settings.mqtt.embedded, {
            ...receiving,
            shop: shop.id,
            users: secrets.mqttUsers,
            gatewayTopics: radioTopics,
            businessTopics,
          })
        : undefined;
    if (broker) closing.push(() => broker.close());
    const access = broker?.access ?? externalAccess(settings.mqtt);
    const clientId = `aislegate-edge-${shop.id}`;
    const source = createMqttSource({ ...access, ...receiving, subscriptions: radioTopics, clientId });
    closing.push(() => source.close());
    const businessEvents =
      broker?.businessEvents ??
      createMqttDurableSource({ ...access, ...receiving, subscriptions: businessTopics, clientId: `${clientId}-business` });
    closing.push(() => businessEvents.close());

    const radio = ownRadio(settings.radio, { clock, random, telemetry });
    if (radio) closing.push(() => radio.close());
    const status = (): EdgeStatus =>
      edgeStatus({
        shop,
        assembled,
        journal,
        headquarters,
        bus,
        source,
        mqttUrl: access.url,
        now: clock.nowMs(),
        tally: counted.tally(),
        ...(radio && { radio: { device: settings.radio.device, scanning: radio.connected() } }),
      });
    const http = await startEdgeHttp({
      ...settings.http,
      audit,
      settings: HTTP_SETTINGS,
      adminToken: secrets.adminToken,
      cookieSecret: secrets.cookieSecret,
      telemetry,
      clock,
      random,
      site,
      webFolder: settings.webFolder,
      natsWebSocketUrl: nats.webSocketUrl,
      readiness: () => ({ mqtt: source.connected() && businessEvents.connected(), nats: bus.connected() }),
      status,
      recordings,
      shownMember: assembled.shownMember,
      objections: assembled.objections,
      explained: assembled.explained,
      ranker: assembled.ranker,
      privacy: assembled.privacy,
      intake: {
        decoders,
        submit: assembled.pipeline.submit,
        agreements: settings.intake ?? {},
        intakeToken: secrets.intakeToken,
      },
      issueDevice: (role, id) => credentials.issue(role, id, shop.id),
    });
    closing.push(() => http.close());
    await assembled.start();
    closing.push(startRetention({ forgetOffersBefore: assembled.forgetOffersBefore, audit, clock, telemetry, days: settings.retention }));
    closing.push(() => assembled.stop());
    await Promise.all([source.start(assembled.pipeline.receive), businessEvents.start(assembled.pipeline.keep)]);
    const { ciscoSpaces } = settings;
    if (ciscoSpaces?.apiKey !== undefined) {
      const { url, apiKey } = ciscoSpaces;
      const firehose = createFirehose({ url, apiKey, file: join(folder, 'cisco-spaces.json'), clock, random, telemetry });
      closing.push(() => firehose.close());
      // Not awaited: a shop opens without the cloud.
      void firehose.start(assembled.pipeline.receive);
    }
    // Not awaited: without its radio the shop opens all the same, and hears its gateways.
    if (radio) void radio.start(assembled.pipeline.receive);
    telemetry.info('edge started', { shop: shop.id, url: http.url() });

    return {
      url: http.url(),
      mqttUrl: access.url,
      link: (target, id) => http.link({ target, id }),
      settled: () => assembled.pipeline.settled(),
      status,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The radio of this computer, where it is to be used. */
function ownRadio(
  { device, scanner, silenceS, baudRate, userChannel }: EdgeSettings['radio'],
  shared: Pick<RadioOptions, 'clock' | 'random' | 'telemetry'>,
): MessageSource | undefined {
  if (device === 'off') return undefined;
  const radio = { ...shared, scanner, silenceMs: silenceS * 1000 };
  if (device.startsWith('/')) return createRadioSource({ ...radio, device: { kind: 'serial', path: device, baudRate } });
  const number = device === 'auto' ? {} : { number: Number(device.slice('hci'.length)) };
  return createRadioSource({ ...radio, device: { kind: 'adapter', ...number, ...(userChannel && { userChannel }) } });
}

interface MqttAccess {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly caFile?: string;
}

type Embedded = Extract<MqttSettings, { embedded: unknown }>['embedded'];

/** The broker of a shop that has none, and how the edge itself reaches it. */
async function embeddedBroker(
  { host, port, tls }: Embedded,
  rules: Omit<BrokerOptions, 'host' | 'port' | 'tls'>,
): Promise<Pick<Broker, 'businessEvents' | 'close'> & { access: MqttAccess }> {
  const pem = tls && { cert: await readFile(tls.certFile, 'utf8'), key: await readFile(tls.keyFile, 'utf8') };
  const broker = await startBroker({ ...rules, host, port, tls: pem });
  const own = rules.users.find((user) => user.role === 'edge');
  const reached = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return {
    access: {
      url: `${tls ? 'mqtts' : 'mqtt'}://${reached}:${broker.port}`,
      ...(own && { username: own.username, password: own.password }),
      ...(tls && { caFile: tls.certFile }),
    },
    businessEvents: broker.businessEvents,
    close: () => broker.close(),
  };
}

/** A gateway may bring any format of radio; who speaks for a till, a reader or a screen has a user of its own. */
function topicsOf(decoders: readonly Decoder[], { id, ingest }: Shop): { radioTopics: string[]; businessTopics: string[] } {
  const own = (format: string): string[] => ingest.topics.filter((topic) => topic.format === format).map(({ filter }) => filter);
  const topics = (durable: boolean): string[] =>
    decoders
      .filter((decoder) => (decoder.durable ?? false) === durable)
      .flatMap((decoder) => [...decoder.subscriptions(id), ...own(decoder.id)]);
  return { radioTopics: topics(false), businessTopics: topics(true) };
}

function externalAccess(settings: MqttSettings): MqttAccess {
  if ('embedded' in settings) throw new AislegateError('INTERNAL', { reference: 'mqtt' });
  return settings;
}
