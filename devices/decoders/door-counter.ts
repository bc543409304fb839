import { DoorCountMessage } from '../../contract/business-messages.ts';
import type { Decoder } from '../../contract/decoder.ts';
import { topics } from '../../contract/topics.ts';
import { businessReader, ownTopic, stamp } from './support/business.ts';

/** A people counter at a door (DESIGN §6). A negative number, a fraction or a crowd is a counter that was reset or lies. */
const topic = ownTopic('counter/{device}');
const read = businessReader(topic, DoorCountMessage, 'door', (fields) => Object.hasOwn(fields, 'in') && Object.hasOwn(fields, 'out'));

export const decoder: Decoder = {
  id: 'door-counter',
  subscriptions: (shop) => [topics.doorCount(shop, '+')],
  durable: true,
  topics: topic.matches,
  decode(message) {
    const told = read(message);
    if (!told.ok) return told.decoded;
    const { in: entered, out } = told.value;
    const when = stamp(told.value, message.rx, [entered, out]);
    return 'kind' in when ? when : { kind: 'heard', events: [{ type: 'door-count', door: told.device, ...when, in: entered, out }] };
  },
};
