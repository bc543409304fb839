import {
  type Advert,
  type Decoded,
  type Decoder,
  type Malformed,
  malformed,
  NOT_MINE,
  type ScannerStatus,
  type Undecoded,
} from '../../contract/decoder.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { ibeaconIn } from './support/beacon-identifiers.ts';
import { momentIn } from './support/cloud-fields.ts';
import { type Readings, sightingOf, telemetryOf } from './support/contact.ts';
import { addressIn, addressOf, type Fields, hexBytes, isFields, numberIn, own, textOf } from './support/fields.ts';
import { jsonValue, MAX_POSTED_JSON_BYTES } from './support/json-object.ts';

/** Minew G1 and its successors in JSON, a list whose first element is the gateway (G2 in JSON-RAW: its name and place): `/gw/<gateway>/status`, or posted. */
const TOPIC = /^\/gw\/([^/]{1,120})\/status$/u;
const INTAKE = '/ingest/minew-json';
const MOST_ADVERT_BYTES = 255;
const IBEACON = { uuid: 'ibeaconUuid', major: 'ibeaconMajor', minor: 'ibeaconMinor' } as const;

/** A battery of 0 % is one that the gateway knows nothing of: an empty one sends nothing. */
const READINGS: Readings = [
  ['batteryPercent', 'battery', 1, 100],
  ['temperatureC', 'temperature', -100, 200],
  ['humidityPercent', 'humidity', 0, 100],
];

interface Heading {
  /** As the gateway calls itself, if it does. */
  readonly gateway: string | undefined;
  readonly sentAt: number | undefined;
}

/** The gateway's own element, or undefined where it is none. */
function headingOf(first: unknown): Heading | undefined {
  if (!isFields(first)) return undefined;
  const raw = textOf(first, 'gateway', 120);
  const isRaw = raw !== undefined && Object.hasOwn(first, 'locator');
  if (!isRaw && own(first, 'type') !== 'Gateway') return undefined;
  const gateway = isRaw ? (addressOf(raw) ?? raw) : addressIn(first, 'mac');
  return { gateway, sentAt: momentIn(first, 'timestamp') };
}

/** What the gateway read of the device is taken as it says; an advert of which it read nothing is passed on whole. */
function rowOf(fields: Fields, anchor: string, rx: number): { readonly sighting: Sighting } | { readonly advert: Advert } | Malformed {
  const address = addressIn(fields, 'mac');
  if (address === undefined) return malformed('mac is not an address');
  const rssiDbm = numberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const t = momentIn(fields, 'timestamp') ?? rx;
  const beacon = ibeaconIn(fields, IBEACON);
  const telemetry = telemetryOf(fields, READINGS);
  const raw = textOf(fields, 'rawData', 2 * MOST_ADVERT_BYTES);
  const data = raw === undefined || beacon !== undefined || telemetry !== undefined ? undefined : hexBytes(raw, MOST_ADVERT_BYTES);
  if (data !== undefined) return { advert: { t, rx, anchor, address, rssiDbm, data } };
  const byAddress = `ble:${address}`;
  return {
    sighting: sightingOf({
      t,
      rx,
      anchor,
      mobile: beacon ?? byAddress,
      radio: 'ble',
      rssiDbm,
      rssiAt1mDbm: beacon === undefined ? undefined : numberIn(fields, 'ibeaconTxPower', RSSI_DBM.minimum, RSSI_DBM.maximum),
      also: beacon === undefined ? undefined : [byAddress],
      telemetry,
    }),
  };
}

function reportOf({ rx }: Undecoded, rows: readonly unknown[], anchor: string, sentAt: number | undefined): Decoded {
  const sightings: Sighting[] = [];
  const adverts: Advert[] = [];
  const refused: Malformed[] = [];
  for (const row of rows) {
    const read = isFields(row) ? rowOf(row, anchor, rx) : malformed('a row is not an object');
    if ('kind' in read) refused.push(read);
    else if ('advert' in read) adverts.push(read.advert);
    else sightings.push(read.sighting);
  }
  const statuses: ScannerStatus[] = anchor === '' ? [] : [{ anchor, online: true }];
  return { kind: 'heard', sightings, adverts, statuses, refused, ...(sentAt !== undefined && { sentAt }) };
}

export const decoder: Decoder = {
  id: 'minew-json',
  subscriptions: () => ['/gw/+/status'],
  topics: (topic) => topic === INTAKE || TOPIC.test(topic),
  http: {},
  decode(message) {
    const named = TOPIC.exec(message.topic)?.[1];
    const isOwnTopic = named !== undefined || message.topic === INTAKE;
    const parsed = jsonValue(message.payload, MAX_POSTED_JSON_BYTES);
    if ('kind' in parsed) return isOwnTopic ? parsed : NOT_MINE;
    const list: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [];
    const heading = headingOf(list[0]);
    if (heading === undefined) return isOwnTopic ? malformed('not a list that begins with the gateway') : NOT_MINE;
    const byTopic = named === undefined ? undefined : (addressOf(named) ?? named);
    return reportOf(message, list.slice(1), heading.gateway ?? byTopic ?? message.anchor ?? '', heading.sentAt);
  },
};
