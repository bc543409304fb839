import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoder } from '../../../contract/decoder.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import type { RawMessage } from '../../../edge/domain/message.ts';
import { createIngest, type IngestOptions } from '../../../edge/ingest/ingest.ts';

const RX = 1_700_000_000_000;
const decoders = await loadDecoders();
const SETTINGS = { topics: [], lateAfterMs: 600_000, silentAfterMs: 60_000, scannerPerSecond: 2000, devicePerSecond: 100 };
const NAMES = new Map([
  ['bakery', 'bakery'],
  ['dd8800000001', 'bakery'],
  ['wine', 'wine'],
]);
const ingest = (options: Partial<IngestOptions> = {}) =>
  createIngest({
    decoders,
    shop: 'shop-1',
    scannerNames: NAMES,
    settings: SETTINGS,
    logLateMs: 172_800_000,
    pseudonymKey: new Uint8Array(32),
    ...options,
  });

function message(topic: string, payload: string | Uint8Array): RawMessage {
  return { rx: RX, source: 'mqtt', topic, payload: typeof payload === 'string' ? Buffer.from(payload) : payload };
}
const ours = (fields: object) => message('aislegate/shop-1/sighting/wine', JSON.stringify({ mobile: 'ble:dd8800003777', ...fields }));

it('takes what a scanner of the shop heard', () => {
  const { sightings, refused } = ingest().receive(message('espresense/devices/dd8800003777/bakery', '{"id":"dd8800003777","rssi":-60}'));
  expect(sightings).toMatchObject([{ anchor: 'bakery', mobile: 'ble:dd8800003777', rssiDbm: -60 }]);
  expect(refused).toEqual([]);
});

it('tells that a scanner lives or died', () => {
  expect(ingest().receive(message('espresense/rooms/wine/status', 'offline')).statuses).toEqual([{ anchor: 'wine', online: false }]);
});

describe('refuses by code', () => {
  it.each([
    ['a topic that no format has', message('else/where', '{}'), 'ING_UNKNOWN_TOPIC'],
    ['rubbish', message('espresense/devices/x/wine', '{'), 'ING_NOT_JSON'],
    ['the wrong types', message('espresense/devices/x/wine', '{"rssi":"loud"}'), 'ING_MALFORMED'],
    ['a scanner that the shop does not have', message('espresense/devices/x/cellar', '{"rssi":-60}'), 'ING_UNKNOWN_SCANNER'],
    ['a sign of life of such a scanner', message('espresense/rooms/cellar/status', 'online'), 'ING_UNKNOWN_SCANNER'],
    ['more than a gateway ever sends', message('espresense/devices/x/wine', new Uint8Array(65_537)), 'ING_TOO_LARGE'],
  ])('%s', (_title, raw, code) => {
    expect(ingest().receive(raw)).toMatchObject({ sightings: [], statuses: [], events: [], refused: [code] });
  });
});

it('takes a kept state of a broker, but no kept sighting: nobody knows when that was heard', () => {
  const kept = (topic: string, payload: string) => ({ ...message(topic, payload), retained: true });
  expect(ingest().receive(kept('espresense/devices/x/wine', '{"rssi":-60}')).refused).toEqual(['ING_STALE']);
  expect(ingest().receive(kept('espresense/rooms/wine/status', 'online')).statuses[0]?.online).toBe(true);
});

it('remembers the names of unknown scanners for whoever sets the shop up, up to a hundred', () => {
  const taking = ingest();
  for (let i = 0; i < 150; i += 1) taking.receive(message(`espresense/devices/x/room-${i % 120}`, '{"rssi":-60}'));
  expect(taking.unknownScanners()).toHaveLength(100);
  expect(taking.unknownScanners()[0]).toBe('room-0');
});

