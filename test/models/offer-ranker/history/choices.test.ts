import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES } from '../../../../models/offer-ranker/features/table.ts';
import { choicesOf } from '../../../../models/offer-ranker/history/choices.ts';
import type { Network } from '../../../../models/offer-ranker/network/tensors.ts';
import { FIRST_UNITS, SECOND_UNITS } from '../../../../models/offer-ranker/network/weights.ts';
import { log, offer, purchase, slate } from './a-log.ts';

const width = FEATURE_NAMES.length;
const zeros = (size: number): Float32Array => new Float32Array(size);
/** Says the same of every offer: one of two. */
const CERTAIN_OF_NOTHING: Network = {
  weights: {
    ...{ mean: zeros(width), scale: zeros(width), median: zeros(width), wide: zeros(width), bias: 0, w1: zeros(width * FIRST_UNITS) },
    ...{ b1: zeros(FIRST_UNITS), w2: zeros(FIRST_UNITS * SECOND_UNITS), b2: zeros(SECOND_UNITS), v: zeros(SECOND_UNITS) },
  },
  evidence: zeros(SECOND_UNITS + 1),
};

const TEA = offer('tea-1', 10);
const JAM = offer('jam-1', 10, { products: ['jam'] });
const PURCHASES = [purchase('anna', 1, 'jam'), purchase('anna', 2, 'jam')];

describe('the choices of a log', () => {
  it('are what came first of each slate, with its propensity, and whether it was redeemed', () => {
    const shown = slate('anna', 11, [TEA, JAM], {
      'tea-1': { shown: false, propensity: 0.2 },
      'jam-1': { position: 1, propensity: 0.8, redeemedAt: Date.UTC(2026, 0, 13) },
    });
    const [choice, ...others] = choicesOf(log({ slates: [shown], purchases: PURCHASES }), { model: CERTAIN_OF_NOTHING, other: undefined });
    expect(others).toEqual([]);
    expect(choice).toMatchObject({ member: 'anna', chosen: 1, propensities: [0.2, 0.8], reward: 1 });
    expect(Array.from(choice?.expected ?? [])).toEqual([0.5, 0.5]);
    // By the count rule, what the member buys is better.
    expect(choice?.other[1]).toBeGreaterThan(choice?.other[0] ?? Number.POSITIVE_INFINITY);
  });

  it('are by the other model where one is given', () => {
    const shown = slate('anna', 11, [TEA, JAM], { 'tea-1': { position: 2 }, 'jam-1': { position: 1 } });
    const [choice] = choicesOf(log({ slates: [shown], purchases: PURCHASES }), { model: CERTAIN_OF_NOTHING, other: CERTAIN_OF_NOTHING });
    expect(choice).toMatchObject({ chosen: 1, propensities: [undefined, undefined], reward: 0 });
    expect(Array.from(choice?.other ?? [])).toEqual([0.5, 0.5]);
  });

  it('are none where nothing was shown, or nobody knows at which position', () => {
    const nothing = slate('anna', 11, [TEA], { 'tea-1': { shown: false } });
    const unplaced = slate('anna', 12, [TEA]);
    expect(choicesOf(log({ slates: [nothing, unplaced], purchases: PURCHASES }), { model: CERTAIN_OF_NOTHING, other: undefined })).toEqual(
      [],
    );
  });

  it('are those from a moment on, with all that was known by then', () => {
    const [early, late] = [11, 12].map((day) => slate('anna', day, [TEA], { 'tea-1': { position: 1 } }));
    const both = log({ slates: [early, late].flatMap((one) => one ?? []), purchases: PURCHASES });
    const found = choicesOf(both, { model: CERTAIN_OF_NOTHING, other: undefined, from: late?.shownAt });
    expect(found.map(({ slate: { shownAt } }) => shownAt)).toEqual([late?.shownAt]);
  });
});
