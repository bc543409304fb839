import { describe, expect, it } from 'vitest';
import type { Decision, RankerChange } from '../../../../contract/facts/offer-facts.ts';
import type { RankingRecord } from '../../../../contract/offers/ranking-record.ts';
import { createLearning, DOUBTED, LEARNING_SETTINGS } from '../../../../edge/offers/learning/create-learning.ts';
import type { Lesson } from '../../../../edge/offers/learning/learning.ts';
import { type StandardHeads, standardHeads } from '../../../../edge/offers/learning/standard-heads.ts';
import {
  createRanker,
  RANKER_SETTINGS,
  type Ranker,
  type RankerSettings,
  type Worked,
} from '../../../../edge/offers/ranking/create-ranker.ts';
import type { RankedBook } from '../../../../edge/offers/ranking/prepared-book.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import type { MemberHistory } from '../../../../models/offer-ranker/features/inputs.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { bought, DRINK, FIGURES, HOT, JAM, NOBODY, TEA } from '../../../models/offer-ranker/features/a-chain.ts';
import { openSeal } from '../learning/made-up-lessons.ts';
import { anyNetwork, KNOWN_UNTIL, modelFile, newKey, TRUST } from './made-up-model.ts';

const DAY_MS = 86_400_000;
const PLACES = [0, 1, 2, 3];
const ANNA: MemberHistory = { lines: [bought('jam', 3), bought('jam', 9)], offers: [], trips: 4 };
const record: RankingRecord = { type: 'ranking', id: 'r', serve: 'model', holdoutShare: 0.1, holdoutSalt: '0'.repeat(16) };

function bookWith(ranking?: RankingRecord): RankedBook {
  return { contents: [TEA, HOT, JAM, DRINK], figures: FIGURES, ranking };
}
const book = bookWith(record);
const heads = (count: number): StandardHeads => standardHeads(count, 4, () => 0.3);
const told = (facts: Worked['facts']): RankerChange[] => facts.flatMap((fact) => (fact.kind === 'ranker' ? [fact.data] : []));

function shopOf(settings: Partial<RankerSettings> = {}) {
  const state = new Map<string, object>();
  const write = (changes: readonly StateChange[]): void => {
    for (const { key, value } of changes) value === undefined ? state.delete(key) : state.set(key, value);
  };
  const saved = (prefix: string) => [...state].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }));
  const time = { now: KNOWN_UNTIL + DAY_MS, perAskMs: 0 };
  const telemetry = new FakeTelemetry();
  const open = () => {
    const learning = createLearning({
      ...openSeal,
      isExcluded: () => false,
      savedLessons: saved('lesson/'),
      savedHeads: saved('learning/'),
      settings: { ...LEARNING_SETTINGS, guard: { leastDecided: 300, calibration: { from: 0, to: 1000 }, tolerance: 1 } },
    });
    // Each look at the clock takes as long as a slow machine would need.
    const clock = { nowMs: () => (time.now += time.perAskMs) };
    const ranker = createRanker({
      clock,
      telemetry,
      learning,
      trust: TRUST,
      saved: saved('ranker/'),
      settings: { ...RANKER_SETTINGS, ...settings },
    });
    return { learning, ranker };
  };
  const take = (ranker: Ranker, bytes: Uint8Array, source: 'headquarters' | 'shipped' = 'headquarters') => {
    const taken = ranker.take(bytes, source, time.now);
    write(taken.changes);
    return { isTaken: taken.isTaken, told: told(taken.facts) };
  };
  const work = (ranker: Ranker): RankerChange[] => {
    const worked = ranker.work(time.now);
    write(worked.changes);
    return told(worked.facts);
  };
  return { ...open(), open, take, work, write, time, telemetry, state };
}

const rank = (ranker: Ranker, of = book, history: MemberHistory = ANNA) => ranker.of(of).rank(history, {}, PLACES);

