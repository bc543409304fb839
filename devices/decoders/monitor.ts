import { type Decoded, type Decoder, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { RSSI_DBM } from '../../contract/sighting.ts';
import { ibeaconOf } from './support/beacon-identifiers.ts';
import { sightingOf } from './support/contact.ts';
import { addressIn, addressOf, type Fields, quotedNumberIn, textOf } from './support/fields.ts';
import { instantOf } from './support/instant.ts';
import { jsonObject } from './support/json-object.ts';
import { onlineOf } from './support/status.ts';

/** monitor: `monitor/<node>/<address or beacon>`, every value a text, and `monitor/<node>/status`; what is below scan and setup are orders. */
const TOPIC = /^monitor\/(?!(?:scan|setup)\/)([^/]{1,120})\/([^/]+)$/u;
const TYPES: readonly unknown[] = ['KNOWN_MAC', 'GENERIC_BEACON_PUBLIC', 'APPLE_IBEACON'];
/** As its shell writes a moment: `Mon Nov 12 2018 10:22:12 GMT-0500 (EST)`. */
const SHELL_DATE = /^\w{3} (\w{3}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d\d)(\d\d)(?: |$)/u;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Named {
  readonly mobile: string;
  readonly isBeacon: boolean;
  readonly also?: string[] | undefined;
}

function namedBy(id: string, fields: Fields): Named | undefined {
  const address = addressOf(id);
  if (address !== undefined) return { mobile: `ble:${address}`, isBeacon: false };
  const beacon = ibeaconOf(id);
  const sender = addressIn(fields, 'mac');
  return beacon === undefined ? undefined : { mobile: beacon, isBeacon: true, also: sender === undefined ? undefined : [`ble:${sender}`] };
}

function momentOf(text: string): number | undefined {
  const [, month = '', day, year, time, zoneHour, zoneMinute] = SHELL_DATE.exec(text) ?? [];
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return year === undefined ? instantOf(text) : instantOf(`${year}-${number}-${day}T${time}${zoneHour}:${zoneMinute}`);
}

function deviceReport({ rx }: Undecoded, fields: Fields, anchor: string, leaf: string): Decoded {
  const confidence = quotedNumberIn(fields, 'confidence', 0, 100);
  if (confidence === undefined) return malformed('confidence is not a number of percent');
  const named = namedBy(textOf(fields, 'id', 60) ?? leaf, fields);
  if (named === undefined) return malformed('id is neither an address nor a beacon');
  const sentAt = momentOf(textOf(fields, 'timestamp', 60) ?? '');
  // It was asked for and did not answer, or was not heard any longer.
  if (confidence === 0) return { kind: 'heard', ...(sentAt !== undefined && { sentAt }) };
  const sighting = sightingOf({
    t: sentAt ?? rx,
    rx,
    anchor,
    mobile: named.mobile,
    radio: 'ble',
    rssiDbm: quotedNumberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum),
    rssiAt1mDbm: named.isBeacon ? quotedNumberIn(fields, 'power', RSSI_DBM.minimum, RSSI_DBM.maximum) : undefined,
    also: named.also,
  });
  return { kind: 'heard', sightings: [sighting], ...(sentAt !== undefined && { sentAt }) };
}

function statusOf({ payload }: Undecoded, anchor: string): Decoded {
  const online = onlineOf(payload);
  return online === undefined ? malformed('status is neither online nor offline') : { kind: 'heard', statuses: [{ anchor, online }] };
}

export const decoder: Decoder = {
  id: 'monitor',
  subscriptions: () => ['monitor/+/+'],
  topics: (topic) => TOPIC.test(topic),
  decode(message) {
    const [, node, leaf = ''] = TOPIC.exec(message.topic) ?? [];
    if (node !== undefined && leaf === 'status') return statusOf(message, node);
    const parsed = jsonObject(message.payload);
    if (node !== undefined) return 'kind' in parsed ? parsed : deviceReport(message, parsed.object, node, leaf);
    if ('kind' in parsed || !Object.hasOwn(parsed.object, 'confidence') || !TYPES.includes(parsed.object['type'])) return NOT_MINE;
    return deviceReport(message, parsed.object, message.anchor ?? '', '');
  },
};
