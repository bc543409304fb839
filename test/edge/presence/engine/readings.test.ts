import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REMEMBERED_MS, Readings } from '../../../../edge/presence/engine/readings.ts';

const T = Date.UTC(2026, 5, 1, 10);

interface Heard {
  readonly scanner: number;
  readonly atMs: number;
  readonly rssiDbm: number;
}

function remember(list: readonly Heard[], capacity?: number): Readings {
  const readings = new Readings(capacity);
  for (const { scanner, atMs, rssiDbm } of list) readings.add(scanner, T + atMs, rssiDbm);
  return readings;
}

/** The same by keeping everything. */
function within(list: readonly Heard[], scanner: number, atMs: number, windowMs: number): number[] {
  return list
    .filter((heard) => heard.scanner === scanner && heard.atMs > atMs - windowMs && heard.atMs <= atMs)
    .map(({ rssiDbm }) => rssiDbm)
    .sort((a, b) => a - b);
}

describe('what the shop remembers of a device', () => {
  const four = [-70, -60, -80, -50].map((rssiDbm, i) => ({ scanner: 3, atMs: 1000 * (i + 1), rssiDbm }));

  it('is the readings after the beginning of a window, its end included', () => {
    const readings = remember(four);
    expect(readings.count(3, T + 3000, 2000)).toBe(2);
    expect(readings.mean(3, T + 3000, 2000)).toBe(-70);
    expect(readings.mean(3, T + 3000, 2001)).toBe(-70);
    expect(readings.count(3, T + 3000, 2001)).toBe(3);
    expect(readings.latestMs).toBe(T + 4000);
  });

  it('has quantiles on the straight line between two readings', () => {
    const readings = remember(four);
    expect(readings.quantile(3, T + 4000, 5000, 0)).toBe(-80);
    expect(readings.quantile(3, T + 4000, 5000, 0.5)).toBe(-65);
    expect(readings.quantile(3, T + 4000, 5000, 0.75)).toBe(-57.5);
    expect(readings.quantile(3, T + 4000, 5000, 1)).toBe(-50);
  });

  it('is nothing about a scanner that did not hear the device', () => {
    const readings = remember(four);
    expect(new Readings().latestMs).toBeUndefined();
    expect(readings.mean(4, T + 4000, 5000)).toBeUndefined();
    expect(readings.quantile(4, T + 4000, 5000, 0.5)).toBeUndefined();
    expect(readings.spacing(4, T + 4000, 5000)).toBeUndefined();
    expect(readings.count(4, T + 4000, 5000)).toBe(0);
    expect(readings.scanners(T + 4000, 5000)).toEqual([3]);
  });

  it('shows how often the device advertises', () => {
    expect(remember(four).spacing(3, T + 4000, 5000)).toBe(1000);
    expect(remember(four.slice(0, 1)).spacing(3, T + 4000, 5000)).toBeUndefined();
  });

  it('does not count what is older than 20 s, and starts anew after an hour of silence', () => {
    const readings = remember([...four, { scanner: 3, atMs: 3_600_000, rssiDbm: -40 }, { scanner: 3, atMs: 3_580_000, rssiDbm: -90 }]);
    expect(readings.mean(3, T + 3_600_000, REMEMBERED_MS)).toBe(-40);
  });

  it('loses the oldest first where a beacon says more than fits', () => {
    const flood = Array.from({ length: 5000 }, (_, i) => ({ scanner: i % 4, atMs: i, rssiDbm: -60 }));
    const readings = remember(flood, 100);
    const kept = [0, 1, 2, 3].reduce((sum, scanner) => sum + readings.count(scanner, T + 5000, REMEMBERED_MS), 0);
    expect(kept).toBeGreaterThanOrEqual(90);
    expect(kept).toBeLessThanOrEqual(100);
    expect(readings.count(3, T + 4999, 80)).toBe(20);
  });

  it('is the same whatever the order in which it came, and the same as if everything were kept', () => {
    const heard = fc.record({ scanner: fc.nat(3), atMs: fc.nat(15_000), rssiDbm: fc.integer({ min: -110, max: -20 }) });
    const query = fc.record({
      scanner: fc.nat(4),
      atMs: fc.nat(16_000),
      windowMs: fc.integer({ min: 1, max: REMEMBERED_MS }),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const shuffled = fc
      .array(heard, { maxLength: 200 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, query, ([list, other], { scanner, atMs, windowMs, p }) => {
        const readings = remember(list);
        const again = remember(other);
        const truth = within(list, scanner, atMs, windowMs);
        expect(readings.count(scanner, T + atMs, windowMs)).toBe(truth.length);
        const quantile = readings.quantile(scanner, T + atMs, windowMs, p);
        expect(again.quantile(scanner, T + atMs, windowMs, p)).toBe(quantile);
        expect(again.mean(scanner, T + atMs, windowMs)).toBe(readings.mean(scanner, T + atMs, windowMs));
        expect(quantile === undefined).toBe(truth.length === 0);
        if (quantile === undefined) return;
        expect(quantile).toBeGreaterThanOrEqual(truth[Math.floor(p * (truth.length - 1))] ?? Number.NaN);
        expect(quantile).toBeLessThanOrEqual(truth[Math.ceil(p * (truth.length - 1))] ?? Number.NaN);
      }),
    );
  });

  it('stays right over hours of traffic', () => {
    const gap = fc.integer({ min: 0, max: 90_000 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ scanner: fc.nat(2), gapMs: fc.oneof(fc.nat(900), gap), rssiDbm: fc.integer({ min: -100, max: -30 }) }), {
          maxLength: 300,
        }),
        (steps) => {
          let atMs = 0;
          const list = steps.map(({ scanner, gapMs, rssiDbm }) => {
            atMs += gapMs;
            return { scanner, atMs, rssiDbm };
          });
          const readings = remember(list);
          for (const scanner of [0, 1, 2])
            expect(readings.count(scanner, T + atMs, REMEMBERED_MS)).toBe(within(list, scanner, atMs, REMEMBERED_MS).length);
        },
      ),
    );
  });
});
