import { describe, expect, it } from 'vitest';
import { openBenchDesk } from '../../../../cli/bench/offers/bench-desk.ts';
import { decisions } from '../../../../cli/bench/offers/decisions.ts';
import { madeUpChain, madeUpMember, madeUpMoment, madeUpWeights, OFFERS } from '../../../../cli/bench/offers/made-up.ts';
import { scoring } from '../../../../cli/bench/offers/scoring.ts';
import { tensorNetwork } from '../../../../cli/bench/offers/tensor-network.ts';
import { featureRows } from '../../../../models/offer-ranker/features/feature-rows.ts';
import { prepareOffers } from '../../../../models/offer-ranker/features/prepare.ts';
import { FEATURES } from '../../../../models/offer-ranker/features/table.ts';
import { createScorer } from '../../../../models/offer-ranker/network/scorer.ts';
import { tensorFlow } from '../../../../models/offer-ranker/training/backend.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('the bench of offers', () => {
  const { offers, figures } = madeUpChain();
  const prepared = prepareOffers(offers, figures);
  const [history, moment] = [madeUpMember(1), madeUpMoment(1)];
  const places = Array.from(offers.keys());

  it('scores 1,000 offers for members of whom everything is known, and leaves nothing out', () => {
    expect([offers.length, history.lines.length > 90, history.offers.length]).toEqual([OFFERS, true, 200]);
    const row = featureRows(prepared, history, moment, places).subarray(0, FEATURES.length);
    expect(FEATURES.filter((_, index) => Number.isNaN(row[index])).map(({ name }) => name)).toEqual([]);
    expect(madeUpWeights().scale).not.toContain(0);
  });

  it('runs the same network beside it', async () => {
    const tf = await tensorFlow();
    const tensors = tensorNetwork(tf, madeUpWeights());
    const beside = tensors.run(tensors.inputs(featureRows(prepared, history, moment, places)));
    const { logits } = createScorer(madeUpWeights(), prepared).score(history, moment, places);
    for (const [index, logit] of logits.entries()) expect(beside[index]).toBeCloseTo(logit, 3);
    tensors.dispose();
  });

  it('tells every figure with its bar, and what was run beside it', async () => {
    const told = await scoring(() => {}, 2);
    for (const [id, bar] of Object.entries({ 'score-1000-p50-ms': 2, 'score-1000-p95-ms': 5, 'decide-1000-p50-ms': 6 })) {
      const figure = told.find((one) => one.id === id);
      expect(figure, id).toMatchObject({ unit: 'ms', better: 'lower', bar, reference: { value: expect.any(Number) } });
      expect(figure?.value).toBeGreaterThan(0);
    }
  });

  it('decides as a shop does: by the model, after rules and budgets, on disk before it is shown', async () => {
    const shop = await openBenchDesk(tempFolder());
    for (let number = 0; number < 20; number += 1) {
      shop.enter(number);
      await shop.desk.work();
    }
    expect(shop.shown()).toBeGreaterThan(0);
    await shop.close();
  });

  it('tells how long a decision takes, and how large the model is', async () => {
    const told = await decisions(() => {}, 2);
    expect(told.find(({ id }) => id === 'decision-p99-ms')).toMatchObject({
      ...{ unit: 'ms', better: 'lower', bar: 20 },
      reference: { name: 'the journal alone, as much written as often', value: expect.any(Number) },
    });
    expect(told.find(({ id }) => id === 'artefact-kb')?.value).toBeLessThan(1000);
  });
});
