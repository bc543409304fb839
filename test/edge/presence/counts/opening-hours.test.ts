import { describe, expect, it } from 'vitest';
import { createKeyLife } from '../../../../edge/presence/counts/key-life.ts';
import { createOpeningHours } from '../../../../edge/presence/counts/opening-hours.ts';

const HOUR_MS = 3_600_000;
/** A midnight in Paris in summer. */
const MIDNIGHT = Date.UTC(2026, 5, 1, 22);

const openAt = (hours: { opensAt?: string; closesAt?: string }) => {
  const { isOpen } = createOpeningHours('Europe/Paris', hours);
  return [0, 8, 9, 12, 19.99, 20, 23].filter((hour) => isOpen(MIDNIGHT + hour * HOUR_MS));
};

describe('opening hours', () => {
  it('are those of the clock on the wall of the shop, to the minute', () => {
    expect(openAt({ opensAt: '09:00', closesAt: '20:00' })).toEqual([9, 12, 19.99]);
  });

  it('can go through the night, begin or end at midnight, and be none at all', () => {
    expect(openAt({ opensAt: '20:00', closesAt: '09:00' })).toEqual([0, 8, 20, 23]);
    expect(openAt({ opensAt: '12:00' })).toEqual([12, 19.99, 20, 23]);
    expect(openAt({ closesAt: '09:00' })).toEqual([0, 8]);
    expect(openAt({})).toHaveLength(7);
  });
});

describe('the key of the pseudonyms', () => {
  const renewals = (hours: { closesAt?: string }, from: number, days: number): number[] => {
    const isOver = createKeyLife(createOpeningHours('Europe/Paris', hours), from);
    const times: number[] = [];
    for (let t = from; t < from + days * 24 * HOUR_MS; t += 30_000) if (isOver(t)) times.push((t - MIDNIGHT) / HOUR_MS);
    return times;
  };

  it('is renewed when the shop closes, or at midnight where it never does', () => {
    expect(renewals({ closesAt: '20:00' }, MIDNIGHT + 10 * HOUR_MS, 2)).toEqual([20, 44]);
    expect(renewals({}, MIDNIGHT + 10 * HOUR_MS, 2)).toEqual([24, 48]);
  });

  it('lives for a day at most, on the longest day of the year, too', () => {
    // In the night to 25 October 2026 the clocks are put back.
    const noon = Date.UTC(2026, 9, 24, 18, 1);
    const times = renewals({ closesAt: '20:00' }, noon, 2).map((hour) => hour * HOUR_MS + MIDNIGHT);
    expect(Math.max(...times.map((t, index) => t - (times[index - 1] ?? noon)))).toBeLessThanOrEqual(24 * HOUR_MS);
  });
});