describe('what orders the offers', () => {
  it('is the count rule where there is no model, and the alarm says so once', () => {
    const { ranker, work, telemetry } = shopOf();
    const ranked = rank(ranker);
    expect(ranked).toMatchObject({ ranker: 'count-rule', fallback: 'no-model', model: 'count-rule' });
    expect(ranked.rule.indexOf(Math.max(...ranked.rule))).toBe(2);
    expect(ranked.chances.every((chance) => chance > 0 && chance < 1)).toBe(true);
    expect(ranked.embedding(0)).toHaveLength(0);
    expect([...ranked.draw([2, 0], heads(2))]).toEqual([2, 0, 2, 0].map((index) => ranked.chances[index]));
    const [part] = ranked.contributions(1);
    expect(1 / (1 + Math.exp(-(part?.logOdds ?? 0)))).toBeCloseTo(ranked.chances[1] ?? 0, 5);
    rank(ranker);
    expect(work(ranker)).toMatchObject([{ change: 'fallback-began', reason: 'no-model' }]);
    expect(work(ranker)).toEqual([]);
    expect(telemetry.logged.map(({ what }) => what)).toContain('OFR_FALLBACK');
  });

  it('is a model that was taken, and says which', () => {
    const { ranker, take, work, learning } = shopOf();
    rank(ranker);
    const taken = take(ranker, modelFile(1));
    expect(taken).toMatchObject({ isTaken: true, told: [{ change: 'model-taken', by: 'headquarters' }] });
    const ranked = rank(ranker);
    expect(ranked).toMatchObject({ ranker: 'model', model: taken.told[0]?.to });
    expect(ranked.fallback).toBeUndefined();
    expect(ranked.head).toBeUndefined();
    expect(ranked.embedding(1)).toHaveLength(64);
    expect(ranked.embedding(9)).toHaveLength(0);
    const sum = ranked.contributions(1).reduce((all, { logOdds }) => all + logOdds, 0);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(ranked.chances[1] ?? 0, 4);
    expect(ranked.draw([0, 1], heads(8))).toHaveLength(16);
    expect(work(ranker)).toMatchObject([{ change: 'fallback-began' }, { change: 'fallback-ended', reason: 'no-model' }]);
    expect(learning.learnt()).toBeDefined();
    expect(ranker.report()).toMatchObject({ ranker: 'model', source: 'headquarters', orderedToCountRule: false });
  });

  it('refuses a model that it cannot trust or read, says why, and goes on with the last good one', () => {
    const { ranker, take, work } = shopOf();
    take(ranker, modelFile(1));
    const version = rank(ranker).model;
    const broken = anyNetwork(2);
    broken.weights.wide[3] = Number.NaN;
    const refused = [
      [modelFile(2, {}, newKey()), 'bad-signature'],
      [Buffer.from('rubbish'), 'unreadable'],
      [modelFile(2, { featureHash: 'another-hash' }), 'wrong-shape'],
      [modelFile(2, {}, undefined, broken), 'not-a-number'],
    ] as const;
    for (const [bytes, reason] of refused) {
      expect(take(ranker, bytes)).toMatchObject({ isTaken: false, told: [{ change: 'model-refused', reason, from: version }] });
      expect(rank(ranker)).toMatchObject({ ranker: 'model', model: version });
    }
    expect(work(ranker)).toEqual([]);
  });

  it('is the count rule for the reason for which the only model was refused', () => {
    const { ranker, take } = shopOf();
    take(ranker, modelFile(2, {}, newKey()));
    expect(rank(ranker)).toMatchObject({ ranker: 'count-rule', fallback: 'bad-signature' });
  });

  it('is the count rule when a model of headquarters is too old, but not because of the one that came with the software', () => {
    const { ranker, take, time } = shopOf();
    take(ranker, modelFile(1));
    time.now = KNOWN_UNTIL + 181 * DAY_MS;
    expect(rank(ranker)).toMatchObject({ ranker: 'count-rule', fallback: 'stale' });
    const shipped = shopOf();
    shipped.take(shipped.ranker, modelFile(1, { knownUntil: '2017-10-04T00:00:00.000Z' }), 'shipped');
    expect(rank(shipped.ranker).ranker).toBe('model');
  });

  it('is the count rule when the model says what is no number, and the model again when it can be asked again', () => {
    const { ranker, take, time, work } = shopOf();
    const huge = anyNetwork(2);
    huge.weights.wide.fill(3e38);
    take(ranker, modelFile(2, {}, undefined, huge));
    expect(rank(ranker)).toMatchObject({ ranker: 'count-rule', fallback: 'not-a-number' });
    take(ranker, modelFile(1));
    expect(rank(ranker).ranker).toBe('model');
    expect(work(ranker).map(({ change, reason }) => [change, reason])).toEqual([
      ['fallback-began', 'not-a-number'],
      ['fallback-ended', 'not-a-number'],
    ]);
    expect(time.now).toBeGreaterThan(0);
  });

  it('is the count rule while the model is too slow, measured over several decisions, and tries it again later', () => {
    const { ranker, take, time } = shopOf();
    take(ranker, modelFile(1));
    time.perAskMs = 30;
    const served = Array.from({ length: 22 }, () => rank(ranker));
    expect(served.slice(0, 20).every(({ ranker: by }) => by === 'model')).toBe(true);
    expect(served.at(-1)).toMatchObject({ ranker: 'count-rule', fallback: 'too-slow' });
    time.perAskMs = 0;
    time.now += 600_000;
    expect(rank(ranker).ranker).toBe('model');
  });

  it('is the count rule when the model throws, and the order of the book when even that cannot be counted', () => {
    const { ranker, take } = shopOf();
    take(ranker, modelFile(1));
    const fickle = {
      ...ANNA,
      get offers(): never[] {
        throw new Error('gone');
      },
    };
    expect(rank(ranker, book, fickle)).toMatchObject({ ranker: 'count-rule', fallback: 'failed' });
    const senseless = { ...book, figures: { ...FIGURES, products: undefined as never } };
    const ranked = rank(ranker, senseless);
    expect(ranked).toMatchObject({ ranker: 'count-rule', fallback: 'failed' });
    expect([...ranked.rule]).toEqual([0, 0, 0, 0]);
  });

  it('is what headquarters orders: the count rule, the model, or what the evidence says', () => {
    const { ranker, take } = shopOf();
    take(ranker, modelFile(1));
    const by = (ranking?: RankingRecord) => rank(ranker, bookWith(ranking));
    expect(by({ ...record, serve: 'count-rule' })).toMatchObject({ ranker: 'count-rule', fallback: 'ordered' });
    expect(by({ ...record, serve: 'auto' })).toMatchObject({ ranker: 'count-rule', fallback: 'cold-start' });
    expect(by()).toMatchObject({ fallback: 'cold-start' });
    expect(by({ ...record, serve: 'auto', switchedOn: true }).ranker).toBe('model');
  });

  it('is the count rule from one command on, also after a restart, until another command', () => {
    const { ranker, take, time, write, open } = shopOf();
    take(ranker, modelFile(1));
    const ordered = ranker.order('count-rule', time.now, 'admin');
    write(ordered.changes);
    expect(told(ordered.facts)).toMatchObject([{ change: 'rolled-back', by: 'admin', to: 'count-rule' }]);
    expect(ranker.order('count-rule', time.now, 'admin').facts).toEqual([]);
    const { ranker: again } = open();
    expect(take(again, modelFile(1)).told).toEqual([]);
    expect(rank(again)).toMatchObject({ ranker: 'count-rule', fallback: 'ordered' });
    expect(told(again.order('auto', time.now, 'admin').facts)).toMatchObject([{ change: 'rolled-back', from: 'count-rule' }]);
    expect(rank(again).ranker).toBe('model');
  });

  it('drops no decision when the model changes under way: each keeps what it began with', () => {
    const { ranker, take } = shopOf();
    take(ranker, modelFile(1));
    const ranking = ranker.of(book);
    const before = ranking.rank(ANNA, {}, PLACES);
    const [chances, drawn] = [[...before.chances], [...before.draw([0, 1], heads(4))]];
    take(ranker, modelFile(2));
    const after = ranking.rank(NOBODY, {}, PLACES);
    expect(after.model).not.toBe(before.model);
    expect([...before.chances]).toEqual(chances);
    expect([...before.draw([0, 1], heads(4))]).toEqual(drawn);
    const sum = before.contributions(3).reduce((all, { logOdds }) => all + logOdds, 0);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(chances[3] ?? 0, 4);
    expect(take(ranker, modelFile(2)).told).toEqual([]);
  });

  it('is what the model says in every draw, until the shop has reason to doubt it', () => {
    const { ranker, take } = shopOf();
    take(ranker, modelFile(1));
    const first = rank(ranker);
    const means = [0, 3, 0, 3].map((index) => first.chances[index]);
    expect([...first.draw([0, 3], heads(2))]).toEqual(means);
    const doubted = ranker.asOf(book, { ...first, head: DOUBTED })?.rank(ANNA, {}, PLACES);
    expect(doubted).toMatchObject({ ranker: 'model', head: DOUBTED, chances: first.chances });
    expect([...(doubted?.draw([0, 3], heads(2)) ?? [])]).not.toEqual(means);
    expect(doubted?.contributions(1)).toEqual(first.contributions(1));
  });

  it('can be called back to make a decision again, as long as the model is here', () => {
    const { ranker, take } = shopOf();
    const before = rank(ranker);
    take(ranker, modelFile(1));
    const first = rank(ranker);
    for (let seed = 2; seed <= 6; seed += 1) {
      const again = ranker.asOf(book, first)?.rank(ANNA, {}, PLACES);
      expect([...(again?.chances ?? [])]).toEqual([...first.chances]);
      expect([...(again?.draw([0, 1], heads(3)) ?? [])]).toEqual([...first.draw([0, 1], heads(3))]);
      take(ranker, modelFile(seed));
    }
    expect(ranker.asOf(book, first)).toBeUndefined();
    expect(ranker.asOf(book, { ...rank(ranker), head: 'head-9' })).toBeUndefined();
    const rule = ranker.asOf(book, before)?.rank(ANNA, {}, PLACES);
    expect(rule).toMatchObject({ ranker: 'count-rule', fallback: 'no-model' });
    expect([...(rule?.chances ?? [])]).toEqual([...before.chances]);
  });

  it('knows what is in the basket', () => {
    const { ranker, take } = shopOf();
    take(ranker, modelFile(1));
    const embedding = ranker
      .of(book)
      .rank(ANNA, { basket: ['juice', 'unknown'] }, PLACES)
      .embedding(3);
    const without = ranker.of(book).rank(ANNA, { basket: [] }, PLACES).embedding(3);
    expect(embedding).not.toEqual(without);
  });
});

