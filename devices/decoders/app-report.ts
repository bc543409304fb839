import { type Decoder, type Malformed, malformed, NOT_MINE } from '../../contract/decoder.ts';
import { identifierKind, isIdentifier } from '../../contract/identifier.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { fieldsOf, momentIn } from './support/cloud-fields.ts';
import { numberIn, own, textOf } from './support/fields.ts';
import { jsonObject } from './support/json-object.ts';

/** What the retailer's app hears of the shop's beacons: `{app, at?, beacons: [{beacon, rssiDbm, at?}]}`, times in RFC 3339 or ms epoch. */
const TOPIC = '/ingest/app-report';
const MOST_BEACONS = 500;
/** Who may carry an app: its id, or a token that the app changes by itself. */
const APP_KINDS: readonly string[] = ['app', 'token'];

/** An app without a kind is named by its id. */
function mobileOf(app: string | undefined): string | undefined {
  if (app === undefined) return undefined;
  const mobile = app.includes(':') ? app : `app:${app}`;
  return isIdentifier(mobile) && APP_KINDS.includes(identifierKind(mobile)) ? mobile : undefined;
}

export const decoder: Decoder = {
  id: 'app-report',
  subscriptions: () => [],
  topics: (topic) => topic === TOPIC,
  http: {},
  decode({ topic, payload, rx }) {
    const isOwn = topic === TOPIC;
    const parsed = jsonObject(payload);
    if ('kind' in parsed) return isOwn ? parsed : NOT_MINE;
    const report = parsed.object;
    const beacons = own(report, 'beacons');
    if (!isOwn && !(Object.hasOwn(report, 'app') && Array.isArray(beacons))) return NOT_MINE;
    const mobile = mobileOf(textOf(report, 'app', 128));
    if (mobile === undefined) return malformed('app is neither an app id nor a token');
    if (!Array.isArray(beacons) || beacons.length > MOST_BEACONS) return malformed(`beacons is not a list of at most ${MOST_BEACONS}`);
    const sentAt = momentIn(report, 'at');
    const sightings: Sighting[] = [];
    const refused: Malformed[] = [];
    for (const beacon of beacons) {
      const fields = fieldsOf(beacon);
      const anchor = textOf(fields, 'beacon', 120);
      const rssiDbm = numberIn(fields, 'rssiDbm', RSSI_DBM.minimum, RSSI_DBM.maximum);
      if (anchor === undefined || !isIdentifier(anchor) || rssiDbm === undefined)
        refused.push(malformed('a beacon has no name or no rssiDbm'));
      else sightings.push({ t: momentIn(fields, 'at') ?? sentAt ?? rx, rx, anchor, mobile, radio: 'app', rssiDbm });
    }
    return { kind: 'heard', sightings, refused, ...(sentAt === undefined ? {} : { sentAt }) };
  },
};
