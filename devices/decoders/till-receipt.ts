import { ReceiptMessage } from '../../contract/business-messages.ts';
import type { Decoder } from '../../contract/decoder.ts';
import { topics } from '../../contract/topics.ts';
import { businessReader, cardOf, ownTopic, stamp } from './support/business.ts';

/** What a till sold (DESIGN §6). A card number that is none, as a masked one, does not lose the receipt. */
const topic = ownTopic('till/{device}/receipt');
const read = businessReader(topic, ReceiptMessage, 'till', (fields) => Array.isArray(fields['lines']) && Object.hasOwn(fields, 'total'));

export const decoder: Decoder = {
  id: 'till-receipt',
  subscriptions: (shop) => [topics.receipt(shop, '+')],
  durable: true,
  topics: topic.matches,
  decode(message) {
    const told = read(message);
    if (!told.ok) return told.decoded;
    const { eventId, total, currency, lines, offers } = told.value;
    const when = stamp(told.value, message.rx);
    if ('kind' in when) return when;
    const card = cardOf(told.value.card);
    return {
      kind: 'heard',
      events: [
        {
          type: 'receipt',
          till: told.device,
          ...when,
          eventId: String(eventId),
          ...(card === undefined ? {} : { card }),
          lines: lines.map(({ product, quantity, amount }) => ({ product, quantity, amount })),
          total,
          ...(currency === undefined ? {} : { currency }),
          ...(offers && { offers }),
        },
      ],
    };
  },
};
