import { describe, expect, test } from 'vitest';
import { loadDecoders } from '../../../../devices/catalogue.ts';
import { accessOf, mayPublish, mayRetain } from '../../../../edge/adapters/aedes/access.ts';

const SHOP = 'shop-1';
const gateway = accessOf('gateway', SHOP);
const radio = (await loadDecoders()).filter((decoder) => decoder.durable !== true);

describe('a gateway', () => {
  test.each(radio.map((decoder) => [decoder.id, decoder] as const))('may publish what %s comes under', (_id, { subscriptions }) => {
    for (const filter of subscriptions(SHOP)) expect(mayPublish(gateway, filter.replaceAll('+', 'x')), filter).toBe(true);
  });

  test.each([
    `aislegate/${SHOP}/till/till-1/receipt`,
    `aislegate/${SHOP}/card/reader-1/tap`,
    `aislegate/${SHOP}/screen/screen-1/event`,
    'aislegate/shop-2/sighting/ceiling-1',
    `aislegate/${SHOP}/sighting/+/online`,
  ])('may not publish %s, whatever wildcards its own topics begin with', (topic) => {
    expect(mayPublish(gateway, topic)).toBe(false);
  });

  test('leaves its last will behind for whoever subscribes later, and no sighting', () => {
    for (const topic of [
      'espresense/rooms/wine/status',
      'home/gw/LWT',
      'room-assistant/status/wine',
      'ruuvi/gw/gw_status',
      'shelly-1/online',
    ]) {
      expect(mayRetain(topic), topic).toBe(true);
    }
    for (const topic of ['espresense/devices/a/wine', 'home/gw/BTtoMQTT/AA', 'ruuvi/gw/AA', 'shelly-1/events/rpc', '/gw/AA/status']) {
      expect(mayRetain(topic), topic).toBe(false);
    }
  });
});
