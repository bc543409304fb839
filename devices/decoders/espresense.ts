import { type Decoded, type Decoder, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { isIdentifier } from '../../contract/identifier.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { numberIn, textOf } from './support/fields.ts';
import { jsonObject } from './support/json-object.ts';

/** ESPresense v4 over MQTT: `espresense/devices/<id>/<room>`, `espresense/rooms/<room>/{status,telemetry}`. */
const DEVICE = /^espresense\/devices\/([^/]{1,200})\/([^/]{1,120})$/u;
const ROOM = /^espresense\/rooms\/([^/]{1,120})\/(status|telemetry)$/u;
const MAC = /^[0-9a-f]{12}$/u;

/**
 * The Eddystone-UID of an `eddy:` id. The firmware prints the fifth namespace byte twice (its BleFingerprint.cpp walks bytes
 * 2,3,4,5,6,6,7…), so the first part has 22 hex digits of which the pair at 10 is one too many.
 */
function eddystoneUid(printed: string): string {
  return `eddystone-uid:${printed.replace(/^([0-9a-f]{10})[0-9a-f]{2}([0-9a-f]{10}-)/u, '$1$2')}`;
}

/** The firmware's own name for a device → our identifier; what it made up itself stays a `name:`. */
function identifierOf(id: string): string {
  const colon = id.indexOf(':');
  const rest = id.slice(colon + 1).toLowerCase();
  const candidates: Readonly<Record<string, string>> = {
    iBeacon: `ibeacon:${rest}`,
    eddy: eddystoneUid(rest),
    irk: `irk:${rest}`,
    known: `ble:${rest}`,
  };
  const kind = id.slice(0, Math.max(0, colon));
  const candidate = Object.hasOwn(candidates, kind) ? candidates[kind] : undefined;
  if (candidate !== undefined && isIdentifier(candidate)) return candidate;
  return MAC.test(id) ? `ble:${id}` : `name:${id}`;
}

const TELEMETRY = { mV: [0, 65_535], batt: [0, 100], temp: [-100, 200], rh: [0, 100] } as const;

function telemetryOf(fields: Readonly<Record<string, unknown>>): Record<string, number> | undefined {
  const entries = Object.entries(TELEMETRY).flatMap(([key, [low, high]]) => {
    const value = numberIn(fields, key, low, high);
    return value === undefined ? [] : [[key, value] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function sightingOf(message: Undecoded, id: string, room: string): Decoded {
  const parsed = jsonObject(message.payload);
  if ('kind' in parsed) return parsed;
  const fields = parsed.object;
  const rssiDbm = numberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const mobile = identifierOf(textOf(fields, 'id', 200) ?? textOf(fields, 'mac', 12) ?? id);
  if (!isIdentifier(mobile)) return malformed('id is not an identifier');
  const mac = textOf(fields, 'mac', 12);
  const address = mac !== undefined && MAC.test(mac) ? `ble:${mac}` : undefined;
  const rssiAt1mDbm = numberIn(fields, 'rssi@1m', RSSI_DBM.minimum, RSSI_DBM.maximum);
  const distanceM = numberIn(fields, 'distance', 0, 100_000);
  const telemetry = telemetryOf(fields);
  const sighting: Sighting = {
    t: message.rx,
    rx: message.rx,
    anchor: room,
    mobile,
    radio: 'ble',
    rssiDbm,
    ...(rssiAt1mDbm === undefined ? {} : { rssiAt1mDbm }),
    ...(distanceM === undefined ? {} : { distanceM }),
    ...(address === undefined || address === mobile ? {} : { also: [address] }),
    ...(telemetry === undefined ? {} : { telemetry }),
  };
  return { kind: 'heard', sightings: [sighting] };
}

function statusOf(message: Undecoded, room: string, leaf: string): Decoded {
  if (leaf === 'telemetry') return { kind: 'heard', statuses: [{ anchor: room, online: true }] };
  const text = message.payload.length <= 16 ? new TextDecoder().decode(message.payload) : '';
  if (text !== 'online' && text !== 'offline') return malformed('status is neither online nor offline');
  return { kind: 'heard', statuses: [{ anchor: room, online: text === 'online' }] };
}

export const decoder: Decoder = {
  id: 'espresense',
  subscriptions: () => ['espresense/devices/+/+', 'espresense/rooms/+/status', 'espresense/rooms/+/telemetry'],
  topics: (topic) => DEVICE.test(topic) || ROOM.test(topic),
  decode(message) {
    const device = DEVICE.exec(message.topic);
    if (device) return sightingOf(message, device[1] ?? '', device[2] ?? '');
    // Payloads alone, as from a file: the scanner is what the caller says, the device what the payload says.
    if (message.topic === '') return sightingOf(message, '', message.anchor ?? '');
    const room = ROOM.exec(message.topic);
    return room ? statusOf(message, room[1] ?? '', room[2] ?? '') : NOT_MINE;
  },
};
