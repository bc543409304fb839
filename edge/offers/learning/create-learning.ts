import type { FactDraft } from '../../../contract/facts/fact.ts';
import type { RankerChange } from '../../../contract/facts/offer-facts.ts';
import { instantText } from '../../../contract/instant.ts';
import type { StateChange } from '../../ports/journal.ts';
import { EMBEDDING_SIZE } from './embedding.ts';
import { createFit, type Fit } from './fit.ts';
import { GUARD_SETTINGS, type GuardSettings, judge, type Verdict } from './guard.ts';
import { firstHead, type Head, type HeadPrior, PRIOR_SETTINGS, type PriorSettings, priorOf } from './head.ts';
import type { Learning } from './learning.ts';
import { createLessons, evidenceOf, type KeptLesson, type LessonsParts } from './lessons.ts';
import { createSnapshots, headOf, type Snapshot } from './snapshots.ts';

export interface LearningSettings {
  /** Lessons are learnt in batches, never one by one. */
  readonly batchEveryMs: number;
  /** Of what a lesson says: after so long it counts half. */
  readonly halfLifeMs: number;
  readonly most: number;
  readonly mostOfMemberAndDay: number;
  /** Redemptions that the shop has to have seen before its doubts about the model are worth money: until then none are drawn. */
  readonly leastToDoubt: number;
  /** Read in one slice of work. */
  readonly lessonsPerSlice: number;
  readonly prior: PriorSettings;
  readonly guard: GuardSettings;
}

/** The half-life by simulated shops: docs/adr/0028. */
export const LEARNING_SETTINGS: LearningSettings = {
  batchEveryMs: 3_600_000,
  halfLifeMs: 14 * 86_400_000,
  most: 20_000,
  mostOfMemberAndDay: 12,
  leastToDoubt: 50,
  lessonsPerSlice: 400,
  prior: PRIOR_SETTINGS,
  guard: GUARD_SETTINGS,
};

export interface LearningParts extends Pick<LessonsParts, 'seal' | 'unseal'> {
  /** State of the journal under LESSON_PREFIX and under LEARNING_PREFIX. */
  readonly savedLessons: LessonsParts['saved'];
  readonly savedHeads: LessonsParts['saved'];
  /** Staff and test cards teach nothing. */
  readonly isExcluded: (subject: string) => boolean;
  readonly settings?: LearningSettings;
}

/** Served under this name: the model alone, and all that a shop may differ from it. */
export const DOUBTED = 'doubted';

/** What a shop has learnt on one model, for ranking. */
export interface Learnt {
  /** Undefined: the model alone is served, and taken at its word. */
  readonly name: string | undefined;
  readonly head: Head;
  readonly shadow: Snapshot | undefined;
}

export interface LearningReport {
  readonly lessons: number;
  readonly served: string | undefined;
  readonly snapshots: readonly string[];
  readonly shadow: string | undefined;
  readonly guard: Verdict | undefined;
  /** Of the batch that is being learnt: lessons to be read yet, or a fit that goes on. */
  readonly isLearning: boolean;
}

export interface ShopLearning extends Learning {
  /** Stands on this model from now on. Its lessons go on where it is the one that was stood on before; those on another are of no use. */
  standOn(model: { readonly version: string; readonly evidence: ArrayLike<number> }, now: number): readonly StateChange[];
  /** Undefined while there is no model. */
  learnt(): Learnt | undefined;
  /** What was served under a name, or without one, on the model with this evidence; undefined where it is no longer kept. */
  headThen(name: string | undefined, evidence: ArrayLike<number>): Head | undefined;
  lessons(): readonly KeptLesson[];
  report(): LearningReport;
}

/** Told at most once a day: that a head is held is no news the hour after. */
const HELD_AGAIN_MS = 86_400_000;

type Worked = ReturnType<Learning['work']>;
const NOTHING: Worked = { changes: [], facts: [] };

