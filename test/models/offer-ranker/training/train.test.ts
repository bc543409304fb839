import { beforeAll, describe, expect, it } from 'vitest';
import { auc, sorted } from '../../../../models/offer-ranker/evaluation/roc.ts';
import { type TensorFlow, tensorFlow } from '../../../../models/offer-ranker/training/backend.ts';
import { tensorOutput } from '../../../../models/offer-ranker/training/forward.ts';
import { RECIPE } from '../../../../models/offer-ranker/training/recipe.ts';
import { trainNetwork } from '../../../../models/offer-ranker/training/train.ts';
import { madeUpRows } from './shops.ts';

const LEARNED = madeUpRows(1500);
const SEEN_LATER = madeUpRows(600, 2);

describe('training', () => {
  let tf: TensorFlow;
  beforeAll(async () => {
    tf = await tensorFlow();
  });

  it('learns who redeems what from slates, and tells the chance of it', async () => {
    const { weights } = await trainNetwork(tf, LEARNED, { seed: 1, recipe: { ...RECIPE, firstRate: 5e-3, epochs: 8 } });
    const chances = tensorOutput(tf, weights, SEEN_LATER.features).logits.map((logit) => 1 / (1 + Math.exp(-logit)));
    const { offsets, labels } = SEEN_LATER;
    const slates = { offsets, labels, members: new Uint32Array(600), memberCount: 1, cold: new Uint8Array(600) };
    expect(auc(sorted(slates, Float64Array.from(chances)), Float64Array.of(1))).toBeGreaterThan(0.85);
    const forecast = chances.reduce((sum, chance) => sum + chance, 0) / labels.reduce((sum, label) => sum + label, 0);
    expect(forecast).toBeGreaterThan(0.75);
    expect(forecast).toBeLessThan(1.25);
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const some = madeUpRows(200);
    const first = await trainNetwork(tf, some, { seed: 7 });
    expect(await trainNetwork(tf, some, { seed: 7 })).toEqual(first);
    expect(await trainNetwork(tf, some, { seed: 8 })).not.toEqual(first);
  });

  it('counts a feature that never varied for nothing, and keeps every number finite where some are missing', async () => {
    const { weights, evidence } = await trainNetwork(tf, madeUpRows(100), { seed: 1 });
    expect(weights.scale[2]).toBe(0);
    for (const values of [weights.wide, weights.w1, weights.b1, weights.w2, weights.b2, weights.v, weights.mean, evidence]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('tells how far it is, step by step', async () => {
    const told: number[][] = [];
    await trainNetwork(tf, madeUpRows(60), { seed: 1, onStep: (done, steps) => void told.push([done, steps]) });
    const steps = told[0]?.[1] ?? 0;
    expect(told).toEqual(Array.from({ length: steps }, (_, step) => [step + 1, steps]));
  });

  it('says the same small chance for every offer where nothing was ever redeemed', async () => {
    const rows = madeUpRows(20);
    const { weights } = await trainNetwork(tf, { ...rows, labels: new Uint8Array(rows.labels.length) }, { seed: 1 });
    const { logits } = tensorOutput(tf, weights, rows.features);
    expect(Math.max(...logits)).toBeLessThan(-2);
    expect(weights.wide.every((weight) => weight === 0)).toBe(true);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await trainNetwork(tf, madeUpRows(60), { seed: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
