import Type from 'typebox';
import { AislegateError } from '../../contract/errors.ts';
import { Host, HttpSettings, LogLevel, Path, Port, TlsFiles, Url } from '../../contract/setting-parts.ts';
import { gatherSettings, type Place, type SettingOption, type SettingSources } from '../../contract/settings.ts';

const EmbeddedBroker = Type.Object({ host: Type.Optional(Host), port: Type.Optional(Port), tls: Type.Optional(TlsFiles) });

/** A key goes to this address: only to this machine may it go in clear. */
const CloudUrl = Type.String({ maxLength: 2048, pattern: '^(?:https://|http://(?:127\\.0\\.0\\.1|localhost)[:/])\\S+$' });
/** Letters and digits that neither an address nor JSON ever writes in another way: the secret is taken out of what is posted. */
const CloudSecret = Type.String({ pattern: '^[0-9A-Za-z._~-]{16,256}$' });
const CloudAgreement = Type.Object({
  secret: Type.Optional(CloudSecret),
  validator: Type.Optional(Type.String({ pattern: '^[!-~]{1,256}$' })),
});

const RetentionDays = Type.Integer({ minimum: 1, maximum: 36_525 });

/** The settings as people write them. */
export const EdgeSettingsFile = Type.Object(
  {
    site: Path,
    survey: Path,
    http: HttpSettings,
    mqtt: Type.Object({
      embedded: Type.Optional(EmbeddedBroker),
      url: Type.Optional(Url),
      username: Type.Optional(Type.String({ maxLength: 256 })),
      password: Type.Optional(Type.String({ maxLength: 1024 })),
      caFile: Type.Optional(Path),
    }),
    nats: Type.Object({ url: Url, credsFile: Path, webSocketUrl: Url, caFile: Type.Optional(Path) }),
    radio: Type.Object({
      device: Type.String({
        pattern: '^(?:off|auto|hci\\d{1,3}|/.{1,4095})$',
        description: 'off, auto, hci0 and the like, or the path of a serial port',
      }),
      scanner: Type.String({ pattern: '^[^/+#\\s]{1,64}$', description: 'which scanner of the site file this computer is' }),
      silenceS: Type.Integer({ minimum: 5, maximum: 86_400, description: 'without an advert for so long, it is started anew' }),
      baudRate: Type.Integer({ minimum: 1200, maximum: 4_000_000, description: 'of a serial port' }),
      userChannel: Type.Optional(Type.Boolean({ description: 'take the adapter for the edge alone' })),
    }),
    intake: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z0-9]{1,32}$' }), CloudAgreement, {
        description: 'what is agreed with each cloud that posts to us: `meraki`, `mist`',
      }),
    ),
    sensorKeysFile: Type.Optional(Path),
    ciscoSpaces: Type.Object({ url: CloudUrl, apiKey: Type.Optional(Type.String({ pattern: '^[!-~]{1,1024}$' })) }),
    journal: Type.Object({ maxBytes: Type.Integer({ minimum: 1_048_576, maximum: 2 ** 43 }) }),
    recording: Type.Object({ maxBytes: Type.Integer({ minimum: 1_048_576, maximum: 2 ** 40 }) }),
    retention: Type.Object(
      { auditDays: RetentionDays, offerHistoryDays: RetentionDays },
      { additionalProperties: false, description: 'for how many days what is kept; docs/privacy.md says why' },
    ),
    clockSpeed: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
    model: Path,
    modelKey: Path,
    webFolder: Path,
    logLevel: LogLevel,
  },
  { $id: 'EdgeSettings', description: 'Settings of the edge process.' },
);
type EdgeSettingsFile = Type.Static<typeof EdgeSettingsFile>;

export type MqttSettings =
  | { readonly embedded: { readonly host: string; readonly port: number; readonly tls?: TlsFiles } }
  | { readonly url: string; readonly username?: string; readonly password?: string; readonly caFile?: string };

export type EdgeSettings = Readonly<
  Omit<EdgeSettingsFile, 'mqtt' | 'ciscoSpaces'> &
    Partial<Pick<EdgeSettingsFile, 'ciscoSpaces'>> & { data: string; keysFolder: string; mqtt: MqttSettings }
>;

