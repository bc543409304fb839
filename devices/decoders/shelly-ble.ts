import { type Decoded, type Decoder, type Malformed, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { listIn, momentIn } from './support/cloud-fields.ts';
import { type Readings, sightingOf, telemetryOf } from './support/contact.ts';
import { addressIn, addressOf, type Fields, isFields, numberIn, objectIn, own, textOf } from './support/fields.ts';
import { jsonObject } from './support/json-object.ts';

/** Scripts on Shelly devices of the second generation: `<id>/events/rpc` with what the script emits, `<id>/online` true or false. */
const RPC = /^([^/]{1,120})\/events\/rpc$/u;
const ONLINE = /^([^/]{1,120})\/online$/u;
const SCRIPT_EVENT = 'shelly-blu';
const MOST_ADVERT_BYTES = 255;

/** The readings of BTHome by the names that the script gives them. */
const READINGS: Readings = [
  ['packetId', 'pid', 0, 255],
  ['batteryPercent', 'battery', 0, 100],
  ['temperatureC', 'temperature', -100, 200],
  ['humidityPercent', 'humidity', 0, 100],
  ['illuminanceLux', 'illuminance', 0, 200_000],
  ['motion', 'motion', 0, 1],
  ['window', 'window', 0, 1],
  ['button', 'button', 0, 255],
  ['rotationDeg', 'rotation', -3277, 3277],
];

/** One event of the script; its readings stand in `data`, in older firmware in the event itself. */
function sightingIn(event: Fields, anchor: string, rx: number, sentAt: number | undefined): Sighting | Malformed {
  const data = objectIn(event, 'data') ?? event;
  const address = addressIn(data, 'address');
  if (address === undefined) return malformed('address is not an address');
  const rssiDbm = numberIn(data, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const t = momentIn(event, 'ts') ?? sentAt ?? rx;
  return sightingOf({ t, rx, anchor, mobile: `ble:${address}`, radio: 'ble', rssiDbm, telemetry: telemetryOf(data, READINGS) });
}

/** A notification tells everything that a Shelly switches, measures and hears: what no script heard is not for us. */
function notification({ rx }: Undecoded, params: Fields, anchor: string): Decoded {
  const sentAt = momentIn(params, 'ts');
  const sightings: Sighting[] = [];
  const refused: Malformed[] = [];
  for (const event of listIn(params, 'events')) {
    if (!isFields(event) || own(event, 'event') !== SCRIPT_EVENT) continue;
    const read = sightingIn(event, anchor, rx, sentAt);
    if ('kind' in read) refused.push(read);
    else sightings.push(read);
  }
  return { kind: 'heard', sightings, refused, ...(sentAt !== undefined && { sentAt }) };
}

/** What another public script sends: the advert itself, as a list of bytes. */
function scriptReport({ rx }: Undecoded, fields: Fields, anchor: string): Decoded {
  const address = addressIn(fields, 'addr');
  if (address === undefined) return malformed('addr is not an address');
  const rssiDbm = numberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const bytes = listIn(fields, 'data');
  if (bytes.length > MOST_ADVERT_BYTES || !bytes.every(isByte)) return malformed('data is not an advert in bytes');
  const sentAt = momentIn(fields, 'time');
  const data = Uint8Array.from(bytes);
  return {
    kind: 'heard',
    adverts: [{ t: sentAt ?? rx, rx, anchor, address, rssiDbm, data }],
    ...(sentAt !== undefined && { sentAt }),
  };
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function statusOf({ payload }: Undecoded, anchor: string): Decoded {
  const text = payload.length <= 5 ? Buffer.from(payload).toString() : '';
  if (text !== 'true' && text !== 'false') return malformed('online is neither true nor false');
  return { kind: 'heard', statuses: [{ anchor, online: text === 'true' }] };
}

function isScriptReport(fields: Fields): boolean {
  return Object.hasOwn(fields, 'addr') && Object.hasOwn(fields, 'gateway') && Array.isArray(own(fields, 'data'));
}

export const decoder: Decoder = {
  id: 'shelly-ble',
  subscriptions: () => ['+/events/rpc', '+/online'],
  topics: (topic) => RPC.test(topic) || ONLINE.test(topic),
  decode(message) {
    const device = ONLINE.exec(message.topic)?.[1];
    if (device !== undefined) return statusOf(message, device);
    const sender = RPC.exec(message.topic)?.[1];
    const parsed = jsonObject(message.payload);
    if ('kind' in parsed) return sender === undefined ? NOT_MINE : parsed;
    const fields = parsed.object;
    const params = objectIn(fields, 'params');
    if (own(fields, 'method') === 'NotifyEvent' && params) {
      return notification(message, params, sender ?? textOf(fields, 'src', 120) ?? message.anchor ?? '');
    }
    const gateway = textOf(fields, 'gateway', 120);
    if (isScriptReport(fields)) {
      return scriptReport(message, fields, gateway === undefined ? (sender ?? message.anchor ?? '') : (addressOf(gateway) ?? gateway));
    }
    return sender === undefined ? NOT_MINE : { kind: 'heard' };
  },
};
