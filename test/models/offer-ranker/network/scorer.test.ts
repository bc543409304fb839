import { describe, expect, it } from 'vitest';
import { dice } from '../../../../devices/simulator/dice.ts';
import { featureRows, featuresOf } from '../../../../models/offer-ranker/features/feature-rows.ts';
import { prepareOffers } from '../../../../models/offer-ranker/features/prepare.ts';
import { FEATURES } from '../../../../models/offer-ranker/features/table.ts';
import { createScorer } from '../../../../models/offer-ranker/network/scorer.ts';
import { FIRST_UNITS, type NetworkOutput, type NetworkWeights, SECOND_UNITS } from '../../../../models/offer-ranker/network/weights.ts';
import { tensorFlow } from '../../../../models/offer-ranker/training/backend.ts';
import { tensorOutput } from '../../../../models/offer-ranker/training/forward.ts';
import { bought, FIGURES, NOBODY, OFFERS } from '../features/a-chain.ts';
import { plainNetwork } from './plain-network.ts';

const MEMBERS = [
  NOBODY,
  { lines: [bought('tea', 3), bought('jam', 9)], offers: [], trips: 4 },
  {
    lines: [bought('juice', 700)],
    offers: [{ code: 'T', campaign: 'c', startedDaysAgo: 9, shownShare: 1, redeemedDaysAgo: 2 }],
    discountShare: 0.3,
  },
];
const MOMENTS = [{}, { zone: 'z1', zoneCategories: ['drinks'], zoneDwellMs: 90_000, returns: 2, hour: 17, weekday: 5, basket: ['tea'] }];
const PLACES = [4, 0, 2, 1];

/** A network as a training could have left it: one feature never varied. */
function anyWeights(seed: number): NetworkWeights {
  const chance = dice(seed);
  const some = (length: number, deviation: number) => Float32Array.from({ length }, () => deviation * chance.normal());
  const scale = some(FEATURES.length, 1).map((value) => 0.2 + Math.abs(value));
  scale[FEATURES.length - 3] = 0;
  return {
    ...{ mean: some(FEATURES.length, 1), scale, median: some(FEATURES.length, 1), wide: some(FEATURES.length, 0.1), bias: -3 },
    ...{ w1: some(FEATURES.length * FIRST_UNITS, 0.15), b1: some(FIRST_UNITS, 0.1) },
    ...{ w2: some(FIRST_UNITS * SECOND_UNITS, 0.35), b2: some(SECOND_UNITS, 0.1), v: some(SECOND_UNITS, 0.3) },
  };
}

function farthest(one: NetworkOutput, other: NetworkOutput): number {
  const chance = (logit: number) => 1 / (1 + Math.exp(-logit));
  const chances = Array.from(one.logits, (logit, index) => Math.abs(chance(logit) - chance(other.logits[index] ?? Number.NaN)));
  const hidden = Array.from(one.hidden, (value, index) => Math.abs(value - (other.hidden[index] ?? Number.NaN)));
  return Math.max(...chances, ...hidden);
}

describe('the scorer', () => {
  const prepared = prepareOffers(OFFERS, FIGURES);

  it('gives what the network as it is written down gives, for whomever and wherever', () => {
    for (const seed of [1, 2, 3]) {
      const weights = anyWeights(seed);
      const scorer = createScorer(weights, prepared);
      for (const member of MEMBERS) {
        for (const moment of MOMENTS) {
          const plain = plainNetwork(weights, featureRows(prepared, member, moment, PLACES), FEATURES.length);
          expect(farthest(scorer.score(member, moment, PLACES), plain)).toBeLessThan(1e-5);
        }
      }
    }
  });

  it('gives what TensorFlow.js gives with the same weights', async () => {
    const tf = await tensorFlow();
    const weights = anyWeights(4);
    const scorer = createScorer(weights, prepared);
    for (const member of MEMBERS) {
      const trained = tensorOutput(tf, weights, featureRows(prepared, member, {}, PLACES));
      expect(farthest(scorer.score(member, {}, PLACES), trained)).toBeLessThan(1e-5);
    }
  });

  it('tells the features that it scored, also when others were scored since', () => {
    const scorer = createScorer(anyWeights(1), prepared);
    const [, member = NOBODY] = MEMBERS;
    const scored = scorer.score(member, {}, PLACES);
    scorer.score(NOBODY, {}, [1]);
    const rows = featureRows(prepared, member, {}, PLACES);
    for (const index of PLACES.keys())
      expect(scored.row(index)).toEqual(rows.subarray(index * FEATURES.length, (index + 1) * FEATURES.length));
    expect(farthest(scorer.network(featuresOf(prepared, member, {}, PLACES), PLACES), scored)).toBe(0);
  });

  it('scores an empty slate', () => {
    expect(createScorer(anyWeights(1), prepared).score(NOBODY, {}, []).logits).toHaveLength(0);
  });
});
