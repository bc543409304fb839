import Type from 'typebox';
import { HttpSettings, LogLevel, Path, Url } from '../../contract/setting-parts.ts';
import { gatherSettings, type Place, type SettingOption, type SettingSources } from '../../contract/settings.ts';
import { SMALLEST_CELLS } from '../footfall/smallest-cells.ts';
import { RETENTION_DAYS, type RetentionDays } from '../retention/classes.ts';

const KEPT: Readonly<Record<keyof RetentionDays, string>> = {
  visits: 'visits and stays',
  offers: 'decisions, exposures and screen events',
  purchases: 'taps and receipts',
  pickups: 'pickup alerts and orders',
  security: 'security events',
  counters: 'counters of 15 minutes and of doors',
  deadLetters: 'facts that could not be understood',
  audit: 'records of the audit log',
};
const Days = Type.Integer({ minimum: 1, maximum: 36_525 });
const RETENTION_NAMES = Object.keys(RETENTION_DAYS) as (keyof RetentionDays)[];
const RETENTION_OPTIONS: readonly SettingOption[] = RETENTION_NAMES.map((name) => ({
  name: `keep-${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}-days`,
  path: `retention.${name}Days`,
  type: 'number',
  description: `days that ${KEPT[name]} are kept`,
}));

/** The settings as people write them. */
export const HqSettingsFile = Type.Object(
  {
    http: HttpSettings,
    nats: Type.Object({
      url: Url,
      credsFile: Path,
      caFile: Type.Optional(Path),
      factBytes: Type.Integer({
        minimum: 1_048_576,
        maximum: 2 ** 43,
        description: 'the most that facts may take in the stream before shops have to wait',
      }),
      bucketBytes: Type.Integer({ minimum: 1_048_576, maximum: 2 ** 43, description: 'the most that each bucket may take, members apart' }),
      memberBytes: Type.Integer({
        minimum: 1_048_576,
        maximum: 2 ** 43,
        description: 'the most that the bucket of members may take: about 900 bytes each',
      }),
    }),
    database: Type.Object({
      url: Type.Optional(Type.String({ pattern: '^postgres(?:ql)?://\\S+$', description: 'PostgreSQL 15+; an embedded one when absent' })),
      caFile: Type.Optional(Path),
    }),
    smallestCells: Type.Object({
      figures: Type.Integer({ minimum: 1, maximum: 1000, description: 'fewer visits than this are told in no figure of zones and queues' }),
      paths: Type.Integer({ minimum: 1, maximum: 1000, description: 'the same of steps from zone to zone and of paths' }),
    }),
    retention: Type.Object(
      Object.fromEntries(RETENTION_NAMES.map((name) => [`${name}Days`, Days])) as Record<`${keyof RetentionDays}Days`, typeof Days>,
      { additionalProperties: false, description: 'for how many days what is kept; docs/privacy.md says what stands in which class' },
    ),
    webFolder: Path,
    logLevel: LogLevel,
  },
  { $id: 'HqSettings', description: 'Settings of the headquarters process.' },
);
export type HqSettings = Readonly<Type.Static<typeof HqSettingsFile> & { data: string; keysFolder: string }>;

/** What the environment and flags can set, by the rule of contract/settings.ts. */
export const HQ_OPTIONS: readonly SettingOption[] = [
  { name: 'hq-http-host', path: 'http.host', type: 'text', description: 'address of the dashboard and the HQ API' },
  { name: 'hq-http-port', path: 'http.port', type: 'number', description: 'port of the same' },
  { name: 'hq-http-tls-cert', path: 'http.tls.certFile', type: 'text', description: 'certificate of the same, PEM' },
  { name: 'hq-http-tls-key', path: 'http.tls.keyFile', type: 'text', description: 'its key, PEM' },
  { name: 'hq-public-url', path: 'http.publicUrl', type: 'text', description: 'how browsers reach it, where that differs' },
  { name: 'hq-nats-url', path: 'nats.url', type: 'text', description: 'NATS server of headquarters' },
  { name: 'hq-nats-creds', path: 'nats.credsFile', type: 'text', description: "headquarters' credentials there" },
  { name: 'hq-nats-ca', path: 'nats.caFile', type: 'text', description: 'authority of that server, PEM' },
  { name: 'fact-bytes', path: 'nats.factBytes', type: 'number', description: 'the most that facts may take in its stream' },
  { name: 'bucket-bytes', path: 'nats.bucketBytes', type: 'number', description: 'the most that each bucket may take' },
  { name: 'member-bytes', path: 'nats.memberBytes', type: 'number', description: 'the same for the bucket of members' },
  { name: 'database-url', path: 'database.url', type: 'text', description: 'PostgreSQL; an embedded one when absent', secret: true },
  { name: 'database-ca', path: 'database.caFile', type: 'text', description: 'authority of that server, PEM: requires TLS' },
  { name: 'smallest-cell', path: 'smallestCells.figures', type: 'number', description: 'visits that a figure must stand for to be told' },
  { name: 'smallest-path-cell', path: 'smallestCells.paths', type: 'number', description: 'the same for paths and steps' },
  ...RETENTION_OPTIONS,
  { name: 'hq-web', path: 'webFolder', type: 'text', description: 'folder of the built pages' },
  { name: 'hq-log-level', path: 'logLevel', type: 'text', description: 'trace, debug, info, warn, error, fatal or silent' },
];

/**
 * The settings of the headquarters process. Precedence: defaults < configuration file (`aislegate.json` in the data folder, or `--config`;
 * its part `hq`) < environment (AISLEGATE_…) < flags. `nats` moves the defaults to a server that is known to be elsewhere.
 */
export function parseHqSettings(sources: SettingSources, { root, data, keys }: Place, nats: Partial<HqSettings['nats']> = {}): HqSettings {
  const gathered = gatherSettings(HqSettingsFile, HQ_OPTIONS, sources, {
    http: { host: '127.0.0.1', port: 18_090 },
    nats: {
      url: 'nats://127.0.0.1:14223',
      credsFile: `${data}/secrets/hq-nats.creds`,
      factBytes: 1_073_741_824,
      bucketBytes: 268_435_456,
      memberBytes: 1_610_612_736,
      ...nats,
    },
    database: {},
    smallestCells: { ...SMALLEST_CELLS },
    retention: { ...RETENTION_SETTINGS },
    webFolder: `${root}/dist/web`,
    logLevel: 'info',
  });
  return { ...gathered, data, keysFolder: keys };
}

/** What they are where nobody says otherwise. */
export const RETENTION_SETTINGS = Object.fromEntries(
  RETENTION_NAMES.map((name) => [`${name}Days`, RETENTION_DAYS[name]]),
) as HqSettings['retention'];

/** The settings of retention, by class. */
export function daysKept({ retention }: Pick<HqSettings, 'retention'>): RetentionDays {
  return Object.fromEntries(RETENTION_NAMES.map((name) => [name, retention[`${name}Days`]])) as Record<keyof RetentionDays, number>;
}
