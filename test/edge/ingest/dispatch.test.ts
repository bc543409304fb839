import { describe, expect, it } from 'vitest';
import { type Decoder, NOT_MINE } from '../../../contract/decoder.ts';
import type { OwnTopic } from '../../../edge/domain/shop.ts';
import { createDispatch, noteScanner } from '../../../edge/ingest/dispatch.ts';
import { createScanners } from '../../../edge/ingest/scanners.ts';

let asked: string[] = [];
function format(id: string, filters: readonly string[], pattern: RegExp): Decoder {
  return {
    id,
    subscriptions: () => filters,
    topics(topic) {
      asked.push(id);
      return pattern.test(topic);
    },
    decode: () => NOT_MINE,
  };
}
const FORMATS = [
  format('espresense', ['espresense/devices/+/+'], /^espresense\/devices\//u),
  format('wide', ['+/+/BTtoMQTT/+'], /\/BTtoMQTT\//u),
  format('radio', [], /^hci$/u),
  format('meraki', ['/merakimv/+'], /^\/merakimv\//u),
];
const dispatch = (topics: readonly OwnTopic[] = []) => {
  asked = [];
  return createDispatch({ decoders: FORMATS, shop: 'shop-1', topics });
};
const idOf = (topic: string, topics: readonly OwnTopic[] = []) => dispatch(topics).routeOf('mqtt', topic)?.decoder.id;

describe('a topic leads to its format', () => {
  it.each([
    ['espresense/devices/x/bakery', 'espresense'],
    ['home/gw/BTtoMQTT/aabb', 'wide'],
    ['espresense/gw/BTtoMQTT/aabb', 'wide'],
    ['hci', 'radio'],
    ['/merakimv/1', 'meraki'],
    ['/ingest/radio', 'radio'],
    ['/ingest/nothing', undefined],
    ['espresense', undefined],
    ['toString', undefined],
  ])('%s: %s', (topic, id) => {
    expect(idOf(topic)).toBe(id);
  });

  it('asks only the formats whose topics begin so, and nobody the second time', () => {
    const formats = dispatch();
    formats.routeOf('mqtt', 'espresense/devices/x/bakery');
    formats.routeOf('mqtt', 'espresense/devices/x/bakery');
    expect(asked).toEqual(['espresense']);
    expect(formats.size()).toBe(1);
  });

  it('keeps the transports apart: each is a path of its own', () => {
    const formats = dispatch();
    expect(['mqtt', 'http', 'radio', 'replay'].map((source) => formats.routeOf(source as 'mqtt', 'hci')?.path)).toEqual([
      'mqtt/radio',
      'http/radio',
      'radio/radio',
      'replay/radio',
    ]);
  });
});

describe("a shop's own topic", () => {
  it('leads to the format that the shop says, with the scanner where the first + is', () => {
    const formats = dispatch([
      { filter: 'my/+/scan', format: 'radio' },
      { filter: 'all', format: 'wide' },
    ]);
    expect(formats.routeOf('mqtt', 'my/door/scan')).toMatchObject({ decoder: { id: 'radio' }, anchor: 'door' });
    expect(formats.routeOf('mqtt', 'all')).toMatchObject({ decoder: { id: 'wide' }, anchor: undefined });
  });

  it("comes before a format's own: whoever wrote it down meant it", () => {
    expect(idOf('espresense/devices/x/bakery', [{ filter: 'espresense/#', format: 'wide' }])).toBe('wide');
  });

  it('must name a format that there is', () => {
    expect(() => dispatch([{ filter: 'my/#', format: 'morse' }])).toThrow('settings.ingest.topics.0.format "morse" is not a format');
  });
});

it('knows whose sightings come by a route while they are all of one scanner', () => {
  const route = dispatch().routeOf('mqtt', 'hci');
  const { all } = createScanners(
    new Map([
      ['a', 'a'],
      ['b', 'b'],
    ]),
    { perSecond: 1, burst: 1 },
  );
  const [a, b] = all;
  if (!route || !a || !b) throw new Error('no route');
  noteScanner(route, a);
  noteScanner(route, a);
  expect(route.scanner).toBe(a);
  noteScanner(route, b);
  noteScanner(route, a);
  expect(route.scanner).toBeUndefined();
});