export function createLearning(parts: LearningParts): ShopLearning {
  const settings = parts.settings ?? LEARNING_SETTINGS;
  const lessons = createLessons({ ...parts, ...settings, saved: parts.savedLessons });
  const snapshots = createSnapshots(parts.savedHeads);
  let model: { readonly version: string; readonly prior: HeadPrior } | undefined;
  let learnt: Learnt | undefined;
  let fit: Fit | undefined;
  let lastBatchAt: number | undefined;
  let heldToldAt = Number.NEGATIVE_INFINITY;
  let guard: Verdict | undefined;

  /**
   * Trying what the model thinks worse pays by what is learnt from it. From a few redemptions nothing is learnt that is as sure as the prior: a shop that
   * sees hardly any would try for ever.
   */
  function unlearnt(): string | undefined {
    const redeemed = lessons.all().filter(({ redeemedAt }) => redeemedAt !== undefined);
    return redeemed.length < settings.leastToDoubt ? undefined : DOUBTED;
  }

  function refresh(): void {
    const served = snapshots.served();
    learnt = model && { name: served?.name ?? unlearnt(), head: headOf(served, model.prior), shadow: snapshots.shadow() };
  }

  function begin(now: number, prior: HeadPrior): void {
    lastBatchAt = now;
    fit = createFit(
      prior,
      lessons.all().map((lesson) => evidenceOf(lesson, now, settings.halfLifeMs)),
    );
  }

  function end(head: Head, now: number): Worked {
    fit = undefined;
    const served = snapshots.served()?.name;
    guard = judge(lessons.all(), { head: learnt?.name, since: snapshots.servedSince() }, now, settings.guard);
    const tried = snapshots.tryOut(head);
    const to = snapshots.shadow()?.name;
    const told = { ...(served !== undefined && { from: served }), ...(to !== undefined && { to }), evidence: { ...guard.evidence } };
    if (guard.verdict === 'promote') {
      const promoted = snapshots.promote(now);
      refresh();
      return { changes: [...tried, ...promoted], facts: [rankerFact(now, { change: 'head-promoted', by: 'edge', ...told })] };
    }
    refresh();
    if (guard.verdict === 'waiting' || now - heldToldAt < HELD_AGAIN_MS) return { changes: tried, facts: [] };
    heldToldAt = now;
    return { changes: tried, facts: [rankerFact(now, { change: 'head-held', by: 'edge', ...told })] };
  }

  return {
    standOn({ version, evidence }, now) {
      const dropped = lessons.keepOf(version);
      const changes = [...dropped, ...snapshots.standOn(version, now)];
      if (changes.length > 0) fit = undefined;
      model = { version, prior: priorOf(evidence, settings.prior) };
      refresh();
      return changes;
    },
    shown(lesson) {
      const isOfUse = lesson.model === model?.version && lesson.embedding.length === EMBEDDING_SIZE;
      return isOfUse && !parts.isExcluded(lesson.subject) ? lessons.add(lesson) : [];
    },
    redeemed: lessons.redeemed,
    work(now) {
      if (!model) return NOTHING;
      if (fit) {
        const head = fit.step(settings.lessonsPerSlice);
        return head ? end(head, now) : NOTHING;
      }
      const isDue = lastBatchAt === undefined || now - lastBatchAt >= settings.batchEveryMs;
      if (isDue && lessons.size() > 0) begin(now, model.prior);
      return NOTHING;
    },
    rollBack(now, by) {
      const from = snapshots.served()?.name;
      const changes = snapshots.rollBack(now);
      if (!changes || from === undefined) return undefined;
      refresh();
      const to = snapshots.served()?.name ?? model?.version;
      return { changes, facts: [rankerFact(now, { change: 'rolled-back', by, from, ...(to !== undefined && { to }) })] };
    },
    forget(subject) {
      lessons.forget(subject);
      // What it has read of the member must not come out of it: begun anew at once.
      if (fit) lastBatchAt = undefined;
      fit = undefined;
    },
    learnt: () => learnt,
    headThen(name, evidence) {
      const isModelAlone = name === undefined || name === DOUBTED;
      return isModelAlone ? firstHead(priorOf(evidence, settings.prior)) : snapshots.of(name);
    },
    lessons: lessons.all,
    report: () => ({
      lessons: lessons.size(),
      served: snapshots.served()?.name,
      snapshots: snapshots.names(),
      shadow: snapshots.shadow()?.name,
      guard,
      isLearning: fit !== undefined,
    }),
  };
}

export function rankerFact(now: number, data: Omit<RankerChange, 'at'>): FactDraft {
  return { kind: 'ranker', t: now, data: { ...data, at: instantText(now) } };
}
