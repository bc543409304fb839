import { describe, expect, it } from 'vitest';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { createIngest } from '../../../edge/ingest/ingest.ts';

const T = 1_700_000_000_000;
const ROOMS = ['bakery', 'wine', 'tills', 'door'];
const decoders = await loadDecoders();
const SETTINGS = { topics: [], lateAfterMs: 600_000, silentAfterMs: 60_000, scannerPerSecond: 2000, devicePerSecond: 100 };

function shop() {
  const heard: string[] = [];
  const ingest = createIngest({
    decoders,
    shop: 'shop-1',
    scannerNames: new Map(ROOMS.map((room) => [room, room])),
    settings: SETTINGS,
    logLateMs: 172_800_000,
    pseudonymKey: new Uint8Array(32).fill(1),
    onHeard: (scanner) => heard.push(scanner),
  });
  const counts = (room: string, rx: number, id: string): boolean => {
    const payload = Buffer.from(JSON.stringify({ id, rssi: -60 }));
    return ingest.receive({ rx, source: 'mqtt', topic: `espresense/devices/${id}/${room}`, payload }).sightings.length === 1;
  };
  return { ingest, counts, heard };
}
const device = (i: number) => (0xdd88_0000_0000 + i).toString(16);

describe('one gateway that sends fifty times what a node sends', () => {
  const { ingest, counts } = shop();
  const lost = new Map<string, number>();
  let passed = 0;
  // 200 a second is a busy node: 10,000 a second is the flood.
  for (let ms = 0; ms < 20_000; ms += 1) {
    for (let i = 0; i < 10; i += 1) if (counts('door', T + ms, device(ms % 500))) passed += 1;
    if (ms % 5 !== 0) continue;
    for (const room of ROOMS.slice(0, 3)) if (!counts(room, T + ms, device(ms % 100))) lost.set(room, (lost.get(room) ?? 0) + 1);
  }

  it('loses what is more than its share', () => {
    expect(passed).toBeGreaterThan(40_000);
    expect(passed).toBeLessThanOrEqual(50_000);
  });

  it('takes nothing from the others', () => {
    expect([...lost]).toEqual([]);
  });

  it('is named, with how much was dropped', () => {
    expect(ingest.floods(T + 20_000)).toMatchObject([{ scanner: 'door', dropped: 200_000 - passed }]);
    expect(ingest.scanners().filter(({ excessOfScanner }) => excessOfScanner > 0)).toMatchObject([{ id: 'door', excessOfDevices: 0 }]);
  });
});

it('one device that sends without end loses its excess, and its neighbours at the same scanner nothing', () => {
  const { ingest, counts } = shop();
  let lost = 0;
  let passed = 0;
  for (let ms = 0; ms < 10_000; ms += 1) {
    if (counts('wine', T + ms, device(1))) passed += 1;
    if (ms % 20 === 0 && !counts('wine', T + ms, device(2))) lost += 1;
  }
  expect([lost, passed]).toEqual([0, 1499]);
  const [flood] = ingest.floods(T + 10_000);
  expect(flood).toMatchObject({ scanner: 'wine', dropped: 8501, device: expect.stringMatching(/^[0-9a-f]{12}$/u) });
  expect(JSON.stringify(flood)).not.toContain(device(1));
});

it('a flooding scanner is alive all the same, and a stranger that floods names nobody', () => {
  const { ingest, counts, heard } = shop();
  for (let i = 0; i < 10_010; i += 1) counts('door', T, device(i));
  expect(heard).toHaveLength(10_010);
  for (let i = 0; i < 10_010; i += 1) counts('cellar', T, device(1));
  expect(heard).toHaveLength(10_010);
  expect(ingest.scanners().at(-1)).toMatchObject({ id: 'unknown', excessOfScanner: 10 });
});

