import { type Decoded, type Decoder, type Malformed, malformed, NOT_MINE, type Signed } from '../../contract/decoder.ts';
import { identifierKind, isIdentifier } from '../../contract/identifier.ts';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import { fieldsOf, momentIn } from './support/cloud-fields.ts';
import { numberIn, own, textOf } from './support/fields.ts';
import { jsonObject } from './support/json-object.ts';
import { jwsParts } from './support/jws.ts';

/**
 * What the retailer's app hears of the shop's beacons: `{app, at?, beacons: [{beacon, rssiDbm, at?}]}`, times in RFC 3339 or ms epoch. As a JWS
 * (contract/app-report.ts) it says by its `kid` which app it is of, and can be believed; whether it is, identity decides, which has the keys.
 */
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

function sightingsOf(
  beacons: readonly unknown[],
  mobile: string,
  sentAt: number | undefined,
  rx: number,
): { sightings: Sighting[]; refused: Malformed[] } {
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
  return { sightings, refused };
}

/** `signer`: whom a signature names; what the report itself calls its app does not count then. */
function read(payload: Uint8Array, rx: number, isOwn: boolean, signer?: string): Decoded {
  const parsed = jsonObject(payload);
  if ('kind' in parsed) return isOwn ? parsed : NOT_MINE;
  const report = parsed.object;
  const beacons = own(report, 'beacons');
  if (!isOwn && !((signer !== undefined || Object.hasOwn(report, 'app')) && Array.isArray(beacons))) return NOT_MINE;
  const mobile = mobileOf(signer ?? textOf(report, 'app', 128));
  if (mobile === undefined) return malformed('app is neither an app id nor a token');
  if (!Array.isArray(beacons) || beacons.length > MOST_BEACONS) return malformed(`beacons is not a list of at most ${MOST_BEACONS}`);
  const sentAt = momentIn(report, 'at');
  return { kind: 'heard', ...sightingsOf(beacons, mobile, sentAt, rx), ...(sentAt === undefined ? {} : { sentAt }) };
}

function readSigned({ header, body, content, signature }: NonNullable<ReturnType<typeof jwsParts>>, rx: number, isOwn: boolean): Decoded {
  const kid = textOf(header, 'kid', 128);
  const signer = kid === undefined ? undefined : mobileOf(kid);
  if (own(header, 'alg') !== 'HS256' || signer === undefined || identifierKind(signer) !== 'app') {
    return isOwn ? malformed('a signed report has alg HS256 and the id of its app as kid') : NOT_MINE;
  }
  const decoded = read(body, rx, isOwn, signer);
  if (decoded.kind !== 'heard') return decoded;
  const signed: Signed = { signer, at: decoded.sentAt, content, signature };
  return { ...decoded, signed };
}

export const decoder: Decoder = {
  id: 'app-report',
  subscriptions: () => [],
  topics: (topic) => topic === TOPIC,
  http: {},
  decode({ topic, payload, rx }) {
    const jws = jwsParts(payload);
    return jws ? readSigned(jws, rx, topic === TOPIC) : read(payload, rx, topic === TOPIC);
  },
};