describe('the clock of a source', () => {
  it('is believed when it is a little behind', () => {
    expect(ingest().receive(ours({ t: RX - 5000 })).sightings[0]?.t).toBe(RX - 5000);
  });

  it('is corrected without a word when it is a little ahead: nothing is heard before it happened', () => {
    expect(ingest().receive(ours({ t: RX + 900 }))).toMatchObject({ sightings: [{ t: RX }], refused: [] });
  });

  it('is not believed, and that is counted, while it is an hour behind and may be only late', () => {
    const { sightings, refused } = ingest().receive(ours({ t: RX - 3_600_000 }));
    expect([sightings, refused]).toMatchObject([[{ t: RX, rx: RX, sourceT: RX - 3_600_000 }], ['ING_CLOCK_SUSPECT']]);
  });

  it('is corrected at once when it is a minute ahead, and what it said is kept', () => {
    expect(ingest().receive(ours({ t: RX + 60_000 }))).toMatchObject({ sightings: [{ t: RX, sourceT: RX + 60_000 }], refused: [] });
  });
});

it('counts a format that takes the topic but not the message as unknown', () => {
  const shy = { id: 'shy', subscriptions: () => [], topics: () => true, decode: () => ({ kind: 'not-mine' as const }) };
  const taking = ingest({ decoders: [shy] });
  expect(taking.receive(message('x', '')).refused).toEqual(['ING_UNKNOWN_TOPIC']);
});

describe('what another gateway calls a scanner', () => {
  it('leads to the scanner that the shop knows, for sightings and for signs of life', () => {
    const taking = ingest();
    expect(taking.receive(message('espresense/devices/dd8800003777/dd8800000001', '{"rssi":-60}')).sightings[0]?.anchor).toBe('bakery');
    expect(taking.receive(message('espresense/rooms/dd8800000001/status', 'offline')).statuses).toEqual([
      { anchor: 'bakery', online: false },
    ]);
  });

  it('does not make one advert two', () => {
    const taking = ingest();
    const heard = (room: string, source: RawMessage['source']) =>
      taking.receive({ ...message(`espresense/devices/dd8800003777/${room}`, '{"rssi":-60}'), source });
    expect(heard('bakery', 'mqtt').refused).toEqual([]);
    expect(heard('dd8800000001', 'http').refused).toEqual(['ING_DUPLICATE']);
  });
});

it("reads a shop's own topic in the format that the shop says, of the scanner that the topic names", () => {
  const taking = ingest({ settings: { ...SETTINGS, topics: [{ filter: 'my/+/tags', format: 'aislegate' }] } });
  expect(taking.receive(message('my/wine/tags', '{"mobile":"ble:dd8800003777","rssiDbm":-60}'))).toMatchObject({
    sightings: [{ anchor: 'wine' }],
    format: 'aislegate',
  });
});

it('knows a device that is heard for minutes for the same when another gateway begins to tell of it', () => {
  const shop = ingest();
  const hear = (topic: string, fields: object, rx: number) => shop.receive({ ...message(topic, JSON.stringify(fields)), rx }).refused;
  for (let s = 0; s < 150; s += 1) {
    expect(hear('espresense/devices/dd8800003777/wine', { id: 'dd8800003777', mac: 'dd8800003777', rssi: -60 }, RX + s * 1000)).toEqual([]);
  }
  expect(hear('aislegate/shop-1/sighting/wine', { mobile: 'ble:dd8800003777' }, RX + 149_500)).toEqual(['ING_DUPLICATE']);
});

describe('what comes late', () => {
  const told = (taking: ReturnType<typeof ingest>, agoMs: number, rssiDbm = -60) => taking.receive(ours({ t: RX - agoMs, rssiDbm }));

  it('counts at the time when it was heard, in whatever order it comes', () => {
    const taking = ingest();
    told(taking, 10);
    const at = [90_000, 300_000, 50_000, 599_000].map((agoMs) => told(taking, agoMs, -61).sightings[0]?.t);
    expect(at).toEqual([RX - 90_000, RX - 300_000, RX - 50_000, RX - 599_000]);
  });

  it('counts for its time though the scanner was cut off for a day, and is refused when it can change nothing any more', () => {
    const taking = ingest();
    told(taking, 10);
    expect(told(taking, 86_400_000)).toMatchObject({ sightings: [{ t: RX - 86_400_000 }], refused: [] });
    expect(told(taking, 172_800_001)).toMatchObject({ sightings: [], refused: ['ING_LATE'] });
    expect(ingest({ logLateMs: 1000 }).receive(ours({ t: RX - 1500 })).refused).toEqual(['ING_LATE']);
  });

  it('counts once when it is sent again', () => {
    const taking = ingest();
    told(taking, 10);
    expect([told(taking, 5000).refused, told(taking, 5000).refused]).toEqual([[], ['ING_DUPLICATE']]);
  });
});