it('an excess on a topic of one scanner is dropped before it is read', () => {
  let read = 0;
  const [espresense] = decoders.filter(({ id }) => id === 'espresense');
  if (!espresense) throw new Error('no format');
  const counting = {
    ...espresense,
    readerOf: () => (message: Parameters<typeof espresense.decode>[0]) => {
      read += 1;
      return espresense.decode(message);
    },
  };
  const ingest = createIngest({
    decoders: [counting],
    shop: 'shop-1',
    scannerNames: new Map([['door', 'door']]),
    settings: { ...SETTINGS, scannerPerSecond: 1 },
    logLateMs: 172_800_000,
    pseudonymKey: new Uint8Array(32),
  });
  const payload = Buffer.from('{"id":"dd8800003777","rssi":-60}');
  const refused = Array.from({ length: 8 }, () =>
    ingest.receive({ rx: T, source: 'mqtt', topic: 'espresense/devices/dd8800003777/door', payload }),
  ).flatMap((told) => told.refused);
  expect([read, refused]).toEqual([5, ['ING_THROTTLED', 'ING_THROTTLED', 'ING_THROTTLED']]);
});

describe('a gateway that floods with what tells of nobody', () => {
  const flood = (topic: string, payload: string) => {
    const { ingest, counts } = shop();
    const read = new Map<string, number>();
    let lost = 0;
    for (let ms = 0; ms < 10_000; ms += 1) {
      const { statuses, refused } = ingest.receive({ rx: T + ms, source: 'mqtt', topic, payload: Buffer.from(payload) });
      const came = statuses.length > 0 ? 'status' : (refused[0] ?? '');
      read.set(came, (read.get(came) ?? 0) + 1);
      if (ms % 20 === 0 && !counts('wine', T + ms, device(2))) lost += 1;
    }
    return { ingest, read, lost };
  };

  it('is not read beyond its allowance, though nothing of it is a sighting', () => {
    const { ingest, read, lost } = flood('espresense/devices/x/door', '{"id":"x","rssi":');
    expect([read.get('ING_NOT_JSON'), read.get('ING_THROTTLED'), lost]).toEqual([1499, 8501, 0]);
    expect(ingest.floods(T + 10_000)).toMatchObject([{ scanner: 'unknown', dropped: 8501 }]);
  });

  it('is named where its signs of life name it', () => {
    const { ingest, read, lost } = flood('espresense/rooms/door/status', 'online');
    expect([read.get('status'), read.get('ING_THROTTLED'), lost]).toEqual([1499, 8501, 0]);
    expect(ingest.floods(T + 10_000)).toMatchObject([{ scanner: 'door', dropped: 8501 }]);
  });

  it('is read again as soon as it is moderate', () => {
    const { ingest } = flood('espresense/rooms/door/status', 'online');
    const payload = Buffer.from('offline');
    const later = ingest.receive({ rx: T + 11_000, source: 'mqtt', topic: 'espresense/rooms/door/status', payload });
    expect(later.statuses).toEqual([{ anchor: 'door', online: false }]);
  });

  it('never costs a till its receipts, whatever else the till says', () => {
    const { ingest } = shop();
    const topic = 'aislegate/shop-1/till/till-2/receipt';
    for (let i = 0; i < 5000; i += 1) ingest.receive({ rx: T, source: 'mqtt', topic, payload: Buffer.from('broken') });
    const payload = Buffer.from('{"eventId":"r-1","at":"2023-11-14T23:13:20+01:00","total":"12.40","currency":"EUR","lines":[]}');
    expect(ingest.receive({ rx: T, source: 'mqtt', topic, payload }).refused).not.toContain('ING_THROTTLED');
  });

  it('takes nothing from those who post to the same path', () => {
    const { ingest } = shop();
    const post = (payload: string) =>
      ingest.receive({ rx: T, source: 'http', topic: '/ingest/minew-json', payload: Buffer.from(payload) }).refused;
    for (let i = 0; i < 5000; i += 1) post('broken');
    expect(post('broken')).toEqual(['ING_NOT_JSON']);
  });
});
