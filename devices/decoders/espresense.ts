import { type Decoded, type Decoder, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { isIdentifier } from '../../contract/identifier.ts';
import { RSSI_DBM } from '../../contract/sighting.ts';
import { type Readings, sightingOf, telemetryOf } from './support/contact.ts';
import { type Fields, textOf, within } from './support/fields.ts';
import { jsonObject } from './support/json-object.ts';
import { onlineOf } from './support/status.ts';

/** ESPresense v4 over MQTT: `espresense/devices/<id>/<room>` and below it the answers to queries, `espresense/rooms/<room>/{status,telemetry}`. */
const DEVICE = /^espresense\/devices\/([^/]+)\/([^/]{1,120})(\/[^/]+)?$/u;
const ROOM = /^espresense\/rooms\/([^/]{1,120})\/(status|telemetry)$/u;
const BARE_ADDRESS = /^[0-9a-f]{12}$/u;
const IBEACON = /^iBeacon:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{1,5}-\d{1,5}$/u;
const IDENTITY_KEY = /^irk:[0-9a-f]{32}$/u;
/** Ids of which ours is made. */
const MAPPED = /^(iBeacon|known|irk|eddy):(.+)$/u;
const NAME = /^.{1,120}$/u;
/** How the firmware begins the ids that it makes up: what tells its reports apart where the topic is not known. */
const OWN_ID = /^(?:[0-9a-f]{12}$|(?:iBeacon|altBeacon|eddy|irk|known|apple|tile|itag|miTherm|name|sd|md|ad|node|phone):)/u;

const READINGS: Readings = [
  ['batteryV', 'mV', 1, 65_535, 1000],
  ['batteryPercent', 'batt', 0, 100],
  ['temperatureC', 'temp', -100, 200],
  ['humidityPercent', 'rh', 0, 100],
];
/** A device's answer to a query names its readings in full. */
const ANSWERS: Readings = [
  ['batteryPercent', 'battery', 0, 100],
  ['temperatureC', 'temperature', -100, 200],
  ['humidityPercent', 'humidity', 0, 100],
];

/** The firmware's own name for a device → our identifier; what it made up itself stays a `name:`, or nothing if that is none. */
function identifierOf(id: string): string | undefined {
  if (id.length === 12 && BARE_ADDRESS.test(id)) return `ble:${id}`;
  if (IBEACON.test(id)) return `ibeacon:${id.slice(8)}`;
  if (IDENTITY_KEY.test(id)) return id;
  const mapped = MAPPED.exec(id);
  const candidate = mapped === null ? undefined : candidateOf(mapped[1] ?? '', (mapped[2] ?? '').toLowerCase());
  if (candidate !== undefined && isIdentifier(candidate)) return candidate;
  return NAME.test(id) ? `name:${id}` : undefined;
}

function candidateOf(kind: string, rest: string): string {
  switch (kind) {
    case 'iBeacon':
      return `ibeacon:${rest}`;
    case 'known':
      return `ble:${rest}`;
    case 'irk':
      return `irk:${rest}`;
    default:
      return eddystoneUid(rest);
  }
}

/**
 * The Eddystone-UID of an `eddy:` id. The firmware prints the fifth namespace byte twice (its BleFingerprint.cpp walks bytes
 * 2,3,4,5,6,6,7…), so the first part has 22 hex digits of which the pair at 10 is one too many.
 */
function eddystoneUid(printed: string): string {
  return `eddystone-uid:${printed.replace(/^([0-9a-f]{10})[0-9a-f]{2}([0-9a-f]{10}-)/u, '$1$2')}`;
}

/** A device by all that a report calls it. */
interface Device {
  readonly id: unknown;
  readonly mac: unknown;
  readonly mobile: string;
  readonly also: string[] | undefined;
}

function deviceOf(fields: Fields, topicId: string): Device | undefined {
  const { id, mac } = fields;
  const address = typeof mac === 'string' && BARE_ADDRESS.test(mac) ? mac : undefined;
  const named = textOf(fields, 'id', 200) ?? (topicId === '' ? address : topicId);
  const mobile = named === undefined ? undefined : identifierOf(named);
  if (mobile === undefined) return undefined;
  const byAddress = address === undefined ? mobile : `ble:${address}`;
  return { id, mac, mobile, also: byAddress === mobile ? undefined : [byAddress] };
}

/**
 * What a room reports of a device. Only what is named here goes on: `irk`, sent while a phone enrols, is its secret. A topic mostly names
 * one device, which then is not looked at again: to compare texts costs less than to take them apart.
 */
function reporterOf(topicId: string, topicRoom: string | undefined): (message: Undecoded, fields: Fields) => Decoded {
  let device: Device | undefined;
  return (message, fields) => {
    const { rx, anchor = '' } = message;
    const rssiDbm = within(fields['rssi'], RSSI_DBM.minimum, RSSI_DBM.maximum);
    if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
    if (device === undefined || device.id !== fields['id'] || device.mac !== fields['mac']) device = deviceOf(fields, topicId);
    if (device === undefined) return malformed('id is not an identifier');
    const sighting = sightingOf({
      t: rx,
      rx,
      anchor: topicRoom ?? anchor,
      mobile: device.mobile,
      radio: 'ble',
      rssiDbm,
      rssiAt1mDbm: within(fields['rssi@1m'], RSSI_DBM.minimum, RSSI_DBM.maximum),
      distanceM: within(fields['distance'], 0, 100_000),
      also: device.also,
      telemetry: hasReadings(fields) ? telemetryOf(fields, READINGS) : undefined,
    });
    return { kind: 'heard', sightings: [sighting] };
  };
}

/** Few reports hold any: four plain looks are cheaper than walking the table. */
function hasReadings({ mV, batt, temp, rh }: Fields): boolean {
  return mV !== undefined || batt !== undefined || temp !== undefined || rh !== undefined;
}

/** What a device answered when the room asked it: it is there, how strong it is was not said. */
function answerOf(message: Undecoded, fields: Fields, id: string, room: string): Decoded {
  const mobile = identifierOf(id);
  const telemetry = telemetryOf(fields, ANSWERS);
  if (mobile === undefined || telemetry === undefined) return { kind: 'heard' };
  return { kind: 'heard', sightings: [sightingOf({ t: message.rx, rx: message.rx, anchor: room, mobile, radio: 'ble', telemetry })] };
}

function statusOf(message: Undecoded, room: string, leaf: string): Decoded {
  if (leaf === 'telemetry') return { kind: 'heard', statuses: [{ anchor: room, online: true }] };
  const online = onlineOf(message.payload);
  return online === undefined ? malformed('status is neither online nor offline') : { kind: 'heard', statuses: [{ anchor: room, online }] };
}

function isOwnShape(fields: Fields): boolean {
  if (Object.hasOwn(fields, 'rssi@1m')) return true;
  const { mac, id } = fields;
  const bare = typeof mac === 'string' && BARE_ADDRESS.test(mac);
  return Object.hasOwn(fields, 'rssi') && (bare || (typeof id === 'string' && OWN_ID.test(id)));
}

function readerOf(topic: string): (message: Undecoded) => Decoded {
  const [, room, leaf] = ROOM.exec(topic) ?? [];
  if (room !== undefined && leaf !== undefined) return (message) => statusOf(message, room, leaf);
  const [, id, place, below] = DEVICE.exec(topic) ?? [];
  const report = reporterOf(id ?? '', place);
  return (message) => {
    const parsed = jsonObject(message.payload);
    if (id === undefined || place === undefined) {
      return 'kind' in parsed || !isOwnShape(parsed.object) ? NOT_MINE : report(message, parsed.object);
    }
    if ('kind' in parsed) return parsed;
    return below === undefined ? report(message, parsed.object) : answerOf(message, parsed.object, id, place);
  };
}

export const decoder: Decoder = {
  id: 'espresense',
  subscriptions: () => ['espresense/devices/+/+', 'espresense/devices/+/+/+', 'espresense/rooms/+/status', 'espresense/rooms/+/telemetry'],
  topics: (topic) => DEVICE.test(topic) || ROOM.test(topic),
  decode: (message) => readerOf(message.topic)(message),
  readerOf,
};