describe('the cold start', () => {
  /** Decisions of the count rule: members want what the model puts first. */
  function teach(shop: ReturnType<typeof shopOf>, model: string, count: number): void {
    for (let number = 0; number < count; number += 1) {
      const explored = number % 5 === 0;
      const shownAt = shop.time.now + number * 1000;
      const lesson: Lesson = {
        decisionId: number.toString(16).padStart(32, '0'),
        subject: `m${number % 600}`,
        shownAt,
        closesAt: shownAt + 1000,
        embedding: new Float32Array(64),
        propensity: explored ? 0.2 : 0.8,
        ranker: 'count-rule',
        model,
        chance: 0.1,
        ranks: explored ? { served: 2, shadow: 1 } : { served: 1, shadow: 2 },
      };
      shop.write(shop.learning.shown(lesson));
      if (number % 10 < (explored ? 9 : 2)) shop.write(shop.learning.redeemed(lesson.decisionId, shownAt + 1));
    }
  }

  it('scores every offer by the model beside the count rule', () => {
    const { ranker, take } = shopOf();
    const {
      told: [taken],
    } = take(ranker, modelFile(1), 'shipped');
    const ranked = rank(ranker, bookWith());
    expect(ranked).toMatchObject({ ranker: 'count-rule', fallback: 'cold-start', shadow: { version: taken?.to } });
    expect(ranked.shadow?.chances).toHaveLength(4);
    expect(ranked.embedding(1)).toHaveLength(64);
  });

  it('ends when members were seen to redeem what the model puts first, as a fact with its figures, and stays ended', () => {
    const shop = shopOf();
    const { ranker, take, time, work, open } = shop;
    take(ranker, modelFile(1), 'shipped');
    const { shadow } = rank(ranker, bookWith());
    teach(shop, shadow?.version ?? '', 4000);
    expect(work(ranker).filter(({ change }) => change === 'switched')).toEqual([]);
    time.now += DAY_MS;
    const switched = work(ranker).filter(({ change }) => change === 'switched');
    expect(switched).toMatchObject([{ by: 'edge', from: 'count-rule', to: shadow?.version }]);
    const { redemptions = 0, lower = 0, mean = 0, upper = 0 } = switched[0]?.evidence ?? {};
    expect(redemptions).toBeGreaterThanOrEqual(500);
    expect([lower > 0, mean > lower, upper > mean]).toEqual([true, true, true]);
    expect(rank(ranker, bookWith()).ranker).toBe('model');
    const { ranker: again } = open();
    take(again, modelFile(1), 'shipped');
    expect(rank(again, bookWith()).ranker).toBe('model');
    expect(again.report().switchedAt).toBe(time.now);
  });

  it('goes on while the evidence is thin, and is looked at once an hour', () => {
    const shop = shopOf();
    const { ranker, take, time, work } = shop;
    take(ranker, modelFile(1), 'shipped');
    const { shadow } = rank(ranker, bookWith());
    teach(shop, shadow?.version ?? '', 300);
    time.now += DAY_MS;
    work(ranker);
    expect(ranker.report().trial).toMatchObject({ decisions: 300 });
    expect(rank(ranker, bookWith())).toMatchObject({ fallback: 'cold-start' });
  });
});

