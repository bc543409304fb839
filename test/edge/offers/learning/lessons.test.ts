import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../../../edge/offers/learning/learning.ts';
import { createLessons, evidenceOf, LESSON_PREFIX, type Lessons } from '../../../../edge/offers/learning/lessons.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import { DAY_MS, MONDAY, madeUpLesson, openSeal } from './made-up-lessons.ts';

const limits = { most: 1000, mostOfMemberAndDay: 3 };
const open = (saved: { key: string; value: object }[] = [], changed: Partial<typeof limits> = {}): Lessons =>
  createLessons({ saved, ...openSeal, ...limits, ...changed });
const idsOf = (lessons: Lessons): string[] => lessons.all().map(({ decisionId }) => decisionId);

/** What the journal holds after these changes. */
function written(changes: readonly StateChange[]): { key: string; value: object }[] {
  const state = new Map<string, object>();
  for (const { key, value } of changes) value === undefined ? state.delete(key) : state.set(key, value);
  return [...state].map(([key, value]) => ({ key, value }));
}

const anyTelling = fc.array(fc.record({ number: fc.integer({ min: 0, max: 30 }), redeemed: fc.boolean() }), { maxLength: 60 });

describe('the lessons of a shop', () => {
  it('count once, however often they are told and in whatever order', () => {
    fc.assert(
      fc.property(
        anyTelling.chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length }), anyTelling)),
        ([told, shuffled]) => {
          const tell = (lessons: Lessons, list: typeof told): void => {
            for (const { number, redeemed } of list) {
              if (redeemed) lessons.redeemed(madeUpLesson(number).decisionId, MONDAY + number);
              else lessons.add(madeUpLesson(number, { subject: `member-${number % 2}` }));
            }
          };
          const [one, other] = [open(), open()];
          tell(one, told);
          tell(other, shuffled);
          tell(other, told);
          expect(other.all()).toEqual(one.all());
        },
      ),
    );
  });

  it('are at most a few of one member and day, the first ones, so that nobody teaches the shop alone', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), (order) => {
        const lessons = open();
        const changes = order.flatMap((number) => lessons.add(madeUpLesson(number, { subject: 'one' })));
        expect(idsOf(lessons)).toEqual([0, 1, 2].map((number) => madeUpLesson(number).decisionId));
        expect(written(changes).map(({ key }) => key)).toHaveLength(3);
      }),
    );
  });

  it('of the next day count again', () => {
    const lessons = open();
    for (let number = 0; number < 8; number += 1)
      lessons.add(madeUpLesson(number, { subject: 'one', shownAt: MONDAY + (number % 2) * DAY_MS }));
    expect(lessons.size()).toBe(6);
  });

  it('are the newest so many, and the journal forgets the others', () => {
    const lessons = open([], { most: 5 });
    const changes = [...Array(9).keys()].flatMap((number) => lessons.add(madeUpLesson(number)));
    expect(lessons.all().map(({ shownAt }) => shownAt)).toEqual([4, 5, 6, 7, 8].map((number) => madeUpLesson(number).shownAt));
    expect(written(changes)).toHaveLength(5);
    expect(lessons.add(madeUpLesson(1))).toEqual([]);
  });

  it('come back after a restart with what became of them', () => {
    const before = open();
    const changes = [
      ...before.add(madeUpLesson(1)),
      ...before.add(madeUpLesson(2)),
      ...before.redeemed(madeUpLesson(2).decisionId, MONDAY + DAY_MS),
    ];
    const after = open(written(changes));
    expect(after.all()).toEqual(before.all());
    expect(after.all()[1]).toMatchObject({ redeemedAt: MONDAY + DAY_MS });
  });

  it('of a member whose key is gone do not come back, and say nothing in the journal', () => {
    const [{ key, value } = { key: '', value: {} }] = written(open().add(madeUpLesson(1, { subject: 'somebody' })));
    expect(key).toBe(LESSON_PREFIX + madeUpLesson(1).decisionId);
    expect(Object.keys(value)).toEqual(['subject', 'sealed']);
    expect(createLessons({ saved: [{ key, value }], ...limits, seal: openSeal.seal, unseal: () => undefined }).size()).toBe(0);
    expect(createLessons({ saved: [], ...limits, ...openSeal, seal: () => undefined }).add(madeUpLesson(1))).toEqual([]);
  });

  it('take a redemption that was told before the screen told what it showed', () => {
    const lessons = open();
    expect(lessons.redeemed(madeUpLesson(1).decisionId, MONDAY + 5)).toEqual([]);
    lessons.add(madeUpLesson(1));
    expect(lessons.all()[0]).toMatchObject({ redeemedAt: MONDAY + 5 });
    expect(lessons.redeemed(madeUpLesson(1).decisionId, MONDAY + 9)).toEqual([]);
  });

  it('remember only so many redemptions of what was never shown', () => {
    const lessons = open();
    for (let number = 0; number < 1001; number += 1) lessons.redeemed(madeUpLesson(number).decisionId, MONDAY);
    lessons.add(madeUpLesson(0));
    lessons.add(madeUpLesson(1));
    expect(lessons.all().map(({ redeemedAt }) => redeemedAt)).toEqual([undefined, MONDAY]);
  });

  it('of a member who is erased are gone', () => {
    const lessons = open();
    for (let number = 0; number < 3; number += 1) lessons.add(madeUpLesson(number, { subject: number === 1 ? 'gone' : 'stays' }));
    lessons.forget('gone');
    expect(lessons.all().map(({ subject }) => subject)).toEqual(['stays', 'stays']);
  });

  it('of another model are dropped', () => {
    const lessons = open();
    lessons.add(madeUpLesson(0));
    lessons.add(madeUpLesson(1, { model: 'm2' }));
    expect(lessons.keepOf('m2')).toEqual([{ key: LESSON_PREFIX + madeUpLesson(0).decisionId, value: undefined }]);
    expect(lessons.size()).toBe(1);
  });
});

describe('what a lesson says', () => {
  const lesson: Lesson = madeUpLesson(0);
  const never = Number.POSITIVE_INFINITY;

  it('is nothing yet right after the offer was shown, and a no only when its time is over', () => {
    expect(evidenceOf(lesson, lesson.shownAt, never)).toMatchObject({ label: 0, weight: 0 });
    expect(evidenceOf(lesson, lesson.shownAt + DAY_MS / 4, never)).toMatchObject({ label: 0, weight: 0.25 });
    expect(evidenceOf(lesson, lesson.closesAt + DAY_MS, never)).toMatchObject({ label: 0, weight: 1 });
    expect(evidenceOf({ ...lesson, closesAt: lesson.shownAt }, lesson.shownAt, never)).toMatchObject({ weight: 1 });
  });

  it('is a yes at once when it is redeemed', () => {
    expect(evidenceOf({ ...lesson, redeemedAt: lesson.shownAt + 1 }, lesson.shownAt + 1, never)).toMatchObject({ label: 1, weight: 1 });
  });

  it('counts half after a half-life, and never more than once because of a clock set back', () => {
    expect(evidenceOf(lesson, lesson.shownAt + 14 * DAY_MS, 14 * DAY_MS)).toMatchObject({ weight: 0.5 });
    expect(evidenceOf({ ...lesson, redeemedAt: 1 }, lesson.shownAt - DAY_MS, DAY_MS)).toMatchObject({ weight: 1 });
  });
});
