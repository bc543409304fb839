import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEATURE_HASH, FEATURE_NAMES } from '../../../models/offer-ranker/features.ts';
import { generateExposures } from '../../../models/offer-ranker/generate.ts';
import { metrics } from '../../../models/offer-ranker/metrics.ts';
import { trainRanker } from '../../../models/offer-ranker/train.ts';

const small = { seed: 5, exposures: 1500, heldOut: 500, epochs: 1, batch: 64 };

describe('training the offer model', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const first = await trainRanker(small);
    const again = await trainRanker(small);
    const other = await trainRanker({ ...small, seed: 6 });
    expect(Buffer.from(again.weights).equals(first.weights)).toBe(true);
    expect(again.card).toEqual(first.card);
    expect(JSON.stringify(again.model)).toBe(JSON.stringify(first.model));
    expect(Buffer.from(other.weights).equals(first.weights)).toBe(false);
    expect(other.card.version).not.toBe(first.card.version);
  });

  it('learns more than a guess from a few sessions', async () => {
    const { card } = await trainRanker({ ...small, exposures: 6000, heldOut: 3000, epochs: 2 });
    expect(card.metrics.auc).toBeGreaterThan(0.65);
  });

  it('has left an artefact in the repository that this code can serve', () => {
    const card = JSON.parse(readFileSync(new URL('../../../models/offer-ranker/artefact/card.json', import.meta.url), 'utf8'));
    expect(card).toMatchObject({ featureHash: FEATURE_HASH, featureNames: FEATURE_NAMES });
    const heldOut = generateExposures(card.metrics.exposures, card.seed + 1);
    const law = metrics(
      heldOut.map((exposure) => exposure.chance),
      heldOut.map((exposure) => exposure.redeemed),
    );
    expect(law.auc - card.metrics.auc).toBeGreaterThan(0);
    expect(law.auc - card.metrics.auc).toBeLessThan(0.02);
  });
});

describe('generated sessions', () => {
  it('are the same for the same seed, and redeemed sometimes', () => {
    const sessions = generateExposures(4000, 9);
    expect(generateExposures(4000, 9)).toEqual(sessions);
    const share = sessions.filter((exposure) => exposure.redeemed === 1).length / sessions.length;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.4);
  });
});

describe('the measure of a model', () => {
  it('is the chance that a redeemed offer outranks another, ties counting half', () => {
    expect(metrics([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).auc).toBeCloseTo(0.75);
    expect(metrics([0.5, 0.5, 0.5], [0, 1, 0]).auc).toBeCloseTo(0.5);
    expect(metrics([0.2, 0.3], [0, 0]).auc).toBe(0.5);
  });

  it('punishes confidence in the wrong answer, and stays finite', () => {
    expect(metrics([0.5, 0.5], [0, 1]).logLoss).toBeCloseTo(Math.LN2);
    expect(metrics([0], [1]).logLoss).toBeGreaterThan(15);
    expect(metrics([0], [1]).logLoss).toBeLessThan(20);
  });
});
