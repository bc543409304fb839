import { type Decoder, malformed, NOT_MINE } from '../../contract/decoder.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { fieldsOf, isLocallyAdministered, listIn, momentIn } from './support/cloud-fields.ts';
import { sightingOf } from './support/contact.ts';
import { addressIn, type Fields, numberIn, own, textOf } from './support/fields.ts';
import { tolerantJson } from './support/tolerant-json.ts';

/** One record of the Cisco Spaces Firehose (wire-formats §2.8); edge/adapters/cisco-spaces follows the stream of them. */
const TOPIC = '/ingest/cisco-spaces';
const EVENT_TYPE = /^[A-Z_]{1,64}$/u;
/** A place stands in a building in a campus …: the record nests them, a hostile one without end. */
const MOST_PARENTS = 16;
/** Cisco's maps count in feet. */
const M_PER_FOOT = 0.3048;
const UNKNOWN = -999;

/** Where in the record each type of event stands; all other types tell nothing about one device at one place. */
const DETAILS: Readonly<Record<string, string>> = { DEVICE_LOCATION_UPDATE: 'deviceLocationUpdate', DEVICE_PRESENCE: 'devicePresence' };

/** The name of the floor that the place is, or is on. */
function floorOf(place: Fields): string | undefined {
  let here = place;
  for (let depth = 0; depth < MOST_PARENTS; depth++) {
    if (listIn(here, 'inferredLocationTypes').includes('FLOOR')) return textOf(here, 'name', 64);
    here = fieldsOf(own(here, 'parent'));
  }
  return undefined;
}

/** A number written as a number: the cloud writes "NaN" and −999 for what it does not know. */
function knownIn(fields: Fields, key: string): number | undefined {
  const value = own(fields, key);
  return typeof value === 'number' && value !== UNKNOWN && Math.abs(value) < 1e6 ? value : undefined;
}

function positionOf(update: Fields, floor: string | undefined): Sighting['position'] {
  const x = knownIn(update, 'xPos');
  const y = knownIn(update, 'yPos');
  if (x === undefined || y === undefined) return undefined;
  const confidence = knownIn(update, 'confidenceFactor') ?? 0;
  return {
    x: x * M_PER_FOOT,
    y: y * M_PER_FOOT,
    ...(floor === undefined ? {} : { floor }),
    ...(confidence > 0 ? { accuracyM: confidence * M_PER_FOOT } : {}),
  };
}

export const decoder: Decoder = {
  id: 'cisco-spaces',
  subscriptions: () => [],
  topics: (topic) => topic === TOPIC,
  decode({ topic, payload, rx }) {
    const isOwn = topic === TOPIC;
    const parsed = tolerantJson(payload);
    if ('kind' in parsed) return isOwn ? parsed : NOT_MINE;
    const record = fieldsOf(parsed.value);
    const type = textOf(record, 'eventType', 64);
    // Any record has its own id beside its type: that is how it is known among other formats.
    if (type === undefined || !EVENT_TYPE.test(type) || (!isOwn && !Object.hasOwn(record, 'recordUid'))) {
      return isOwn ? malformed('no eventType') : NOT_MINE;
    }
    const sentAt = momentIn(record, 'recordTimestamp');
    const told = sentAt === undefined ? {} : { sentAt };
    const details = Object.hasOwn(DETAILS, type) ? DETAILS[type] : undefined;
    const update = details === undefined ? undefined : fieldsOf(own(record, details));
    if (update === undefined || own(update, 'presenceEventType') === 'DEVICE_EXIT_EVENT') return { kind: 'heard', ...told };

    const client = addressIn(fieldsOf(own(update, 'device')), 'macAddress');
    const place = fieldsOf(own(update, 'location'));
    const anchor = textOf(place, 'locationId', 120);
    if (client === undefined || anchor === undefined) return malformed('no macAddress of the device or no locationId');
    const sighting = sightingOf({
      // A record may come twenty minutes after the device was heard.
      t: momentIn(update, 'lastSeen') ?? momentIn(update, 'entryTimestamp') ?? sentAt ?? rx,
      rx,
      anchor,
      mobile: `wifi:${client}`,
      radio: 'wifi',
      randomized: isLocallyAdministered(client),
      rssiDbm: numberIn(update, 'maxDetectedRssi', RSSI_DBM.minimum, RSSI_DBM.maximum),
      position: positionOf(update, floorOf(place)),
    });
    return { kind: 'heard', sightings: [sighting], ...told };
  },
};
