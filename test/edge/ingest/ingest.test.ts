import { describe, expect, it } from 'vitest';
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
