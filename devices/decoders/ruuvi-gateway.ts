import { type Advert, type Decoded, type Decoder, type Malformed, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { RSSI_DBM } from '../../contract/sighting.ts';
import { momentIn } from './support/cloud-fields.ts';
import { addressIn, addressOf, type Fields, hexBytes, isFields, numberIn, objectIn, own, textOf } from './support/fields.ts';
import { jsonObject, MAX_POSTED_JSON_BYTES } from './support/json-object.ts';

/** Ruuvi Gateway: `ruuvi/<gateway>/<tag>` with an advert as it was heard, `ruuvi/<gateway>/gw_status`; over HTTP, many adverts in one body. */
const TOPIC = /^ruuvi\/([^/]{1,120})\/([^/]{1,120})$/u;
const INTAKE = '/ingest/ruuvi-gateway';
const MOST_ADVERT_BYTES = 255;

interface Source {
  readonly anchor: string;
  readonly address: string | undefined;
  readonly rx: number;
}

/** An advert and when it was heard; without a time where the gateway has no clock and counts its messages instead. */
function advertOf(fields: Fields, source: Source, t: number | undefined): Advert | Malformed {
  const rssiDbm = numberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const data = hexBytes(textOf(fields, 'data', 2 * MOST_ADVERT_BYTES) ?? '-', MOST_ADVERT_BYTES);
  if (data === undefined) return malformed('data is not an advert in hex');
  const { anchor, address, rx } = source;
  return { t: t ?? rx, rx, anchor, ...(address !== undefined && { address }), rssiDbm, data };
}

function tagReport(message: Undecoded, fields: Fields, anchor: string, address: string | undefined): Decoded {
  const sentAt = momentIn(fields, 'gwts');
  const advert = advertOf(fields, { anchor, address, rx: message.rx }, momentIn(fields, 'ts') ?? sentAt);
  return 'kind' in advert ? advert : { kind: 'heard', adverts: [advert], ...(sentAt !== undefined && { sentAt }) };
}

function postedReport(message: Undecoded, posted: Fields): Decoded {
  const anchor = addressIn(posted, 'gw_mac') ?? message.anchor ?? '';
  const adverts: Advert[] = [];
  const refused: Malformed[] = [];
  for (const [tag, fields] of Object.entries(objectIn(posted, 'tags') ?? {})) {
    const address = addressOf(tag);
    const advert =
      isFields(fields) && address !== undefined
        ? advertOf(fields, { anchor, address, rx: message.rx }, momentIn(fields, 'timestamp'))
        : malformed('a tag is not an advert of an address');
    if ('kind' in advert) refused.push(advert);
    else adverts.push(advert);
  }
  const sentAt = momentIn(posted, 'timestamp');
  return {
    kind: 'heard',
    ...(adverts.length > 0 && { adverts }),
    ...(anchor !== '' && { statuses: [{ anchor, online: true }] }),
    ...(refused.length > 0 && { refused }),
    ...(sentAt !== undefined && { sentAt }),
  };
}

function statusOf(fields: Fields, anchor: string): Decoded {
  const state = own(fields, 'state');
  if (state !== 'online' && state !== 'offline') return malformed('state is neither online nor offline');
  return { kind: 'heard', statuses: [{ anchor, online: state === 'online' }] };
}

function postedIn(fields: Fields): Fields | undefined {
  const posted = objectIn(fields, 'data');
  return posted && addressIn(posted, 'gw_mac') !== undefined && objectIn(posted, 'tags') ? posted : undefined;
}

export const decoder: Decoder = {
  id: 'ruuvi-gateway',
  subscriptions: () => ['ruuvi/+/+'],
  topics: (topic) => topic === INTAKE || TOPIC.test(topic),
  http: {},
  decode(message) {
    const [, gateway, leaf] = TOPIC.exec(message.topic) ?? [];
    const isOwnTopic = gateway !== undefined || message.topic === INTAKE;
    const parsed = jsonObject(message.payload, MAX_POSTED_JSON_BYTES);
    if ('kind' in parsed) return isOwnTopic ? parsed : NOT_MINE;
    const fields = parsed.object;
    const posted = postedIn(fields);
    if (posted) return postedReport(message, posted);
    if (gateway !== undefined && leaf !== undefined) {
      const anchor = addressOf(gateway) ?? gateway;
      return leaf === 'gw_status' ? statusOf(fields, anchor) : tagReport(message, fields, anchor, addressOf(leaf));
    }
    const anchor = addressIn(fields, 'gw_mac');
    if (anchor !== undefined && typeof own(fields, 'data') === 'string') return tagReport(message, fields, anchor, message.address);
    return isOwnTopic ? malformed('no adverts of a gateway') : NOT_MINE;
  },
};