describe('a message of several sightings', () => {
  const sighting = (anchor: string, t: number) => ({ t, rx: RX, anchor, mobile: `ble:dd880000${anchor.length}777`, radio: 'ble' as const });
  const batch = (sightings: readonly ReturnType<typeof sighting>[], sentAt?: number): Decoder => ({
    id: 'batch',
    subscriptions: () => ['batch'],
    topics: () => true,
    decode: () => ({ kind: 'heard', sightings, ...(sentAt !== undefined && { sentAt }) }),
  });
  const HOUR_MS = 3_600_000;

  it('tells the clock of each scanner by its latest', () => {
    const late = [
      sighting('bakery', RX + HOUR_MS - 500),
      sighting('bakery', RX + HOUR_MS),
      sighting('wine', RX),
      sighting('cellar', RX + HOUR_MS),
    ];
    const taking = ingest({ decoders: [batch(late)] });
    expect(taking.receive(message('batch', '')).sightings.map(({ anchor, t }) => [anchor, t])).toEqual([
      ['bakery', RX - 500],
      ['bakery', RX],
      ['wine', RX],
    ]);
    expect(taking.scanners()).toMatchObject([{ id: 'bakery', clockOffsetMs: HOUR_MS }, { id: 'wine' }, { id: 'unknown' }]);
  });

  it('tells the clock of its sender by when it was sent', () => {
    const taking = ingest({ decoders: [batch([sighting('bakery', RX - HOUR_MS - 30_000)], RX - HOUR_MS)] });
    expect(taking.receive(message('batch', '')).sightings[0]).toMatchObject({ t: RX - 30_000, sourceT: RX - HOUR_MS - 30_000 });
  });

  it('that a broker kept tells nothing of a clock', () => {
    const taking = ingest({ decoders: [batch([sighting('bakery', RX + HOUR_MS)])] });
    expect(taking.receive({ ...message('batch', ''), retained: true }).refused).toEqual(['ING_STALE']);
    expect(taking.scanners()[0]).toEqual({ id: 'bakery', excessOfScanner: 0, excessOfDevices: 0 });
  });

  it('of which one names nobody loses only that one', () => {
    const nameless = { ...sighting('wine', RX), mobile: '' };
    const { sightings, refused } = ingest({ decoders: [batch([nameless, sighting('bakery', RX)])] }).receive(message('batch', ''));
    expect([sightings.length, refused]).toEqual([1, ['ING_NAMELESS']]);
  });

  it('of a cloud may be larger than that of a gateway', () => {
    const taking = ingest({ decoders: [batch([])] });
    const large = (source: RawMessage['source'], bytes: number) =>
      taking.receive({ rx: RX, source, topic: 'batch', payload: new Uint8Array(bytes) }).refused;
    expect([large('http', 1_048_576), large('http', 1_048_577), large('mqtt', 65_537)]).toEqual([[], ['ING_TOO_LARGE'], ['ING_TOO_LARGE']]);
  });
});

