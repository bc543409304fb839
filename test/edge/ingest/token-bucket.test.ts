import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullBucket, hasToken, takeToken } from '../../../edge/ingest/token-bucket.ts';

const ALLOWANCE = { perSecond: 10, burst: 20 };

it('lets a burst pass, then the rate', () => {
  const bucket = fullBucket(ALLOWANCE, 0);
  const taken = (now: number, tries: number) =>
    Array.from({ length: tries }, () => takeToken(bucket, ALLOWANCE, now)).filter(Boolean).length;
  expect([taken(0, 50), taken(1000, 50), taken(1100, 50), taken(60_000, 50)]).toEqual([20, 10, 1, 20]);
});

it('takes nothing when it is only asked', () => {
  const bucket = fullBucket({ perSecond: 1, burst: 1 }, 0);
  expect([hasToken(bucket, ALLOWANCE, 0), hasToken(bucket, ALLOWANCE, 0), takeToken(bucket, ALLOWANCE, 0)]).toEqual([true, true, true]);
  expect(hasToken(bucket, ALLOWANCE, 0)).toBe(false);
});

it('goes on filling when the clock was set back', () => {
  const bucket = fullBucket({ perSecond: 10, burst: 0 }, 1_000_000);
  expect([takeToken(bucket, ALLOWANCE, 500), takeToken(bucket, ALLOWANCE, 600)]).toEqual([false, true]);
});

it('never lets more pass than the burst and the rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }), (gaps) => {
      const bucket = fullBucket(ALLOWANCE, 0);
      let now = 0;
      let passed = 0;
      for (const gap of gaps) {
        now += gap;
        if (takeToken(bucket, ALLOWANCE, now)) passed += 1;
      }
      return passed <= ALLOWANCE.burst + (now * ALLOWANCE.perSecond) / 1000;
    }),
  );
});
