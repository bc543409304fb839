import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { choose } from '../../../edge/offers/choose.ts';

it('chooses nothing where there is nothing to choose from', () => {
  expect(choose([], 0.1, () => 0)).toBeUndefined();
});

it('chooses the best, and of equals the first, when it does not explore', () => {
  expect(choose([0.1, 0.3, 0.3], 0.1, () => 0.5)).toMatchObject({ index: 1, explored: false });
});

it('draws evenly when it explores', () => {
  const draws = [0.05, 0.99];
  expect(choose([0.1, 0.3, 0.2], 0.1, () => draws.shift() ?? 0)).toEqual({ index: 2, explored: true, propensity: 0.1 / 3 });
});

it('counts both ways to the best offer in its propensity', () => {
  expect(choose([0.1, 0.3, 0.2], 0.3, () => 0.9)?.propensity).toBeCloseTo(0.1 + 0.7, 12);
});

it('reports the probability that it really has: the propensities of all offers add up to one, and frequencies agree', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (scores, share) => {
        const random = seededRandom(7);
        const counts = new Map<number, { seen: number; propensity: number }>();
        for (let i = 0; i < 4000; i += 1) {
          const choice = choose(scores, share, random.unit);
          if (!choice) throw new Error('nothing chosen');
          const entry = counts.get(choice.index) ?? { seen: 0, propensity: choice.propensity };
          expect(choice.propensity).toBe(entry.propensity);
          counts.set(choice.index, { ...entry, seen: entry.seen + 1 });
        }
        for (const { seen, propensity } of counts.values()) expect(Math.abs(seen / 4000 - propensity)).toBeLessThan(0.05);
      },
    ),
    { numRuns: 20, seed: 1 },
  );
});
