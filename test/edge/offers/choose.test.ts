import fc from 'fast-check';
import { expect, it } from 'vitest';
import { choose, LEAST_PROPENSITY, winnersOf } from '../../../edge/offers/choose.ts';
import { HEADS } from '../../../edge/offers/learning/standard-heads.ts';
import { unitsOf } from '../../../edge/offers/seeded.ts';

/** Heads that see offers differently: which of `count` each of them shows. */
const heads = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: count - 1 }), { minLength: HEADS.count, maxLength: HEADS.count });
const cases = fc
  .integer({ min: 1, max: 20 })
  .chain((count) => fc.record({ count: fc.constant(count), winners: heads(count), share: fc.double({ min: 0, max: 0.5, noNaN: true }) }));

it('chooses nothing where there is nothing to choose from', () => {
  expect(choose(0, [], 0.1, () => 0)).toBeUndefined();
});

it('chooses the best when it neither explores nor doubts', () => {
  expect(choose(3, [], 0, () => 0.99)).toEqual({ index: 0, propensities: [1, 0, 0] });
});

it('shares its exploring among the best five', () => {
  const { propensities } = choose(7, [], 0.05, () => 0.9) ?? { propensities: [] };
  expect(propensities.map((one) => Math.round(one * 1000) / 1000)).toEqual([0.96, 0.01, 0.01, 0.01, 0.01, 0, 0]);
});

it('explores fewer where the share is too small for five', () => {
  const { propensities } = choose(7, [], 0.02, () => 0.9) ?? { propensities: [] };
  expect(propensities.map((one) => Math.round(one * 1000) / 1000)).toEqual([0.99, 0.01, 0, 0, 0, 0, 0]);
});

it('gives what too few heads would show to the best, and to the favourite where that is the best itself', () => {
  const winners = [...Array<number>(254).fill(1), 2, 2];
  expect(choose(3, winners, 0.05, () => 0.5)?.propensities[2]).toBeCloseTo(0.05 / 3, 12);
  expect(choose(3, winners, 0, () => 0.5)?.propensities).toEqual([0, 1, 0]);
});

it('has propensities that add up to one, and none above zero is below the floor', () => {
  fc.assert(
    fc.property(cases, ({ count, winners, share }) => {
      const { propensities } = choose(count, winners, share, () => 0) ?? { propensities: [] };
      expect(propensities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
      for (const one of propensities) expect(one === 0 || one >= LEAST_PROPENSITY - 1e-12).toBe(true);
    }),
    { seed: 1 },
  );
});

it('chooses each offer as often as it says, whatever is drawn, and never one that it says it would not', () => {
  fc.assert(
    fc.property(cases, ({ count, winners, share }) => {
      const draws = 4000;
      const seen = new Map<number, number>();
      const { propensities } = choose(count, winners, share, () => 0) ?? { propensities: [] };
      for (let draw = 0; draw < draws; draw += 1) {
        const choice = choose(count, winners, share, unitsOf(`seed-${draw}`, 'choice'));
        if (!choice) throw new Error('nothing chosen');
        expect(choice.propensities).toEqual(propensities);
        seen.set(choice.index, (seen.get(choice.index) ?? 0) + 1);
      }
      for (const [index, expected] of propensities.entries()) {
        const often = (seen.get(index) ?? 0) / draws;
        if (expected === 0) expect(often).toBe(0);
        // Four standard errors.
        else expect(Math.abs(often - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / draws) + 1e-9);
      }
    }),
    { numRuns: 8, seed: 2 },
  );
});

it('lets each head show what it values most, and of equals the better one', () => {
  expect(winnersOf([1, 2, 3, 3, 2, 3, 0, 0, 0], 3)).toEqual([2, 0, 0]);
  expect(winnersOf([], 0)).toEqual([]);
});

it('draws evenly from a seed, the same numbers for the same purpose and other ones for another', () => {
  const take = (seed: string, purpose: string): number[] => {
    const units = unitsOf(seed, purpose);
    return Array.from({ length: 10_000 }, units);
  };
  const one = take('00ff00ff00ff00ff', 'heads');
  expect(one).toEqual(take('00ff00ff00ff00ff', 'heads'));
  expect(one).not.toEqual(take('00ff00ff00ff00ff', 'choice'));
  expect(one).not.toEqual(take('00ff00ff00ff00fe', 'heads'));
  expect(one.every((unit) => unit >= 0 && unit < 1)).toBe(true);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    expect(Math.abs(one.filter((unit) => Math.floor(unit * 10) === tenth).length - 1000)).toBeLessThan(150);
  }
});
