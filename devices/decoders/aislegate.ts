import { checker } from '../../contract/check.ts';
import { type Decoder, malformed, NOT_MINE } from '../../contract/decoder.ts';
import { SightingReport } from '../../contract/sighting.ts';
import { topics } from '../../contract/topics.ts';
import { jsonObject } from './support/json-object.ts';

/** Our own topic (DESIGN §6): `aislegate/<shop>/sighting/<scanner>`, one sighting per message. */
const TOPIC = /^aislegate\/[A-Za-z0-9_-]{1,64}\/sighting\/([^/]{1,120})$/u;
const check = checker(SightingReport);

export const decoder: Decoder = {
  id: 'aislegate',
  subscriptions: (shop) => [topics.sighting(shop, '+')],
  topics: (topic) => TOPIC.test(topic),
  decode(message) {
    // Payloads alone, as from a file: the scanner is what the caller says.
    const own = TOPIC.exec(message.topic)?.[1];
    const scanner = own ?? message.anchor ?? '';
    const parsed = jsonObject(message.payload);
    if ('kind' in parsed) return own === undefined ? NOT_MINE : parsed;
    if (own === undefined && !Object.hasOwn(parsed.object, 'mobile')) return NOT_MINE;
    const checked = check(parsed.object);
    if (!checked.ok) return malformed(checked.detail);
    const { t, mobile, radio, rssiDbm, rssiAt1mDbm, distanceM, also } = checked.value;
    return {
      kind: 'heard',
      sightings: [
        {
          t: t ?? message.rx,
          rx: message.rx,
          anchor: scanner,
          mobile,
          radio: radio ?? 'ble',
          ...(rssiDbm === undefined ? {} : { rssiDbm }),
          ...(rssiAt1mDbm === undefined ? {} : { rssiAt1mDbm }),
          ...(distanceM === undefined ? {} : { distanceM }),
          ...(also === undefined ? {} : { also }),
        },
      ],
    };
  },
};
