import { WifiAssociationMessage } from '../../contract/business-messages.ts';
import { type Decoder, malformed } from '../../contract/decoder.ts';
import { instantMs } from '../../contract/instant.ts';
import { topics } from '../../contract/topics.ts';
import { businessReader, cardOf, ownTopic, stamp } from './support/business.ts';

/** A phone on the guest Wi-Fi whose owner agreed to the terms: from the portal or the controller, over MQTT or HTTP. */
const topic = ownTopic('wifi/{device}/association');
const HTTP_TOPIC = '/ingest/wifi-association';
const NOT_HEX = /[^0-9a-f]/gu;
const read = businessReader(topic, WifiAssociationMessage, 'network', (fields) =>
  ['address', 'termsAt'].every((name) => Object.hasOwn(fields, name)),
);

export const decoder: Decoder = {
  id: 'wifi-association',
  subscriptions: (shop) => [topics.wifiAssociation(shop, '+')],
  durable: true,
  topics: (name) => topic.matches(name) || name === HTTP_TOPIC,
  http: {},
  decode(message) {
    const told = read(message);
    if (!told.ok)
      return told.decoded.kind === 'not-mine' && message.topic === HTTP_TOPIC ? malformed('it has no address or no termsAt') : told.decoded;
    const { address, withdrawn, termsAt } = told.value;
    const agreedAt = typeof termsAt === 'string' ? instantMs(termsAt) : termsAt;
    if (agreedAt === undefined) return malformed('/termsAt names no moment');
    const when = stamp(told.value, message.rx);
    if ('kind' in when) return when;
    const { t, rx } = when;
    // Told twice it changes nothing; a moment is no id, for two phones may join in one.
    const eventId = told.value.eventId === undefined ? {} : { eventId: String(told.value.eventId) };
    const card = cardOf(told.value.card);
    return {
      kind: 'heard',
      events: [
        {
          type: 'wifi-association',
          network: told.device,
          address: `wifi:${address.toLowerCase().replaceAll(NOT_HEX, '')}`,
          termsAt: agreedAt,
          ...eventId,
          t,
          rx,
          ...(withdrawn === true && { isWithdrawn: true }),
          ...(card !== undefined && { card }),
        },
      ],
    };
  },
};
