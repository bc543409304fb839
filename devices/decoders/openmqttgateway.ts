import { type Advert, type Decoded, type Decoder, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { RSSI_DBM } from '../../contract/sighting.ts';
import { randomAddressType } from './support/address-type.ts';
import { addressIdentifier } from './support/adverts.ts';
import { ibeaconIn } from './support/beacon-identifiers.ts';
import { type Readings, sightingOf, telemetryOf } from './support/contact.ts';
import { addressIn, type Fields, numberIn, textOf } from './support/fields.ts';
import { jsonObject } from './support/json-object.ts';
import { onlineOf } from './support/status.ts';
import { rebuiltAdvert } from './support/theengs-advert.ts';

/** OpenMQTTGateway and Theengs Gateway: `home/<gateway>/BTtoMQTT/<address>`, `home/presence/<gateway>`, and how the gateway itself is doing. */
const DEVICE = /^home\/([^/]{1,120})\/BTtoMQTT\/[^/]+$/u;
const PRESENCE = /^home\/presence\/([^/]{1,120})$/u;
const STATE = /^home\/([^/]{1,120})\/(LWT|SYStoMQTT)$/u;
const SPELLED_ADDRESS = /^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/iu;

const READINGS: Readings = [
  ['temperatureC', 'tempc', -100, 200],
  ['humidityPercent', 'hum', 0, 110],
  ['batteryPercent', 'batt', 0, 100],
  ['batteryV', 'volt', 0, 100],
];
/**
 * Of an iBeacon the gateway prints the reference power as volts, a tenth each, where its high bit is clear (iBeacon_json.h), as beacons do
 * that put their battery there. Less than a battery has, or more, is neither.
 */
const IBEACON_READINGS: Readings = [
  ['batteryPercent', 'batt', 0, 100],
  ['batteryV', 'volt', 1.5, 6],
];
const FAHRENHEIT: Readings = [['temperatureF', 'tempf', -148, 392]];

/** The sender: `id` is its address, or with presuseuuid the UUID of a beacon, and the address stands beside it. */
function senderOf(fields: Fields): { readonly address: string | undefined; readonly beacon: string | undefined } {
  const keys = { uuid: 'uuid', major: 'major', minor: 'minor' };
  const beacon = ibeaconIn(fields, keys) ?? ibeaconIn(fields, { ...keys, uuid: 'id' });
  return { address: addressIn(fields, 'id') ?? addressIn(fields, 'mac'), beacon };
}

function addressTypeOf(fields: Fields, address: string | undefined): Advert['addressType'] {
  switch (fields['mac_type']) {
    case 0:
      return 'public';
    case 1:
      return address === undefined ? undefined : randomAddressType(address);
    default:
      return undefined;
  }
}

function readingsOf(fields: Fields, isBeacon: boolean): Record<string, number> | undefined {
  if (isBeacon) return telemetryOf(fields, IBEACON_READINGS);
  const readings = telemetryOf(fields, READINGS);
  const fahrenheit = telemetryOf(fields, FAHRENHEIT)?.['temperatureF'];
  if (fahrenheit === undefined || readings?.['temperatureC'] !== undefined) return readings;
  return { ...readings, temperatureC: Math.round(((fahrenheit - 32) * 500) / 9) / 100 };
}

/** What a gateway says of a device that it no longer hears, or hears again without saying how: news of its own counting, no radio contact. */
function isPresenceNote(fields: Fields): boolean {
  const { state, presence, rssi } = fields;
  return state === 'offline' || presence === 'absent' || (presence === 'present' && rssi === undefined);
}

/** What the gateway read of the device is taken as it says; an advert of which it read nothing is passed on whole. */
function reportOf({ rx }: Undecoded, fields: Fields, anchor: string): Decoded {
  if (isPresenceNote(fields)) return { kind: 'heard' };
  const rssiDbm = numberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const { address, beacon } = senderOf(fields);
  if (address === undefined && beacon === undefined) return malformed('id is neither an address nor a beacon');
  const addressType = addressTypeOf(fields, address);
  const telemetry = readingsOf(fields, beacon !== undefined);
  const data = beacon === undefined && telemetry === undefined ? rebuiltAdvert(fields) : undefined;
  if (data !== undefined && address !== undefined) {
    return { kind: 'heard', adverts: [{ t: rx, rx, anchor, address, ...(addressType && { addressType }), rssiDbm, data }] };
  }
  const identifiers = [beacon, address === undefined ? undefined : addressIdentifier(address, addressType)].filter(
    (one) => one !== undefined,
  );
  const [mobile = '', ...also] = identifiers;
  return {
    kind: 'heard',
    sightings: [
      sightingOf({
        t: rx,
        rx,
        anchor,
        mobile,
        radio: 'ble',
        rssiDbm,
        rssiAt1mDbm: beacon === undefined ? undefined : numberIn(fields, 'txpower', RSSI_DBM.minimum, RSSI_DBM.maximum),
        distanceM: numberIn(fields, 'distance', 0, 100_000),
        randomized: addressType && addressType !== 'public' && addressType !== 'static',
        also,
        telemetry,
      }),
    ],
  };
}

function stateOf(message: Undecoded, anchor: string, leaf: string): Decoded {
  const online = leaf === 'SYStoMQTT' ? true : onlineOf(message.payload);
  return online === undefined ? malformed('LWT is neither online nor offline') : { kind: 'heard', statuses: [{ anchor, online }] };
}

/** An address with colons as `id` (or beside a UUID), and a strength or a note of absence; monitor's ids look alike, but come with a confidence. */
function isOwnShape(fields: Fields): boolean {
  const id = textOf(fields, 'id', 36) ?? '';
  const mac = textOf(fields, 'mac', 17) ?? '';
  if (!SPELLED_ADDRESS.test(id) && !(id !== '' && SPELLED_ADDRESS.test(mac))) return false;
  return !Object.hasOwn(fields, 'confidence') && (Object.hasOwn(fields, 'rssi') || isPresenceNote(fields));
}

export const decoder: Decoder = {
  id: 'openmqttgateway',
  subscriptions: () => ['home/+/BTtoMQTT/+', 'home/presence/+', 'home/+/LWT', 'home/+/SYStoMQTT'],
  topics: (topic) => DEVICE.test(topic) || PRESENCE.test(topic) || STATE.test(topic),
  decode(message) {
    const state = STATE.exec(message.topic);
    if (state) return stateOf(message, state[1] ?? '', state[2] ?? '');
    const gateway = (DEVICE.exec(message.topic) ?? PRESENCE.exec(message.topic))?.[1];
    const parsed = jsonObject(message.payload);
    if (gateway !== undefined) return 'kind' in parsed ? parsed : reportOf(message, parsed.object, gateway);
    if ('kind' in parsed || !isOwnShape(parsed.object)) return NOT_MINE;
    return reportOf(message, parsed.object, message.anchor ?? '');
  },
};
