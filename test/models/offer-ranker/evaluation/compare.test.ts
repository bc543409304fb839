import { describe, expect, it } from 'vitest';
import { dice } from '../../../../devices/simulator/dice.ts';
import { compare } from '../../../../models/offer-ranker/evaluation/compare.ts';
import type { Scores } from '../../../../models/offer-ranker/evaluation/slates.ts';
import { shownSlates } from './slates.ts';

const chance = dice(5);
const TOLD = Array.from({ length: 300 }, (_, slate) => {
  const redeemed = chance.unit() < 0.5 ? Math.floor(chance.unit() * 10) : -1;
  return {
    member: slate % 60,
    cold: slate % 2 === 0,
    labels: Array.from({ length: 10 }, (_row, row) => (row === redeemed ? (1 as const) : (0 as const))),
  };
});
const SLATES = shownSlates(TOLD);

/** Sees the redemption through noise: the more `sight`, the better. */
function seer(sight: number, withChances = false): Scores {
  const order = Float64Array.from(SLATES.labels, (label) => label * sight + chance.normal());
  return withChances ? { order, chances: order.map((score) => 1 / (1 + Math.exp(3 - score))) } : { order };
}

const SCORES = { model: seer(2.5, true), countRule: seer(1), popularity: seer(0.3, true), categoryAffinity: seer(0) };
const RESAMPLING = { seed: 3, resamples: 300 };

describe('the comparison', () => {
  const compared = compare(SLATES, SCORES, RESAMPLING);

  it('puts what sees more above what sees less, in every measure of order', () => {
    for (const measure of ['auc', 'hitAt1', 'hitAt3', 'ndcgAt3', 'ndcgAt5', 'coldAuc', 'coldNdcgAt5'] as const) {
      expect(compared.model[measure]).toBeGreaterThan(compared.countRule[measure] ?? 1);
    }
  });

  it('has no log loss and no calibration for a rule that forecasts nothing', () => {
    expect(compared.countRule).toMatchObject({ logLoss: null, ece: null });
    expect(compared.model.logLoss).toBeGreaterThan(0);
    expect(compared.model.ece).toBeGreaterThan(0);
  });

  it('has an interval around every figure', () => {
    for (const contender of ['model', 'popularity'] as const) {
      for (const [measure, interval] of Object.entries(compared.intervals[contender])) {
        if (measure === 'ece') continue;
        const [low, mean, high] = interval ?? [1, 0, 0];
        expect([low <= mean, mean <= high, low < high]).toEqual([true, true, true]);
      }
    }
  });

  it('is sure that the better one is better, and not that equals differ', () => {
    const [low, mean, high] = compared.paired.ndcgAt5OverCountRule ?? [0, 0, 0];
    expect(low).toBeGreaterThan(0);
    expect(mean).toBeCloseTo((compared.model.ndcgAt5 ?? 0) - (compared.countRule.ndcgAt5 ?? 0), 12);
    expect(high).toBeGreaterThan(mean);
    const same = compare(SLATES, { ...SCORES, countRule: SCORES.model }, RESAMPLING);
    expect(same.paired.ndcgAt5OverCountRule).toEqual([0, 0, 0]);
  });

  it('is the same for the same seed', () => {
    expect(compare(SLATES, SCORES, RESAMPLING)).toEqual(compared);
    expect(compare(SLATES, SCORES, { ...RESAMPLING, seed: 4 }).intervals).not.toEqual(compared.intervals);
  });

  it('is wider where the same slates are of fewer members', () => {
    const width = (members: number): number => {
      // Whether a member is easy to read is the member's: the slates of one are alike.
      const told = TOLD.map((slate, index) => ({ ...slate, member: index % members }));
      const order = Float64Array.from(
        SLATES.labels,
        (label, row) => label * (Math.floor(row / 10) % members < members / 2 ? 3 : -3) + chance.normal(),
      );
      const [low, , high] = compare(shownSlates(told), { ...SCORES, model: { order } }, RESAMPLING).intervals.model.ndcgAt5 ?? [0, 0, 0];
      return high - low;
    };
    expect(width(6)).toBeGreaterThan(1.5 * width(60));
  });

  it('says null where nothing was redeemed', () => {
    const nothing = shownSlates([{ member: 0, labels: [0, 0] }]);
    const two = { order: Float64Array.of(1, 2), chances: Float64Array.of(0.1, 0.2) };
    const found = compare(nothing, { model: two, countRule: two, popularity: two, categoryAffinity: two }, { seed: 1, resamples: 5 });
    expect(found.model).toMatchObject({ auc: null, ndcgAt5: null, coldAuc: null });
    expect(found.paired.ndcgAt5OverCountRule).toBeNull();
  });
});