/** What the environment and flags can set, by the rule of contract/settings.ts. */
export const EDGE_OPTIONS: readonly SettingOption[] = [
  { name: 'site', path: 'site', type: 'text', description: 'site file' },
  { name: 'survey', path: 'survey', type: 'text', description: 'survey of the shop (CSV), where there is one: docs/survey.md' },
  { name: 'http-host', path: 'http.host', type: 'text', description: 'address of the screen and staff pages and the API' },
  { name: 'http-port', path: 'http.port', type: 'number', description: 'port of the same' },
  { name: 'http-tls-cert', path: 'http.tls.certFile', type: 'text', description: 'certificate of the same, PEM' },
  { name: 'http-tls-key', path: 'http.tls.keyFile', type: 'text', description: 'its key, PEM' },
  { name: 'public-url', path: 'http.publicUrl', type: 'text', description: 'how browsers reach it, where that differs' },
  { name: 'mqtt-host', path: 'mqtt.embedded.host', type: 'text', description: 'address of the embedded MQTT broker' },
  { name: 'mqtt-port', path: 'mqtt.embedded.port', type: 'number', description: 'port of the embedded MQTT broker' },
  { name: 'mqtt-tls-cert', path: 'mqtt.embedded.tls.certFile', type: 'text', description: 'certificate of the embedded broker, PEM' },
  { name: 'mqtt-tls-key', path: 'mqtt.embedded.tls.keyFile', type: 'text', description: 'its key, PEM' },
  { name: 'mqtt-url', path: 'mqtt.url', type: 'text', description: 'a broker of your own instead of the embedded one' },
  { name: 'mqtt-username', path: 'mqtt.username', type: 'text', description: 'user at that broker' },
  { name: 'mqtt-password', path: 'mqtt.password', type: 'text', description: 'its password', secret: true },
  { name: 'mqtt-ca', path: 'mqtt.caFile', type: 'text', description: 'authority of that broker, PEM' },
  { name: 'nats-url', path: 'nats.url', type: 'text', description: 'NATS server of the shop' },
  { name: 'nats-creds', path: 'nats.credsFile', type: 'text', description: "the edge's credentials there" },
  { name: 'nats-ca', path: 'nats.caFile', type: 'text', description: 'authority of that server, PEM' },
  { name: 'nats-websocket-url', path: 'nats.webSocketUrl', type: 'text', description: 'how browsers reach that server' },
  { name: 'radio-device', path: 'radio.device', type: 'text', description: 'own Bluetooth: off, auto, hci0 …, or a serial port' },
  { name: 'radio-scanner', path: 'radio.scanner', type: 'text', description: 'scanner of the site file that it is' },
  { name: 'radio-silence-seconds', path: 'radio.silenceS', type: 'number', description: 'without an advert so long, it is started anew' },
  { name: 'radio-baud-rate', path: 'radio.baudRate', type: 'number', description: 'of a serial port' },
  {
    name: 'intake-meraki-secret',
    path: 'intake.meraki.secret',
    type: 'text',
    description: "the secret that Meraki's posts bear",
    secret: true,
  },
  {
    name: 'intake-meraki-validator',
    path: 'intake.meraki.validator',
    type: 'text',
    description: 'the validator that Meraki shows',
    secret: true,
  },
  {
    name: 'intake-mist-secret',
    path: 'intake.mist.secret',
    type: 'text',
    description: "the secret that signs Mist's webhooks",
    secret: true,
  },
  { name: 'cisco-spaces-url', path: 'ciscoSpaces.url', type: 'text', description: 'where the Cisco Spaces Firehose is read; `https://…`' },
  { name: 'cisco-spaces-api-key', path: 'ciscoSpaces.apiKey', type: 'text', description: 'its key; none: not read', secret: true },
  { name: 'journal-max-bytes', path: 'journal.maxBytes', type: 'number', description: 'facts that may wait for headquarters' },
  { name: 'recording-max-bytes', path: 'recording.maxBytes', type: 'number', description: 'at which a recording of raw input ends itself' },
  { name: 'sensor-keys', path: 'sensorKeysFile', type: 'text', description: 'keys of encrypting sensors: a JSON file, address to key' },
  { name: 'keep-shop-audit-days', path: 'retention.auditDays', type: 'number', description: "days that the shop's audit log is kept" },
  {
    name: 'keep-offer-history-days',
    path: 'retention.offerHistoryDays',
    type: 'number',
    description: 'days that it is known what somebody was shown, after the last time',
  },
  { name: 'clock-speed', path: 'clockSpeed', type: 'number', description: 'faster than life, for recorded input' },
  { name: 'model', path: 'model', type: 'text', description: 'file of the offer model to begin with' },
  { name: 'model-key', path: 'modelKey', type: 'text', description: 'public key of headquarters, whose models are served' },
  { name: 'web', path: 'webFolder', type: 'text', description: 'folder of the built pages' },
  { name: 'log-level', path: 'logLevel', type: 'text', description: 'trace, debug, info, warn, error, fatal or silent' },
];

/**
 * The settings of the edge process. Precedence: defaults < configuration file (`aislegate.json` in the data folder, or `--config`; its part
 * `edge`) < environment (AISLEGATE_…) < flags. `nats` moves the defaults to servers that are known to be elsewhere.
 */
export function parseEdgeSettings(
  sources: SettingSources,
  { root, data, keys }: Place,
  nats: Partial<EdgeSettings['nats']> = {},
): EdgeSettings {
  const gathered = gatherSettings(EdgeSettingsFile, EDGE_OPTIONS, sources, {
    site: `${data}/site.json`,
    survey: `${data}/survey.csv`,
    http: { host: '127.0.0.1', port: 18_080 },
    mqtt: {},
    nats: { url: 'nats://127.0.0.1:14222', webSocketUrl: 'ws://127.0.0.1:14280', credsFile: `${data}/secrets/edge-nats.creds`, ...nats },
    radio: { device: 'off', scanner: 'radio', silenceS: 60, baudRate: 1_000_000 },
    ciscoSpaces: { url: 'https://partners.dnaspaces.io/api/partners/v1/firehose/events' },
    journal: { maxBytes: 1_073_741_824 },
    recording: { maxBytes: 268_435_456 },
    retention: { auditDays: 1096, offerHistoryDays: 400 },
    clockSpeed: 1,
    model: `${root}/models/offer-ranker/artefact/offer-model.json`,
    modelKey: `${data}/secrets/models.pub`,
    webFolder: `${root}/dist/web`,
    logLevel: 'info',
  });
  return { ...gathered, data, keysFolder: keys, mqtt: broker(gathered.mqtt) };
}

function broker({ embedded, url, username, password, caFile }: EdgeSettingsFile['mqtt']): MqttSettings {
  if (url === undefined) {
    if (username !== undefined || password !== undefined || caFile !== undefined) {
      throw new AislegateError('CFG_INVALID', {
        detail: 'mqtt.username, mqtt.password and mqtt.caFile belong to mqtt.url, which is not set',
      });
    }
    return { embedded: { host: '127.0.0.1', port: 18_830, ...embedded } };
  }
  if (embedded) throw new AislegateError('CFG_INVALID', { detail: 'mqtt.url and mqtt.embedded exclude each other: use one broker' });
  return {
    url,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(caFile !== undefined && { caFile }),
  };
}
