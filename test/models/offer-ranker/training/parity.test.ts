import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { dice } from '../../../../devices/simulator/dice.ts';
import { prepareOffers } from '../../../../models/offer-ranker/features/prepare.ts';
import { CROSS_FEATURES, FEATURE_HASH, FEATURES, OFFER_FEATURES } from '../../../../models/offer-ranker/features/table.ts';
import { newTally } from '../../../../models/offer-ranker/features/tally.ts';
import { type Artefact, readArtefact } from '../../../../models/offer-ranker/network/artefact.ts';
import { RELEASE_KEYS } from '../../../../models/offer-ranker/network/release-key.ts';
import { createScorer } from '../../../../models/offer-ranker/network/scorer.ts';
import { tensorFlow } from '../../../../models/offer-ranker/training/backend.ts';
import { tensorOutput } from '../../../../models/offer-ranker/training/forward.ts';
import { FIGURES, TEA } from '../features/a-chain.ts';

const SHIPPED = new URL('../../../../models/offer-ranker/artefact/offer-model.json', import.meta.url);
const OFFERS = 1000;
const REQUEST_FEATURES = FEATURES.length - OFFER_FEATURES - CROSS_FEATURES;

const chanceOf = (logit: number): number => 1 / (1 + Math.exp(-logit));

describe('the model that ships', () => {
  let artefact: Artefact;
  let bytes: Buffer;
  beforeAll(async () => {
    bytes = await readFile(SHIPPED);
    const read = readArtefact(bytes, { publicKeys: RELEASE_KEYS, featureHash: FEATURE_HASH });
    if (!read.ok) throw new Error(read.detail);
    artefact = read.artefact;
  });

  it('is small, of these features, signed for this release, and says what it is not for', () => {
    expect(bytes.length).toBeLessThan(60_000);
    expect(artefact.card.limits.length).toBeGreaterThan(1);
    expect(artefact.card.redemptions).toBeGreaterThan(500);
  });

  it('was better than the count rule on later slates, beyond chance', () => {
    expect(artefact.card.validation?.figures.paired.ndcgAt5OverCountRule?.[0]).toBeGreaterThan(0);
  });

  it('scores in a shop what TensorFlow.js scores, to 1e-5 of the chance', async () => {
    const { weights } = artefact;
    const chance = dice(11);
    // Anything that may come up, and some of it unknown.
    const some = (feature: number): number => {
      const [mean, scale] = [weights.mean[feature] ?? 0, weights.scale[feature] ?? 0];
      return chance.unit() < 0.03 ? Number.NaN : mean + (scale === 0 ? 1 : 1 / scale) * 2 * chance.normal();
    };
    const offers = Array.from({ length: OFFERS }, (_, number) => ({ ...TEA, id: `offer ${number}` }));
    const ready = prepareOffers(offers, FIGURES);
    const prepared = { ...ready, rows: Float32Array.from(ready.rows, (_, index) => some(index % OFFER_FEATURES)) };
    const request = Float32Array.from({ length: REQUEST_FEATURES }, (_, index) => some(OFFER_FEATURES + index));
    const crosses = Float32Array.from({ length: OFFERS * CROSS_FEATURES }, (_, index) =>
      some(OFFER_FEATURES + REQUEST_FEATURES + (index % CROSS_FEATURES)),
    );
    const rows = new Float32Array(OFFERS * FEATURES.length);
    for (let offer = 0; offer < OFFERS; offer += 1) {
      const at = offer * FEATURES.length;
      rows.set(prepared.rows.subarray(offer * OFFER_FEATURES, (offer + 1) * OFFER_FEATURES), at);
      rows.set(request, at + OFFER_FEATURES);
      rows.set(crosses.subarray(offer * CROSS_FEATURES, (offer + 1) * CROSS_FEATURES), at + OFFER_FEATURES + REQUEST_FEATURES);
    }
    const tally = newTally(OFFERS, prepared.assortment);
    const served = createScorer(weights, prepared).network({ request, crosses, tally }, Array.from(offers.keys()));
    const trained = tensorOutput(await tensorFlow(), weights, rows);
    const apart = Array.from(served.logits, (logit, offer) => Math.abs(chanceOf(logit) - chanceOf(trained.logits[offer] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-5);
  });
});
