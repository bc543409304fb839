import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc, rocCurve, sorted } from '../../../../models/offer-ranker/evaluation/roc.ts';
import { shownSlates } from './slates.ts';

const twoMembers = fc.array(
  fc.record({
    member: fc.integer({ min: 0, max: 1 }),
    label: fc.constantFrom(0 as const, 1 as const),
    score: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('the area under the curve', () => {
  it('is how often a redeemed offer has the higher score of two, ties counting half, members as often as they were drawn', () => {
    fc.assert(
      fc.property(twoMembers, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (rows, first, second) => {
        const slates = shownSlates(rows.map(({ member, label }) => ({ member, labels: [label] })));
        const order = Float64Array.from(rows, ({ score }) => score);
        const times = [first, second];
        let [won, pairs] = [0, 0];
        for (const redeemed of rows.filter(({ label }) => label === 1)) {
          for (const other of rows.filter(({ label }) => label === 0)) {
            const weight = (times[redeemed.member] ?? 0) * (times[other.member] ?? 0);
            pairs += weight;
            won += weight * (redeemed.score > other.score ? 1 : redeemed.score === other.score ? 0.5 : 0);
          }
        }
        const area = auc(sorted({ ...slates, memberCount: 2 }, order), Float64Array.from(times));
        if (pairs === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(won / pairs, 12);
      }),
    );
  });

  it('counts in the cold slice only slates of members who had redeemed nothing', () => {
    const slates = shownSlates([
      { member: 0, labels: [1, 0], cold: true },
      { member: 1, labels: [0, 1] },
    ]);
    const order = Float64Array.of(2, 1, 2, 1);
    expect(auc(sorted(slates, order), Float64Array.of(1, 1))).toBe(0.5);
    expect(auc(sorted(slates, order, 'cold'), Float64Array.of(1, 1))).toBe(1);
  });
});

describe('the curve', () => {
  it('goes from nobody to everybody, straight through ties', () => {
    const slates = shownSlates([{ member: 0, labels: [1, 0, 1, 0] }]);
    expect(rocCurve(sorted(slates, Float64Array.of(3, 2, 2, 1)))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0.5],
      [0, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
  });
});
