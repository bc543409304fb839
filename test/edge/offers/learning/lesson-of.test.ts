import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../contract/facts/offer-facts.ts';
import { lessonOf } from '../../../../edge/offers/learning/lesson-of.ts';

const times = { shownAt: 1000, closesAt: 2000 };
const decision: Omit<Decision, 'sealed'> = {
  decisionId: 'd'.repeat(32),
  visitId: 'e'.repeat(32),
  subject: 'f'.repeat(32),
  zone: 'bakery',
  decidedAt: '2026-06-01T10:00:00.000Z',
  trigger: 'zone',
  ranker: 'model',
  model: 'm1',
  head: 'head-1',
  shadow: 'head-2',
  book: '0'.repeat(16),
  arm: 'treated',
  audience: 1,
  exploreShare: 0.05,
  seed: '0'.repeat(16),
  candidates: [
    { offer: 'rolls', score: 0.2, value: 0.4, propensity: 0.96, shadow: 0.1 },
    { offer: 'wine', score: 0.1, value: 0.3, propensity: 0.03, shadow: 0.1 },
    { offer: 'soap', score: 0, value: 0, propensity: 0.01, shadow: 0.05 },
  ],
  refused: [],
  chosen: 'rolls',
  explored: false,
  propensity: 0.96,
  contributions: [],
};

describe('the lesson in a decision', () => {
  it('is what was shown, how likely that was, and what was thought of it', () => {
    expect(lessonOf(decision, [1, 2], times)).toEqual({
      decisionId: decision.decisionId,
      subject: decision.subject,
      ...times,
      embedding: Float32Array.from([1, 2]),
      propensity: 0.96,
      ranker: 'model',
      model: 'm1',
      head: 'head-1',
      chance: 0.2,
      shadowChance: 0.1,
      shadowShare: 0,
      ranks: { served: 1, shadow: 2 },
    });
  });

  it('knows that what is on trial would have shown the same', () => {
    const lesson = lessonOf({ ...decision, chosen: 'wine', propensity: 0.03 }, [], times);
    expect(lesson).toMatchObject({ shadowShare: 1, ranks: { served: 2, shadow: 1 } });
    expect(lessonOf({ ...decision, chosen: 'soap' }, [], times)).toMatchObject({ ranks: { served: 3, shadow: 3 } });
  });

  it('is of the model on trial where the count rule orders', () => {
    const { head: _head, ...plain } = decision;
    expect(lessonOf({ ...plain, ranker: 'count-rule', model: 'count-rule', shadow: 'm2' }, [], times)).toMatchObject({ model: 'm2' });
  });

  it('says nothing of a trial where there is none', () => {
    const { shadow: _shadow, ...plain } = decision;
    const candidates = decision.candidates.map(({ shadow: _chance, ...one }) => one);
    const lesson = lessonOf({ ...plain, ranker: 'count-rule', model: 'count-rule', candidates }, [], times);
    expect(lesson).toMatchObject({ model: 'count-rule', chance: 0.2 });
    expect(lesson).not.toHaveProperty('shadowChance');
  });

  it('is none where nothing was chosen', () => {
    const { chosen: _chosen, ...nothing } = decision;
    expect(lessonOf(nothing, [], times)).toBeUndefined();
  });
});
