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

/** `x` and `y` are lists with one value for each floor plan that the access point stands on. */
function positionOf(location: Fields, floors: readonly unknown[]): Sighting['position'] {
  const ys = listIn(location, 'y');
  const plan = listIn(location, 'x').findIndex((x, index) => typeof x === 'number' && typeof ys[index] === 'number');
  if (plan < 0) return undefined;
  const x = listIn(location, 'x')[plan];
  const y = ys[plan];
  const floor = textOf({ floor: floors[plan] }, 'floor', 64);
  const accuracyM = quotedNumberIn(location, 'unc', 0, 1e6);
  return {
    x: x as number,
    y: y as number,
    ...(floor === undefined ? {} : { floor }),
    ...(accuracyM === undefined ? {} : { accuracyM }),
  };
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
