import { type Decoded, type Decoder, type Malformed, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { isIdentifier } from '../../contract/identifier.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { ibeaconOf } from './support/beacon-identifiers.ts';
import { sightingOf } from './support/contact.ts';
import { addressOf, type Fields, isFields, numberIn, objectIn, own, textOf } from './support/fields.ts';
import { instantIn } from './support/instant.ts';
import { jsonObject } from './support/json-object.ts';
import { onlineOf } from './support/status.ts';

/** room-assistant 2.14 and later: `room-assistant/entity/<instance>/<kind>/<id>`, `room-assistant/mqtt-room/<room>`, `room-assistant/status/<instance>`. */
const ENTITY = /^room-assistant\/entity\/[^/]+\/[^/]+\/[^/]+$/u;
const MQTT_ROOM = /^room-assistant\/mqtt-room\/([^/]{1,120})$/u;
const STATUS = /^room-assistant\/status\/([^/]{1,120})$/u;
const MAX_DISTANCE_M = 100_000;

/** `ble-` and the address, or UUID, major and minor of an iBeacon; any other name that was given to a tag stays a name. */
function identifierOf(id: string): string | undefined {
  const tag = id.replace(/^ble-/u, '');
  const address = addressOf(tag);
  if (address !== undefined) return `ble:${address}`;
  const name = ibeaconOf(tag) ?? `name:${tag}`;
  return isIdentifier(name) ? name : undefined;
}

/** What every instance last measured of a device, each at its own time. */
function entityOf({ rx }: Undecoded, fields: Fields): Decoded {
  const entity = objectIn(fields, 'entity') ?? {};
  const distances = objectIn(entity, 'distances');
  // Another instance leads the cluster and says the same; and not every entity is a device with distances.
  if (own(fields, 'hasAuthority') === false || distances === undefined) return { kind: 'heard' };
  const mobile = identifierOf(textOf(entity, 'id', 200) ?? '');
  if (mobile === undefined) return malformed('id of the entity is not an identifier');
  const measured = objectIn(entity, 'measuredValues') ?? {};
  const sightings: Sighting[] = [];
  const refused: Malformed[] = [];
  for (const [anchor, distance] of Object.entries(distances)) {
    const distanceM = isFields(distance) ? numberIn(distance, 'distance', 0, MAX_DISTANCE_M) : undefined;
    if (!isFields(distance) || distanceM === undefined || anchor === '' || anchor.length > 120) {
      refused.push(malformed('an instance without a distance'));
      continue;
    }
    const t = instantIn(distance, 'lastUpdatedAt') ?? rx;
    const strength = objectIn(measured, anchor) ?? {};
    const rssiDbm = numberIn(strength, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
    const rssiAt1mDbm = numberIn(strength, 'measuredPower', RSSI_DBM.minimum, RSSI_DBM.maximum);
    sightings.push(sightingOf({ t, rx, anchor, mobile, radio: 'ble', rssiDbm, rssiAt1mDbm, distanceM }));
  }
  // With a list of changes the newest measurement is the reason of the message; without, it is an old state said again.
  const sentAt = Array.isArray(own(fields, 'diff')) ? Math.max(...sightings.map(({ t }) => t)) : Number.NaN;
  return {
    kind: 'heard',
    ...(sightings.length > 0 && { sightings }),
    ...(refused.length > 0 && { refused }),
    ...(Number.isFinite(sentAt) && sentAt !== rx && { sentAt }),
  };
}

function roomReport({ rx }: Undecoded, fields: Fields, anchor: string): Decoded {
  const mobile = identifierOf(textOf(fields, 'id', 200) ?? '');
  if (mobile === undefined) return malformed('id is not an identifier');
  const distanceM = numberIn(fields, 'distance', 0, MAX_DISTANCE_M);
  if (distanceM === undefined) return malformed('distance is not a number of m');
  return { kind: 'heard', sightings: [sightingOf({ t: rx, rx, anchor, mobile, radio: 'ble', distanceM })] };
}

function statusOf({ payload }: Undecoded, anchor: string): Decoded {
  const online = onlineOf(payload);
  return online === undefined ? malformed('status is neither online nor offline') : { kind: 'heard', statuses: [{ anchor, online }] };
}

function isEntity(fields: Fields): boolean {
  const entity = objectIn(fields, 'entity');
  return Object.hasOwn(fields, 'hasAuthority') && entity !== undefined && Object.hasOwn(entity, 'distances');
}

/** The format that Home Assistant calls mqtt_room: id, name and distance, and nothing that others say besides. */
function isRoomReport(fields: Fields): boolean {
  return Object.keys(fields).sort().join() === 'distance,id,name';
}

export const decoder: Decoder = {
  id: 'room-assistant',
  subscriptions: () => ['room-assistant/entity/+/+/+', 'room-assistant/mqtt-room/+', 'room-assistant/status/+'],
  topics: (topic) => ENTITY.test(topic) || MQTT_ROOM.test(topic) || STATUS.test(topic),
  decode(message) {
    const instance = STATUS.exec(message.topic)?.[1];
    if (instance !== undefined) return statusOf(message, instance);
    const room = MQTT_ROOM.exec(message.topic)?.[1];
    const parsed = jsonObject(message.payload);
    const isOwnTopic = room !== undefined || ENTITY.test(message.topic);
    if ('kind' in parsed) return isOwnTopic ? parsed : NOT_MINE;
    if (room !== undefined) return roomReport(message, parsed.object, room);
    if (isOwnTopic || isEntity(parsed.object)) return entityOf(message, parsed.object);
    return isRoomReport(parsed.object) ? roomReport(message, parsed.object, message.anchor ?? '') : NOT_MINE;
  },
};
