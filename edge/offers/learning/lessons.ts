import type { StateChange } from '../../ports/journal.ts';
import type { Evidence } from './fit.ts';
import type { Lesson } from './learning.ts';

export const LESSON_PREFIX = 'lesson/';

const DAY_MS = 86_400_000;
const MOST_EARLY = 1000;

export interface KeptLesson extends Lesson {
  readonly redeemedAt?: number;
}

export interface LessonsParts {
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  readonly seal: (subject: string, context: string, fields: object) => string | undefined;
  readonly unseal: (subject: string, context: string, sealed: string) => unknown;
  /** The newest so many are kept. */
  readonly most: number;
  /** Of one member and day: nobody teaches the shop alone. */
  readonly mostOfMemberAndDay: number;
}

/** What was shown and what became of it: each decision once, in whatever order it is told. */
export interface Lessons {
  add(lesson: Lesson): readonly StateChange[];
  redeemed(decisionId: string, t: number): readonly StateChange[];
  /** Oldest first. */
  all(): readonly KeptLesson[];
  size(): number;
  /** Drops those that another model embedded. */
  keepOf(model: string): readonly StateChange[];
  forget(subject: string): void;
}

export function createLessons(parts: LessonsParts): Lessons {
  const kept = new Map<string, KeptLesson>();
  const ofMemberAndDay = new Map<string, Set<string>>();
  /** Redemptions whose lesson has not come yet: the receipt may be quicker than the word of the screen. */
  const early = new Map<string, number>();
  const groupOf = ({ subject, shownAt }: Lesson): string => `${subject}/${Math.floor(shownAt / DAY_MS)}`;
  /** Oldest first, always: with 20,000 of them, sorting anew for each would be felt at the screen. */
  const ordered: KeptLesson[] = [];

  for (const lesson of parts.saved.flatMap(({ key, value }) => read(parts, key, value) ?? []).sort(byTime)) hold(lesson);

  function hold(lesson: KeptLesson): void {
    kept.set(lesson.decisionId, lesson);
    ordered.splice(placeOf(lesson), 0, lesson);
    const group = ofMemberAndDay.get(groupOf(lesson)) ?? new Set();
    ofMemberAndDay.set(groupOf(lesson), group.add(lesson.decisionId));
  }

  function drop(lesson: KeptLesson): StateChange {
    kept.delete(lesson.decisionId);
    ordered.splice(placeOf(lesson), 1);
    const group = ofMemberAndDay.get(groupOf(lesson));
    group?.delete(lesson.decisionId);
    if (group?.size === 0) ofMemberAndDay.delete(groupOf(lesson));
    return { key: LESSON_PREFIX + lesson.decisionId, value: undefined };
  }

  /** Where it is in the order, or would be. */
  function placeOf(lesson: Lesson): number {
    let [from, to] = [0, ordered.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const there = ordered[middle];
      if (there && byTime(there, lesson) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The one that is too many, by what the lessons say and not by when they came. */
  function surplusOf(lesson: KeptLesson): KeptLesson | undefined {
    const group = [...(ofMemberAndDay.get(groupOf(lesson)) ?? [])].flatMap((id) => kept.get(id) ?? []);
    if (group.length > parts.mostOfMemberAndDay) return group.sort(byTime).at(-1);
    return kept.size > parts.most ? ordered[0] : undefined;
  }

  function written(lesson: KeptLesson): readonly StateChange[] {
    const key = LESSON_PREFIX + lesson.decisionId;
    const { embedding, subject, ...rest } = lesson;
    const sealed = parts.seal(subject, key, { ...rest, embedding: [...embedding] });
    return sealed === undefined ? [] : [{ key, value: { subject, sealed } }];
  }

  return {
    add(lesson) {
      if (kept.has(lesson.decisionId)) return [];
      const redeemedAt = early.get(lesson.decisionId);
      const one: KeptLesson = redeemedAt === undefined ? lesson : { ...lesson, redeemedAt };
      hold(one);
      early.delete(lesson.decisionId);
      const surplus = surplusOf(one);
      if (surplus === one) {
        drop(one);
        return [];
      }
      return [...written(one), ...(surplus ? [drop(surplus)] : [])];
    },
    redeemed(decisionId, t) {
      const lesson = kept.get(decisionId);
      if (!lesson) {
        early.set(decisionId, t);
        const [oldest] = early.size > MOST_EARLY ? early.keys() : [];
        if (oldest !== undefined) early.delete(oldest);
        return [];
      }
      if (lesson.redeemedAt !== undefined) return [];
      const redeemed = { ...lesson, redeemedAt: t };
      kept.set(decisionId, redeemed);
      ordered[placeOf(redeemed)] = redeemed;
      return written(redeemed);
    },
    all: () => ordered,
    size: () => kept.size,
    keepOf: (model) => ordered.filter((lesson) => lesson.model !== model).map(drop),
    forget(subject) {
      for (const lesson of ordered.filter((one) => one.subject === subject)) drop(lesson);
    },
  };
}

/**
 * What a lesson says now. A redemption says all at once. That there was none says the more the more of the time for it is over: whoever takes what is
 * still open for a no learns that everything new is bad. Both fade with a half-life, so that the shop follows what changes and otherwise comes back to
 * the chain.
 */
export function evidenceOf({ embedding, shownAt, closesAt, redeemedAt }: KeptLesson, now: number, halfLifeMs: number): Evidence {
  const faded = 0.5 ** (Math.max(0, now - shownAt) / halfLifeMs);
  if (redeemedAt !== undefined) return { embedding, label: 1, weight: faded };
  const elapsed = closesAt > shownAt ? (now - shownAt) / (closesAt - shownAt) : 1;
  return { embedding, label: 0, weight: faded * Math.min(1, Math.max(0, elapsed)) };
}

function byTime(a: Lesson, b: Lesson): number {
  if (a.shownAt !== b.shownAt) return a.shownAt - b.shownAt;
  if (a.decisionId === b.decisionId) return 0;
  return a.decisionId < b.decisionId ? -1 : 1;
}

/** Undefined where the key of the member is gone. */
function read({ unseal }: LessonsParts, key: string, value: object): KeptLesson | undefined {
  const { subject, sealed } = value as { subject: string; sealed: string };
  const fields = unseal(subject, key, sealed) as (Omit<KeptLesson, 'subject' | 'embedding'> & { embedding: number[] }) | undefined;
  return fields && { ...fields, subject, embedding: Float32Array.from(fields.embedding) };
}
