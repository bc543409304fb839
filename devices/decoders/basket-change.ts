import { BasketChangeMessage } from '../../contract/business-messages.ts';
import { type Decoder, malformed } from '../../contract/decoder.ts';
import { topics } from '../../contract/topics.ts';
import { businessReader, cardOf, ownTopic, stamp } from './support/business.ts';

/** What is in the basket of somebody who scans by himself, as it is after each change (DESIGN §6). */
const topic = ownTopic('basket/{device}/change');
const read = businessReader(
  topic,
  BasketChangeMessage,
  'device',
  (fields) => Object.hasOwn(fields, 'card') && Array.isArray(fields['products']),
);

export const decoder: Decoder = {
  id: 'basket-change',
  subscriptions: (shop) => [topics.basketChange(shop, '+')],
  durable: true,
  topics: topic.matches,
  decode(message) {
    const told = read(message);
    if (!told.ok) return told.decoded;
    const card = cardOf(told.value.card);
    if (card === undefined) return malformed('/card is no card number');
    const products = told.value.products.map(({ product, quantity, amount }) => ({
      product,
      quantity,
      ...(amount === undefined ? {} : { amount }),
    }));
    const when = stamp(told.value, message.rx, products);
    return 'kind' in when ? when : { kind: 'heard', events: [{ type: 'basket-change', device: told.device, card, products, ...when }] };
  },
};