describe('a model with what the shop learnt on top', () => {
  it('serves a head that was promoted, with the one on trial beside it, and says what of it spoke for an offer', () => {
    const { ranker, learning, take, time, work } = shopOf();
    take(ranker, modelFile(1));
    const day = (from: number): void => {
      for (let number = from; number < from + 320; number += 1) {
        const ranked = ranker.of(book).rank(number % 2 === 0 ? ANNA : NOBODY, {}, PLACES);
        const index = number % 4;
        const decision: Pick<Decision, 'decisionId' | 'subject'> = {
          decisionId: number.toString(16).padStart(32, '0'),
          subject: `m${number}`,
        };
        const shadowChance = ranked.shadow?.chances[index];
        learning.shown({
          ...decision,
          shownAt: time.now + number,
          closesAt: time.now + number + 1,
          embedding: ranked.embedding(index),
          propensity: 0.25,
          ranker: 'model',
          model: ranked.model,
          ...(ranked.head !== undefined && { head: ranked.head }),
          chance: ranked.chances[index] ?? 0,
          ...(shadowChance !== undefined && { shadowChance, shadowShare: index === 0 ? 1 : 0 }),
        });
        if (index === 0 || number % 16 === 1) learning.redeemed(decision.decisionId, time.now + number);
      }
      time.now += DAY_MS;
      do work(ranker);
      while (learning.report().isLearning);
    };
    day(0);
    expect(rank(ranker)).toMatchObject({ ranker: 'model', shadow: { version: 'head-1' } });
    day(400);
    day(800);
    day(1200);
    const ranked = rank(ranker);
    expect(ranked.head).toMatch(/^head-\d+$/u);
    const sum = ranked.contributions(0).reduce((all, { logOdds }) => all + logOdds, 0);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(ranked.chances[0] ?? 0, 4);
    expect(ranked.contributions(0).some(({ name }) => name.startsWith('learnt here'))).toBe(true);
  });
});
