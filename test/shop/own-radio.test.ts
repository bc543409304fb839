import { describe, expect, it } from 'vitest';
import type { Site } from '../../contract/site.ts';
import { OPENING_MS, World } from '../support/virtual-shop.ts';

/** Shelves in the middle: no zone has scanners of its own. */
const square = (left: number): [number, number][] => [
  [left + 1, 1],
  [left + 5, 1],
  [left + 5, 8],
  [left + 1, 8],
];
const SCANNERS = [0, 6, 12].flatMap((x) => [0, 9].map((y) => ({ id: `at-${x}-${y}`, x, y, z: 2.5 })));
const BEACONS = [
  { id: 'ble:c0ffee000001', x: 3, y: 3 },
  { id: 'ble:c0ffee000002', x: 9, y: 6 },
];
const SITE: Site = {
  shop: { id: 'shop-1', name: 'Corner shop', timezone: 'Europe/Paris' },
  floor: { width: 12, depth: 9 },
  zones: [
    { id: 'bakery', name: 'Bakery', polygon: square(0) },
    { id: 'wine', name: 'Wine', polygon: square(6) },
  ],
  scanners: SCANNERS,
  beacons: BEACONS,
};
const LOUD = 'at-0-0';

/** Somebody whom nobody knows stands at the shelves all the time. */
const STRANGER = { id: 'ble:4a00000000b0', x: 6, y: 2 };

/** The shop's own beacons advertise once in five seconds; one scanner is of another make and reads 8 dB more. */
async function hang(shop: World, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    for (const { id, x, y } of [...BEACONS, STRANGER]) {
      for (const scanner of SCANNERS) {
        const away = Math.hypot(x - scanner.x, y - scanner.y, 1);
        const rssi = Math.round(-58 - 22 * Math.log10(away) + (scanner.id === LOUD ? 8 : 0));
        const topic = `espresense/devices/${id}/${scanner.id}`;
        const payload = Buffer.from(JSON.stringify({ id: `known:${id.slice(4)}`, mac: id.slice(4), rssi }));
        shop.shop.pipeline.receive({ rx: shop.clock.nowMs(), source: 'mqtt', topic, payload });
      }
    }
    await shop.pass(5000);
  }
}

describe('a shop and its own radio', () => {
  it('learns from the beacons that hang there which scanner reads too much, says so, and knows it after a restart', async () => {
    const shop = new World(SITE);
    await shop.open();
    expect(shop.shop.calibration()).toMatchObject({ grade: 'positions', learnt: undefined });
    await hang(shop, 660);
    const { learnt } = shop.shop.calibration();
    // Of strangers nothing is learnt: no name of theirs comes so far.
    expect(learnt).toMatchObject({ tags: 2, minutes: 0 });
    expect(learnt?.learntAt).toBeGreaterThan(OPENING_MS + 600_000);
    const offsets = Object.entries(learnt?.offsetsDb ?? {});
    expect(Math.max(...offsets.map(([, offsetDb]) => offsetDb))).toBe(learnt?.offsetsDb[LOUD]);
    expect(learnt?.offsetsDb[LOUD]).toBeGreaterThan(2);
    expect(shop.telemetry.value('aislegate_scanner_offset_db', { scanner: LOUD })).toBe(learnt?.offsetsDb[LOUD]);
    await shop.close();
    await shop.open();
    expect(shop.shop.calibration().learnt).toEqual(learnt);
    await shop.close();
  });
});
