import { describe, expect, it } from 'vitest';
import type { RankerChange } from '../../../../contract/facts/offer-facts.ts';
import {
  createLearning,
  DOUBTED,
  LEARNING_SETTINGS,
  type LearningParts,
  type ShopLearning,
} from '../../../../edge/offers/learning/create-learning.ts';
import { updateHead } from '../../../../edge/offers/learning/fit.ts';
import { predict, priorOf } from '../../../../edge/offers/learning/head.ts';
import { evidenceOf, LESSON_PREFIX } from '../../../../edge/offers/learning/lessons.ts';
import { LEARNING_PREFIX } from '../../../../edge/offers/learning/snapshots.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import { DAY_MS, embeddingOfKind, MONDAY, madeUpLesson, openSeal } from './made-up-lessons.ts';

const model = { version: 'm1', evidence: new Float32Array(9).fill(400) };
const settings = {
  ...LEARNING_SETTINGS,
  leastToDoubt: Number.POSITIVE_INFINITY,
  lessonsPerSlice: 50,
  guard: { ...LEARNING_SETTINGS.guard, leastDecided: 60, tolerance: 0.5 },
};

/** A shop whose journal outlives it. */
function shopOf(changed: Partial<LearningParts> = {}) {
  const state = new Map<string, object>();
  const write = (changes: readonly StateChange[]): void => {
    for (const { key, value } of changes) value === undefined ? state.delete(key) : state.set(key, value);
  };
  const saved = (prefix: string) => [...state].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }));
  const open = (): ShopLearning =>
    createLearning({
      ...openSeal,
      isExcluded: () => false,
      settings,
      savedLessons: saved(LESSON_PREFIX),
      savedHeads: saved(LEARNING_PREFIX),
      ...changed,
    });
  return { state, write, open };
}

type Shop = ReturnType<typeof shopOf>;

/** Works until the batch of that hour is learnt; what it told. */
function learn(shop: Shop, learning: ShopLearning, now: number) {
  const facts: RankerChange[] = [];
  for (let slices = 0; slices === 0 || learning.report().isLearning; slices += 1) {
    const worked = learning.work(now);
    shop.write(worked.changes);
    facts.push(...worked.facts.flatMap((fact) => (fact.kind === 'ranker' ? [fact.data] : [])));
  }
  return facts;
}

/** Three hundred impressions of some hours: members take the first kind of offer, and no other. */
function teach(shop: Shop, learning: ShopLearning, from: number): void {
  for (let number = from; number < from + 300; number += 1) {
    const { name, shadow } = learning.learnt() ?? {};
    const embedding = embeddingOfKind(number % 3);
    shop.write(
      learning.shown(
        madeUpLesson(number, {
          ...(name !== undefined && { head: name }),
          propensity: 0.5,
          chance: 0.1,
          shadowShare: 1,
          ...(shadow && { shadowChance: predict(shadow.head, embedding) }),
        }),
      ),
    );
    if (number % 3 === 0 && number % 10 < 3)
      shop.write(learning.redeemed(madeUpLesson(number).decisionId, madeUpLesson(number).shownAt + 60_000));
  }
}

