import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../contract/sighting.ts';
import { type Faults, spoiled } from '../../../devices/simulator/faults.ts';

const START_MS = 1_800_000_000_000;
const SCANNERS = ['door', 'oven', 'fridge'];
const heard: readonly Sighting[] = Array.from({ length: 3000 }, (_, index) => ({
  t: START_MS + index * 100,
  rx: START_MS + index * 100,
  anchor: SCANNERS[index % 3] ?? '',
  mobile: 'ble:c0ffee000001',
  radio: 'ble',
  rssiDbm: -60,
}));
const END_MS = START_MS + 300_000;
const arrivals = (faults: Faults, seed = 1): Sighting[] => [...spoiled(heard, faults, seed)];
const of = (sightings: readonly Sighting[], scanner: string): Sighting[] => sightings.filter(({ anchor }) => anchor === scanner);

describe('faults of a generated shop', () => {
  it('do not happen by themselves', () => {
    expect(arrivals({})).toEqual(heard);
  });

  it('are the same for the same seed, and let reports arrive in order of arrival', () => {
    const faults: Faults = { delayed: { share: 0.2, fromMs: 5000, toMs: 60_000 }, duplicates: 0.1, clocks: { sdMs: 200, driftPpm: 20 } };
    const arrived = arrivals(faults);
    expect(arrivals(faults)).toEqual(arrived);
    expect(arrivals(faults, 2)).not.toEqual(arrived);
    expect(arrived.filter(({ rx }, index) => rx < (arrived[index - 1]?.rx ?? 0))).toEqual([]);
  });

  it('silence a dead scanner, for as long as it is dead', () => {
    expect(of(arrivals({ dead: [{ scanner: 'oven' }] }), 'oven')).toEqual([]);
    const back = of(arrivals({ dead: [{ scanner: 'oven', fromMs: START_MS, untilMs: START_MS + 100_000 }] }), 'oven');
    expect(back[0]?.t).toBeGreaterThanOrEqual(START_MS + 100_000);
    expect(back.length).toBeGreaterThan(600);
  });

  it('let one scanner read too much', () => {
    const louder = arrivals({ louder: [{ scanner: 'oven', db: 6 }] });
    expect(new Set(of(louder, 'oven').map(({ rssiDbm }) => rssiDbm))).toEqual(new Set([-54]));
    expect(new Set(of(louder, 'door').map(({ rssiDbm }) => rssiDbm))).toEqual(new Set([-60]));
  });

  it('let each clock be wrong in its own way, and drift', () => {
    const arrived = arrivals({ clocks: { sdMs: 5000, driftPpm: 2000 } });
    const offsets = SCANNERS.map((scanner) => of(arrived, scanner).map(({ t, rx }) => t - rx));
    expect(new Set(offsets.map((own) => own[0])).size).toBe(3);
    for (const own of offsets) expect(Math.abs((own.at(-1) ?? 0) - (own[0] ?? 0))).toBeLessThanOrEqual(600);
  });

  it('hold whole batches back, and lose none', () => {
    const arrived = arrivals({ delayed: { share: 0.1, fromMs: 5000, toMs: 60_000 } });
    expect(arrived).toHaveLength(heard.length);
    const late = arrived.filter(({ t, rx }) => rx > t);
    expect(late.length / heard.length).toBeGreaterThan(0.05);
    expect(late.length / heard.length).toBeLessThan(0.16);
    expect(Math.min(...late.map(({ t, rx }) => rx - t))).toBeGreaterThan(3900);
  });

  it('let a scanner that was cut off tell everything when it is back', () => {
    const arrived = arrivals({ cutOff: [{ scanner: 'door', fromMs: START_MS, untilMs: END_MS + 5000 }] });
    expect(arrived).toHaveLength(heard.length);
    expect(arrived.slice(-1000).every(({ anchor, rx }) => anchor === 'door' && rx === END_MS + 5000)).toBe(true);
    expect(of(arrived, 'door').map(({ t }) => t)).toEqual(of(heard, 'door').map(({ t }) => t));
  });

  it('send one report in ten twice', () => {
    const arrived = arrivals({ duplicates: 0.1 });
    expect((arrived.length - heard.length) / heard.length).toBeGreaterThan(0.08);
    expect((arrived.length - heard.length) / heard.length).toBeLessThan(0.12);
  });
});
