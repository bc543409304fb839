import { type Advert, type Malformed, malformed } from '../../../contract/decoder.ts';
import { RSSI_DBM, type Sighting } from '../../../contract/sighting.ts';
import { ibeaconIn, identifierIn } from './beacon-identifiers.ts';
import { fieldsOf, isLocallyAdministered, listIn, momentIn } from './cloud-fields.ts';
import { sightingOf, telemetryOf } from './contact.ts';
import { addressIn, type Fields, own, quotedNumberIn, textOf } from './fields.ts';
import { advertOf } from './mist-advert.ts';

export interface Told {
  readonly sightings?: readonly Sighting[];
  readonly adverts?: readonly Advert[];
}

/** What one event of a webhook topic tells, or why it cannot be read. */
export type EventReader = (event: Fields, rx: number) => Told | Malformed;

type Who = Pick<Sighting, 'mobile' | 'radio'> & Partial<Pick<Sighting, 'also' | 'randomized'>>;

/** The device id of an access point ends in its address. */
const DEVICE_ID = /^00000000-0000-0000-1000-([0-9a-f]{12})$/u;
const FARTHEST_M = 1e6;

/** A phone with the vendor's software, a Wi-Fi client or a Bluetooth tag, by the strongest name that the event has for it. */
function whoOf(event: Fields, type: unknown = own(event, 'type')): Who | undefined {
  const address = addressIn(event, 'mac');
  const app = type === 'sdk' ? identifierIn(event, 'id', 'app') : undefined;
  if (app !== undefined) return { mobile: app, radio: 'app' };
  if (address !== undefined && type === 'wifi') return wifiOf(address);
  const [mobile, ...also] = [...beaconsOf(event), ...(address === undefined ? [] : [`ble:${address}`])];
  return mobile === undefined ? undefined : { mobile, radio: 'ble', also };
}

function wifiOf(address: string): Who {
  return { mobile: `wifi:${address}`, radio: 'wifi', randomized: isLocallyAdministered(address) };
}

function beaconsOf(event: Fields): string[] {
  const ibeacon = ibeaconIn(event, { uuid: 'ibeacon_uuid', major: 'ibeacon_major', minor: 'ibeacon_minor' });
  const uid = `${textOf(event, 'eddystone_uid_namespace', 20)}-${textOf(event, 'eddystone_uid_instance', 12)}`.toLowerCase();
  return [ibeacon, identifierIn({ uid }, 'uid', 'eddystone-uid'), identifierIn(event, 'eddystone_url_url', 'eddystone-url')].flatMap(
    (identifier) => identifier ?? [],
  );
}

function rssiIn(fields: Fields, key = 'rssi'): number | undefined {
  return quotedNumberIn(fields, key, RSSI_DBM.minimum, RSSI_DBM.maximum);
}

/** A place on a map, computed by the cloud: no access point is named, so the map stands for what heard. */
export const location: EventReader = (event, rx) => locatedAs(event, rx, own(event, 'type'));

/** As `location`, under topics that are for Wi-Fi devices only. */
export const wifiLocation: EventReader = (event, rx) => locatedAs(event, rx, 'wifi');

function locatedAs(event: Fields, rx: number, type: unknown): Told | Malformed {
  const who = whoOf(event, type);
  const map = textOf(event, 'map_id', 64);
  if (!who || map === undefined) return malformed('an event has no mac or no map_id');
  const x = quotedNumberIn(event, 'x', -FARTHEST_M, FARTHEST_M);
  const y = quotedNumberIn(event, 'y', -FARTHEST_M, FARTHEST_M);
  const position = x === undefined || y === undefined ? undefined : { x, y, floor: map };
  const telemetry = telemetryOf(event, [['batteryV', 'battery_voltage', 0, 65_535, 1000]]);
  const t = momentIn(event, 'timestamp') ?? rx;
  return { sightings: [sightingOf({ t, rx, anchor: map, ...who, rssiDbm: rssiIn(event), position, telemetry })] };
}

/** Someone entered a zone that was drawn at the vendor's. Who left is not heard there any more, which silence tells as well. */
export const zone: EventReader = (event, rx) => {
  if (own(event, 'trigger') !== 'enter') return {};
  const who = whoOf(event);
  const anchor = textOf(event, 'zone_id', 64);
  if (!who || anchor === undefined) return malformed('an event has no mac or no zone_id');
  return { sightings: [sightingOf({ t: momentIn(event, 'timestamp') ?? rx, rx, anchor, ...who })] };
};

/** What an access point heard of a Bluetooth tag: a beacon that the cloud has named, or the advert as it was sent. */
export const rawBluetooth: EventReader = (event, rx) => {
  const device = textOf(event, 'device_id', 64)?.toLowerCase();
  const anchor = addressIn(event, 'ap_mac') ?? addressIn(event, 'device_mac') ?? DEVICE_ID.exec(device ?? '')?.[1] ?? device;
  const address = addressIn(event, 'mac');
  if (anchor === undefined || address === undefined) return malformed('an event has no mac or no access point');
  const t = momentIn(event, 'timestamp') ?? rx;
  const rssiDbm = rssiIn(event);
  const [beacon, ...others] = beaconsOf(event);
  const data = beacon === undefined ? advertOf(event) : undefined;
  if (data) return { adverts: [{ t, rx, anchor, address, ...(rssiDbm === undefined ? {} : { rssiDbm }), data }] };
  const who = beacon === undefined ? { mobile: `ble:${address}` } : { mobile: beacon, also: [...others, `ble:${address}`] };
  return { sightings: [sightingOf({ t, rx, anchor, ...who, radio: 'ble', rssiDbm })] };
};

/** What an access point heard of a Wi-Fi device, joined to the network or not. */
export const rawWifi: EventReader = (event, rx) => {
  const anchor = addressIn(event, 'ap_id');
  const client = addressIn(event, 'client_id');
  if (anchor === undefined || client === undefined) return malformed('an event has no client_id or no ap_id');
  const sightings = listIn(event, 'packets').map((packet) => {
    const fields = fieldsOf(packet);
    const t = momentIn(fields, 'timestamp') ?? momentIn(event, 'timestamp') ?? rx;
    return sightingOf({ t, rx, anchor, ...wifiOf(client), rssiDbm: rssiIn(fields) });
  });
  return { sightings };
};

/** The access points that a phone with the vendor's software hears, and the one that it is joined to. */
export const scan: EventReader = (event, rx) => {
  const client = addressIn(event, 'mac');
  if (client === undefined) return malformed('an event has no mac');
  const who = wifiOf(client);
  const heard = listIn(event, 'scan_data').flatMap((one) => {
    const fields = fieldsOf(one);
    const anchor = addressIn(fields, 'ap');
    const t = momentIn(fields, 'timestamp') ?? rx;
    return anchor === undefined ? [] : [sightingOf({ t, rx, anchor, ...who, rssiDbm: rssiIn(fields) })];
  });
  const anchor = addressIn(event, 'connection_ap');
  if (anchor === undefined || heard.some((one) => one.anchor === anchor)) return { sightings: heard };
  const t = momentIn(event, 'last_seen') ?? rx;
  return { sightings: [...heard, sightingOf({ t, rx, anchor, ...who, rssiDbm: rssiIn(event, 'connection_rssi') })] };
};