describe('learning in a shop', () => {
  it('says nothing while there is no model, and keeps no lesson', () => {
    const shop = shopOf();
    const learning = shop.open();
    expect(learning.shown(madeUpLesson(1))).toEqual([]);
    expect(learning.work(MONDAY)).toEqual({ changes: [], facts: [] });
    expect(learning.learnt()).toBeUndefined();
  });

  it('learns in batches beside what is served, and serves it only when the guard lets it pass', () => {
    const shop = shopOf();
    const learning = shop.open();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    expect(learn(shop, learning, MONDAY + DAY_MS)).toEqual([]);
    expect(learning.learnt()).toMatchObject({ name: undefined, shadow: { name: 'head-1' } });
    const shadow = learning.learnt()?.shadow?.head ?? { weights: new Float64Array() };
    expect(predict(shadow, embeddingOfKind(0))).toBeGreaterThan(0.15);
    expect(predict(learning.learnt()?.head ?? shadow, embeddingOfKind(0))).toBeCloseTo(0.1, 5);

    teach(shop, learning, 300);
    const told = learn(shop, learning, MONDAY + 3 * DAY_MS);
    expect(told).toMatchObject([{ change: 'head-promoted', by: 'edge', to: 'head-2' }]);
    expect(learning.learnt()?.name).toBe('head-2');
    expect(learning.report()).toMatchObject({
      served: 'head-2',
      snapshots: ['head-2'],
      guard: { verdict: 'promote' },
      lessons: 600,
      isLearning: false,
    });
  });

  it('takes the model at its word until enough was redeemed to learn from, and from then on doubts it, after a restart too', () => {
    const guard = { ...settings.guard, leastDecided: 10_000 };
    const shop = shopOf({ settings: { ...settings, leastToDoubt: 40, guard } });
    const learning = shop.open();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    learn(shop, learning, MONDAY + DAY_MS);
    expect(learning.learnt()?.name).toBeUndefined();
    teach(shop, learning, 300);
    learn(shop, learning, MONDAY + 3 * DAY_MS);
    expect(learning.learnt()).toMatchObject({ name: DOUBTED, head: learning.headThen(undefined, model.evidence) });
    expect(learning.headThen(DOUBTED, model.evidence)).toEqual(learning.headThen(undefined, model.evidence));
    expect(learning.report()).toMatchObject({ served: undefined, snapshots: [] });
    const after = shop.open();
    after.standOn(model, MONDAY + 4 * DAY_MS);
    expect(after.learnt()?.name).toBe(DOUBTED);
  });

  it('serves what was learnt only by what was shown since the model was doubted: before, hardly anything else was tried', () => {
    const shop = shopOf({ settings: { ...settings, leastToDoubt: 20, guard: { ...settings.guard, leastDecided: 250 } } });
    const learning = shop.open();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    learn(shop, learning, MONDAY + DAY_MS);
    expect(learning.learnt()?.name).toBe(DOUBTED);
    learn(shop, learning, MONDAY + 2 * DAY_MS);
    expect(learning.report().guard).toEqual({ verdict: 'waiting', evidence: { decided: 0 } });
    teach(shop, learning, 300);
    expect(learn(shop, learning, MONDAY + 3 * DAY_MS)).toMatchObject([{ change: 'head-promoted' }]);
  });

  it('tells once a day, and with its figures, that what was learnt is held', () => {
    const shop = shopOf({ settings: { ...settings, guard: { ...settings.guard, calibration: { from: 5, to: 6 } } } });
    const learning = shop.open();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    learn(shop, learning, MONDAY + DAY_MS);
    teach(shop, learning, 300);
    const told = [3, 3.1, 4.2].map((days) => learn(shop, learning, MONDAY + days * DAY_MS).map(({ change }) => change));
    expect(told).toEqual([['head-held'], [], ['head-held']]);
    expect(learning.learnt()?.name).toBeUndefined();
  });

  it('is a function of prior, lessons and time: the same head whatever was learnt in between', () => {
    const shop = shopOf();
    const learning = shop.open();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    for (const hours of [5, 9, 30]) learn(shop, learning, MONDAY + hours * 3_600_000);
    const now = MONDAY + 30 * 3_600_000;
    const expected = updateHead(
      priorOf(model.evidence),
      learning.lessons().map((lesson) => evidenceOf(lesson, now, settings.halfLifeMs)),
    );
    expect(learning.learnt()?.shadow?.head).toEqual(expected);
  });

  it('goes on after a restart where it was: same head, same lessons, same way back', () => {
    const shop = shopOf();
    const before = shop.open();
    shop.write(before.standOn(model, MONDAY));
    teach(shop, before, 0);
    learn(shop, before, MONDAY + DAY_MS);
    teach(shop, before, 300);
    learn(shop, before, MONDAY + 3 * DAY_MS);
    const after = shop.open();
    expect(after.standOn(model, MONDAY + 4 * DAY_MS)).toEqual([]);
    expect(after.learnt()).toEqual(before.learnt());
    expect(after.lessons()).toEqual(before.lessons());
    expect(after.report().snapshots).toEqual(['head-2']);
  });

  it('goes back to the head before, or to the model alone, and lets nothing pass on what was seen before that', () => {
    const shop = shopOf();
    const learning = shop.open();
    expect(learning.rollBack(MONDAY, 'admin')).toBeUndefined();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    learn(shop, learning, MONDAY + DAY_MS);
    teach(shop, learning, 300);
    learn(shop, learning, MONDAY + 3 * DAY_MS);
    const back = learning.rollBack(MONDAY + 4 * DAY_MS, 'admin');
    shop.write(back?.changes ?? []);
    expect(back?.facts.map(({ data }) => data)).toMatchObject([{ change: 'rolled-back', by: 'admin', from: 'head-2', to: 'm1' }]);
    expect(learning.learnt()?.name).toBeUndefined();
    expect(learn(shop, learning, MONDAY + 5 * DAY_MS)).toEqual([]);
    expect(learning.report().guard).toEqual({ verdict: 'waiting', evidence: { decided: 0 } });
    expect([...shop.state.keys()].filter((key) => key.includes('/head/'))).toEqual([]);
  });

  it('begins anew on another model: other lessons, no head', () => {
    const shop = shopOf();
    const learning = shop.open();
    shop.write(learning.standOn(model, MONDAY));
    teach(shop, learning, 0);
    learn(shop, learning, MONDAY + DAY_MS);
    shop.write(learning.standOn({ ...model, version: 'm2' }, MONDAY + 2 * DAY_MS));
    expect(learning.learnt()).toMatchObject({ name: undefined, shadow: undefined });
    expect([...shop.state.keys()]).toEqual(['learning/state']);
    expect(learning.shown(madeUpLesson(1))).toEqual([]);
    expect(learning.shown(madeUpLesson(1, { model: 'm2' }))).toHaveLength(1);
  });

  it('learns nothing of staff, of test cards, and of what it cannot read', () => {
    const shop = shopOf({ isExcluded: (subject) => subject === 'member-7' });
    const learning = shop.open();
    learning.standOn(model, MONDAY);
    expect(learning.shown(madeUpLesson(7))).toEqual([]);
    expect(learning.shown(madeUpLesson(8, { embedding: new Float32Array(3) }))).toEqual([]);
    expect(learning.report().lessons).toBe(0);
  });

  it('unlearns a member who is erased, even in the middle of a batch', () => {
    const shop = shopOf();
    const [with_, without] = [shop.open(), shop.open()];
    for (const learning of [with_, without]) learning.standOn(model, MONDAY);
    for (let number = 0; number < 60; number += 1) {
      for (const learning of [with_, without])
        if (learning === with_ || number % 5 !== 0) learning.shown(madeUpLesson(number, { subject: `member-${number % 5}` }));
      with_.redeemed(madeUpLesson(number - (number % 5)).decisionId, MONDAY);
    }
    with_.work(MONDAY + DAY_MS);
    with_.work(MONDAY + DAY_MS);
    with_.forget('member-0');
    learn(shop, with_, MONDAY + DAY_MS);
    learn(shop, without, MONDAY + DAY_MS);
    expect(with_.learnt()?.shadow?.head).toEqual(without.learnt()?.shadow?.head);
    with_.forget('nobody');
  });
});