describe('adverts that a gateway passes on unopened', () => {
  /** BTHome v2, encrypted: 25.06 °C and 50.55 %, the example of its specification. */
  const SENSOR = '5448e68f80a5';
  const KEY = Buffer.from('231d39c1d7cc1ab1aee224cd096db932', 'hex');
  const ENCRYPTED = '020106' + '1216d2fc41a47266c95f730011223378237214';
  const advert = (data: string, anchor = 'wine') => ({
    t: RX,
    rx: RX,
    anchor,
    address: SENSOR,
    rssiDbm: -60,
    data: Buffer.from(data, 'hex'),
  });
  const passing = (...adverts: readonly ReturnType<typeof advert>[]): Decoder => ({
    id: 'passing',
    subscriptions: () => ['adverts'],
    topics: (topic) => topic === 'adverts',
    decode: () => ({ kind: 'heard', adverts, refused: [{ kind: 'malformed', code: 'ING_MALFORMED', reason: 'a row' }] }),
  });
  const take = (...adverts: readonly ReturnType<typeof advert>[]) =>
    ingest({ decoders: [...decoders, passing(...adverts)], keyOf: (address) => (address === SENSOR ? KEY : undefined) }).receive(
      message('adverts', ''),
    );

  it('are opened with the key of their sensor, and what could not be read is counted', () => {
    expect(take(advert(ENCRYPTED))).toMatchObject({
      sightings: [{ mobile: `ble:${SENSOR}`, telemetry: { temperatureC: 25.06, humidityPercent: 50.55 } }],
      refused: ['ING_MALFORMED'],
    });
  });

  it('are read once when several scanners hear them, which is no attack, and place their sender at each of these', () => {
    const { sightings, refused } = take(advert(ENCRYPTED), advert(ENCRYPTED, 'bakery'));
    expect(sightings.map(({ anchor, telemetry }) => [anchor, telemetry !== undefined])).toEqual([
      ['wine', true],
      ['bakery', false],
    ]);
    expect(refused).toEqual(['ING_MALFORMED']);
  });

  it('say nothing new when they are played again later, but that the address was heard', () => {
    const shop = ingest({ decoders: [...decoders, passing(advert(ENCRYPTED))], keyOf: () => KEY });
    shop.receive(message('adverts', ''));
    const { sightings, refused } = shop.receive({ ...message('adverts', ''), rx: RX + 60_000 });
    expect(refused).toEqual(['ING_MALFORMED', 'ING_REPLAYED']);
    expect(sightings.map(({ telemetry }) => telemetry)).toEqual([undefined]);
  });

  it('are not believed in plain from a sensor that encrypts', () => {
    expect(take(advert('0a16d2fc4001010203ca09')).refused).toContain('ING_DOWNGRADED');
  });
});

it('counts a decoder that throws against its format, and goes on', () => {
  const broken: Decoder = {
    id: 'broken',
    subscriptions: () => ['broken'],
    topics: () => true,
    decode: () => {
      throw new Error('a secret');
    },
  };
  expect(ingest({ decoders: [broken] }).receive(message('broken', ''))).toEqual({
    sightings: [],
    statuses: [],
    events: [],
    refused: ['INTERNAL'],
    format: 'broken',
  });
});

it('says how full its tables are', () => {
  const taking = ingest();
  taking.receive(message('espresense/devices/dd8800003777/bakery', '{"rssi":-60}'));
  expect([taking.tables(), taking.floods(RX)]).toEqual([{ topics: 1, devices: 1 }, []]);
});

it('never throws and never counts for more than came, whatever comes by whichever topic', () => {
  const topics = [
    'espresense/devices/x/wine',
    'espresense/rooms/wine/status',
    'aislegate/shop-1/sighting/wine',
    '/ingest/meraki-v3',
    'else',
  ];
  const raw = fc.record({
    rx: fc.integer({ min: RX, max: RX + 100_000 }),
    source: fc.constantFrom<RawMessage['source']>('mqtt', 'http', 'radio', 'replay'),
    topic: fc.oneof(fc.constantFrom(...topics), fc.string()),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({
          mobile: fc.constant('ble:dd8800003777'),
          rssiDbm: fc.integer({ min: -100, max: 0 }),
          t: fc.integer({ min: 0, max: 2 * RX }),
        })
        .map((fields) => Buffer.from(JSON.stringify(fields))),
    ),
  });
  fc.assert(
    fc.property(fc.array(raw, { maxLength: 30 }), (messages) => {
      const taking = ingest();
      for (const one of messages) {
        for (const { t, rx, sourceT } of taking.receive(one).sightings) {
          expect(t).toBeLessThanOrEqual(rx);
          expect(rx - t).toBeLessThanOrEqual(600_000);
          if (sourceT !== undefined) expect(sourceT).not.toBe(t);
        }
      }
    }),
  );
});
