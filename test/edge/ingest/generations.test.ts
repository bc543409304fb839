import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createGenerations } from '../../../edge/ingest/generations.ts';

const table = (most = 3, lifeMs = 1000) => createGenerations<number>({ most, lifeMs });

it('keeps what is used, and forgets what is not after two lives', () => {
  const kept = table(100);
  kept.turn(10_000);
  kept.set(0, 'used', 1);
  kept.set(0, 'unused', 2);
  for (const now of [10_999, 11_000, 12_000, 13_000]) {
    kept.turn(now);
    expect(kept.get(0, 'used')).toBe(1);
  }
  expect(kept.get(0, 'unused')).toBeUndefined();
});

it('keeps the shelves apart', () => {
  const kept = table();
  kept.set(0, 'a', 1);
  kept.set(7, 'a', 2);
  expect([kept.get(0, 'a'), kept.get(7, 'a'), kept.get(3, 'a')]).toEqual([1, 2, undefined]);
});

it('starts a new life when the clock was set back', () => {
  const kept = table(100);
  kept.turn(1_000_000);
  kept.set(0, 'a', 1);
  kept.turn(500);
  kept.turn(1500);
  expect(kept.get(0, 'a')).toBeUndefined();
});

it('never holds more than twice its measure, and never what was not put in', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 700 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const kept = table(5);
      const put = new Map<string, number>();
      let now = 0;
      for (const [shelf, key, passed] of steps) {
        now += passed;
        kept.turn(now);
        const found = kept.get(shelf, `${key}`);
        if (found !== undefined) expect(found).toBe(put.get(`${shelf}/${key}`));
        kept.set(shelf, `${key}`, now);
        put.set(`${shelf}/${key}`, now);
        expect(kept.get(shelf, `${key}`)).toBe(now);
        expect(kept.size()).toBeLessThanOrEqual(10);
      }
    }),
  );
});
