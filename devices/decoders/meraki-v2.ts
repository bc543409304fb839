import { type Decoder, type Malformed, malformed } from '../../contract/decoder.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { fieldsOf, listIn, momentIn } from './support/cloud-fields.ts';
import { sightingOf } from './support/contact.ts';
import { addressIn, type Fields, own, quotedNumberIn, textOf } from './support/fields.ts';
import { clientOf, merakiIntake, merakiPost } from './support/meraki.ts';

/** Cisco Meraki Scanning API 2: one access point per post, what it heard in the last minute (wire-formats §2.7). */
const TOPIC = '/ingest/meraki-v2';
const WIFI = 'DevicesSeen';
const TYPES = [WIFI, 'BluetoothDevicesSeen'];
/** Its `rssi` counts up from the noise floor. */
const FLOOR_DBM = -95;
const FARTHEST_M = 1e6;
const MOST_PLANS = 100;

/** `x` and `y` are lists with one value for each floor plan that the access point stands on; the first that has both is taken. */
function positionOf(location: Fields, floors: readonly unknown[]): Sighting['position'] {
  const xs = listIn(location, 'x');
  const ys = listIn(location, 'y');
  for (let plan = 0; plan < Math.min(xs.length, MOST_PLANS); plan++) {
    const here = { x: xs[plan], y: ys[plan], floor: floors[plan] };
    const x = quotedNumberIn(here, 'x', -FARTHEST_M, FARTHEST_M);
    const y = quotedNumberIn(here, 'y', -FARTHEST_M, FARTHEST_M);
    if (x === undefined || y === undefined) continue;
    const floor = textOf(here, 'floor', 64);
    const accuracyM = quotedNumberIn(location, 'unc', 0, FARTHEST_M);
    return { x, y, ...(floor === undefined ? {} : { floor }), ...(accuracyM === undefined ? {} : { accuracyM }) };
  }
  return undefined;
}

export const decoder: Decoder = {
  id: 'meraki-v2',
  subscriptions: () => [],
  topics: (topic) => topic === TOPIC,
  http: merakiIntake,
  decode(message) {
    const post = merakiPost(message, message.topic === TOPIC, '2', TYPES);
    if ('kind' in post) return post;
    const anchor = addressIn(post.data, 'apMac');
    if (anchor === undefined) return malformed('apMac is not an address');
    const floors = listIn(post.data, 'apFloors');
    const refused: Malformed[] = [];
    const sightings: Sighting[] = [];
    for (const observation of post.observations) {
      const fields = fieldsOf(observation);
      const address = addressIn(fields, 'clientMac');
      const aboveFloor = quotedNumberIn(fields, 'rssi', 0, RSSI_DBM.maximum - FLOOR_DBM);
      if (address === undefined || aboveFloor === undefined) {
        refused.push(malformed('an observation has no clientMac or no rssi above the floor'));
        continue;
      }
      const position = positionOf(fieldsOf(own(fields, 'location')), floors);
      const t = momentIn(fields, 'seenEpoch') ?? momentIn(fields, 'seenTime') ?? message.rx;
      const client = clientOf(address, post.type === WIFI);
      sightings.push(sightingOf({ t, rx: message.rx, anchor, ...client, rssiDbm: aboveFloor + FLOOR_DBM, position }));
    }
    return { kind: 'heard', sightings, refused };
  },
};
