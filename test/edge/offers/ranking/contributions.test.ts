import { describe, expect, it } from 'vitest';
import { dice } from '../../../../devices/simulator/dice.ts';
import { EMBEDDING_SIZE } from '../../../../edge/offers/learning/embedding.ts';
import { firstHead, logOdds, priorOf } from '../../../../edge/offers/learning/head.ts';
import { headParts, modelParts } from '../../../../edge/offers/ranking/contributions.ts';
import { FEATURE_NAMES } from '../../../../models/offer-ranker/features/table.ts';
import type { NetworkWeights } from '../../../../models/offer-ranker/network/weights.ts';
import { plainNetwork } from '../../../models/offer-ranker/network/plain-network.ts';
import { anyNetwork } from './made-up-model.ts';

const sumOf = (parts: readonly { logOdds: number }[]): number => parts.reduce((sum, { logOdds }) => sum + logOdds, 0);
const anyRow = (seed: number): Float32Array => {
  const chance = dice(seed);
  return Float32Array.from(FEATURE_NAMES, () => 2 * chance.normal());
};
const zeros = (weights: NetworkWeights): NetworkWeights => ({ ...weights, v: weights.v.map(() => 0) });

describe('what spoke for an offer', () => {
  it('adds up to what the model says, to the last part, and is told in few words', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { weights } = anyNetwork(seed);
      const row = anyRow(seed);
      const parts = modelParts(weights, row);
      expect(sumOf(parts)).toBeCloseTo(plainNetwork(weights, row, FEATURE_NAMES.length).logits[0] ?? Number.NaN, 4);
      expect(parts.length).toBeLessThanOrEqual(13);
      for (const { name } of parts) expect(name.length).toBeLessThanOrEqual(64);
    }
  });

  it('is exact where the model is a sum: each group what its features add', () => {
    const { weights } = anyNetwork(3);
    const plain = zeros(weights);
    const row = Float32Array.from(weights.mean);
    expect(modelParts(plain, row)).toEqual([{ name: 'an average offer', logOdds: weights.bias }]);
    const basket = FEATURE_NAMES.indexOf('basketHolds');
    row[basket] = (weights.mean[basket] ?? 0) + 1 / (weights.scale[basket] ?? 1);
    const told = modelParts(plain, row).find(({ name }) => name === 'what is in the basket');
    expect(told?.logOdds).toBeCloseTo(weights.wide[basket] ?? Number.NaN, 4);
  });

  it('gives nothing to a feature that is as it is on average', () => {
    const { weights } = anyNetwork(5);
    const basket = new Set(['basketSize', 'basketCategoryShare', 'basketHolds'].map((name) => FEATURE_NAMES.indexOf(name)));
    const row = anyRow(5).map((value, index) => (basket.has(index) ? (weights.mean[index] ?? 0) : value));
    expect(modelParts(weights, row).map(({ name }) => name)).not.toContain('what is in the basket');
  });

  it('adds what the shop learnt, and still adds up', () => {
    const { weights } = anyNetwork(7);
    const row = anyRow(7);
    const output = plainNetwork(weights, row, FEATURE_NAMES.length);
    const embedding = new Float32Array(EMBEDDING_SIZE).map((_, index) => (index === 1 ? (output.logits[0] ?? 0) : index % 3 === 0 ? 1 : 0));
    const chance = dice(9);
    const head = firstHead(priorOf(new Float32Array(9).fill(300))).weights.map((value) => value + 0.2 * chance.normal());
    const parts = headParts(modelParts(weights, row), head, embedding);
    expect(sumOf(parts)).toBeCloseTo(logOdds({ weights: head }, embedding), 4);
    expect(parts.some(({ name }) => name.startsWith('learnt here'))).toBe(true);
    for (const { name } of parts) expect(name.length).toBeLessThanOrEqual(64);
  });
});
