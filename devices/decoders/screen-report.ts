import { REPORT_TYPES } from '../../contract/business-event.ts';
import { ScreenReportMessage } from '../../contract/business-messages.ts';
import type { Decoder } from '../../contract/decoder.ts';
import { topics } from '../../contract/topics.ts';
import { businessReader, ownTopic, stamp } from './support/business.ts';

/** One of them says what is shown, or where. */
const NAMES = ['deliveryId', 'offer', 'screen'];

/** What a connected screen of any maker tells (DESIGN §6): with the delivery where it shows what we pushed, else with the offer. */
const topic = ownTopic('screen/{device}/event');
const isReport = (fields: Readonly<Record<string, unknown>>): boolean =>
  REPORT_TYPES.some((type) => fields['type'] === type) && NAMES.some((name) => Object.hasOwn(fields, name));
const read = businessReader(topic, ScreenReportMessage, 'screen', isReport);

export const decoder: Decoder = {
  id: 'screen-report',
  subscriptions: (shop) => [topics.screenReport(shop, '+')],
  durable: true,
  topics: topic.matches,
  decode(message) {
    const told = read(message);
    if (!told.ok) return told.decoded;
    const { type: action, deliveryId, offer, scope } = told.value;
    const when = stamp(told.value, message.rx, scope === undefined ? [action, deliveryId, offer] : [action, deliveryId, offer, scope]);
    if ('kind' in when) return when;
    const what = { ...(deliveryId && { deliveryId }), ...(offer && { offer }), ...(scope && { scope }) };
    return { kind: 'heard', events: [{ type: 'screen-event', screen: told.device, ...when, action, ...what }] };
  },
};
