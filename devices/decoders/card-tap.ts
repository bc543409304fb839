import type { CardTap } from '../../contract/business-event.ts';
import { CardTapMessage } from '../../contract/business-messages.ts';
import { type Decoder, malformed } from '../../contract/decoder.ts';
import { topics } from '../../contract/topics.ts';
import { businessReader, cardOf, ownTopic, stamp } from './support/business.ts';

/** A loyalty card at a reader (DESIGN §6): JSON, or the number alone, as a reader types it that only knows how to be a keyboard. */
const topic = ownTopic('card/{device}/tap');
const read = businessReader(topic, CardTapMessage, 'reader', isTap);
/** A receipt and a basket have a card, too. */
function isTap(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(fields, 'card') && !Object.hasOwn(fields, 'lines') && !Object.hasOwn(fields, 'products');
}

const utf8 = new TextDecoder('utf-8');
const MAX_TYPED_BYTES = 100;
const AROUND = /^[\s"]+|[\s"]+$/gu;

/** A word without a digit is a word, as `offline` or `null`, and no card. */
function typedCard(payload: Uint8Array): string | undefined {
  if (payload.length > MAX_TYPED_BYTES) return undefined;
  const text = utf8.decode(payload).replace(AROUND, '');
  return /\d/u.test(text) ? cardOf(text) : undefined;
}

export const decoder: Decoder = {
  id: 'card-tap',
  subscriptions: (shop) => [topics.cardTap(shop, '+')],
  durable: true,
  topics: topic.matches,
  decode(message) {
    const { rx } = message;
    const heard = (tap: Omit<CardTap, 'type'>) => ({ kind: 'heard', events: [{ type: 'card-tap', ...tap }] }) as const;
    const reader = topic.deviceIn(message.topic);
    const typed = reader === undefined ? undefined : typedCard(message.payload);
    if (reader !== undefined && typed !== undefined) return heard({ reader, card: typed, t: rx, rx });
    const told = read(message);
    if (!told.ok) return told.decoded;
    const card = cardOf(told.value.card);
    if (card === undefined) return malformed('/card is no card number');
    const when = stamp(told.value, rx);
    return 'kind' in when ? when : heard({ reader: told.device, card, ...when });
  },
};
