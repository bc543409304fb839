import { type Advert, type Decoder, type Malformed, malformed } from '../../contract/decoder.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { isAdvertList } from './support/ad-structures.ts';
import { ibeaconIn } from './support/beacon-identifiers.ts';
import { fieldsOf, listIn, momentIn } from './support/cloud-fields.ts';
import { sightingOf } from './support/contact.ts';
import { addressIn, type Fields, hexBytes, own, quotedNumberIn, textOf } from './support/fields.ts';
import { clientOf, merakiIntake, merakiPost } from './support/meraki.ts';

/** Cisco Meraki Scanning API 3: a network's devices of a minute, each with the access points that heard it (wire-formats §2.7). */
const TOPIC = '/ingest/meraki-v3';
const WIFI = 'WiFi';
/** The documentation says BLE, the cloud sends Bluetooth. */
const TYPES = [WIFI, 'Bluetooth', 'BLE'];
const MOST_IDENTIFIERS = 8;
const MOST_ADVERT_BYTES = 255;

/** One access point heard the device once. */
type Contact = Pick<Sighting, 't' | 'anchor'> & Partial<Pick<Sighting, 'rssiDbm' | 'position'>>;

/** Metres from the corner of the floor plan; of a Bluetooth device they stand inside the floor plan. */
function positionOf(location: Fields): Sighting['position'] {
  const plan = fieldsOf(own(location, 'floorPlan'));
  const x = quotedNumberIn(location, 'x', -1e6, 1e6) ?? quotedNumberIn(plan, 'x', -1e6, 1e6);
  const y = quotedNumberIn(location, 'y', -1e6, 1e6) ?? quotedNumberIn(plan, 'y', -1e6, 1e6);
  if (x === undefined || y === undefined) return undefined;
  const floor = textOf(location, 'floorPlanName', 64) ?? textOf(plan, 'name', 64) ?? textOf(location, 'floorPlanId', 64);
  const accuracyM = quotedNumberIn(location, 'variance', 0, 1e6);
  return { x, y, ...(floor === undefined ? {} : { floor }), ...(accuracyM === undefined ? {} : { accuracyM }) };
}

function contactOf(fields: Fields, keys: { anchor: string; rssi: string }, t: number): Contact | undefined {
  const anchor = addressIn(fields, keys.anchor);
  const rssiDbm = quotedNumberIn(fields, keys.rssi, RSSI_DBM.minimum, RSSI_DBM.maximum);
  return anchor === undefined ? undefined : { t, anchor, ...(rssiDbm === undefined ? {} : { rssiDbm }) };
}

/** The access points of a location; the one that heard best carries the position, so that it is told once. */
function contactsAt(location: Fields, rx: number): Contact[] {
  const t = momentIn(location, 'time') ?? rx;
  const named = listIn(location, 'rssiRecords').flatMap((one) => contactOf(fieldsOf(one), { anchor: 'apMac', rssi: 'rssi' }, t) ?? []);
  const contacts = named.length > 0 ? named : [contactOf(location, { anchor: 'nearestApMac', rssi: 'nearestApRssi' }, t) ?? []].flat();
  const [first, ...others] = contacts.sort((a, b) => (b.rssiDbm ?? RSSI_DBM.minimum) - (a.rssiDbm ?? RSSI_DBM.minimum));
  const position = positionOf(location);
  return first ? [{ ...first, ...(position === undefined ? {} : { position }) }, ...others] : [];
}

/** All contacts of an observation; its latest record only where no location told the same. */
function contactsOf(observation: Fields, rx: number): Contact[] {
  const contacts = listIn(observation, 'locations').flatMap((location) => contactsAt(fieldsOf(location), rx));
  const record = fieldsOf(own(observation, 'latestRecord'));
  const latest = contactOf(record, { anchor: 'nearestApMac', rssi: 'nearestApRssi' }, momentIn(record, 'time') ?? rx);
  if (latest && !contacts.some(({ anchor, t }) => anchor === latest.anchor && t === latest.t)) contacts.push(latest);
  return contacts;
}

/** The advert that a beacon was read from, where the cloud passes it on. */
function rawAdvertOf(beacons: readonly Fields[]): Uint8Array | undefined {
  for (const beacon of beacons) {
    const data = hexBytes(textOf(beacon, 'rawData', 2 * MOST_ADVERT_BYTES) ?? '', MOST_ADVERT_BYTES);
    if (data !== undefined && isAdvertList(data)) return data;
  }
  return undefined;
}

export const decoder: Decoder = {
  id: 'meraki-v3',
  subscriptions: () => [],
  topics: (topic) => topic === TOPIC,
  http: merakiIntake,
  decode(message) {
    const post = merakiPost(message, message.topic === TOPIC, '3', TYPES);
    if ('kind' in post) return post;
    const { rx } = message;
    const refused: Malformed[] = [];
    const sightings: Sighting[] = [];
    const adverts: Advert[] = [];
    for (const observation of post.observations) {
      const fields = fieldsOf(observation);
      const address = addressIn(fields, 'clientMac');
      const contacts = contactsOf(fields, rx);
      if (address === undefined || contacts.length === 0) {
        refused.push(malformed('an observation has no clientMac or no access point'));
        continue;
      }
      const client = clientOf(address, post.type === WIFI);
      const beacons = listIn(fields, 'bleBeacons').map(fieldsOf);
      const named = beacons.filter((one) => ibeaconOf(one) !== undefined);
      const data = named.length === 0 ? rawAdvertOf(beacons) : undefined;
      if (data !== undefined) {
        adverts.push(...contacts.map(({ position: _position, ...contact }) => ({ ...contact, rx, address, data })));
        continue;
      }
      const [mobile = client.mobile, ...also] = new Set([
        ...named.flatMap((one) => ibeaconOf(one) ?? []).slice(0, MOST_IDENTIFIERS),
        client.mobile,
      ]);
      const rssiAt1mDbm = named[0] && quotedNumberIn(named[0], 'txPower', RSSI_DBM.minimum, -1);
      sightings.push(...contacts.map((contact) => sightingOf({ ...contact, rx, ...client, mobile, also, rssiAt1mDbm })));
    }
    return { kind: 'heard', sightings, adverts, refused };
  },
};

function ibeaconOf(beacon: Fields): string | undefined {
  if (textOf(beacon, 'bleType', 64)?.startsWith('eddystone') === true) return undefined;
  return ibeaconIn(beacon, { uuid: 'uuid', major: 'major', minor: 'minor' });
}
