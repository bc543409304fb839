import { expect, it } from 'vitest';
import { interval } from '../../../cli/score/interval.ts';

it('an interval is of the mean, by Student of few seeds and almost by Gauss of many', () => {
  expect(interval([])).toBeUndefined();
  expect(interval([3])).toEqual({ mean: 3, n: 1 });
  const { mean, low = 0, high = 0 } = interval([1, 2, 3, 4]) ?? { mean: 0 };
  expect(mean).toBe(2.5);
  // sd 1.291, t(3) = 3.182
  expect(high - mean).toBeCloseTo((3.182 * 1.29099) / 2, 4);
  expect(mean - low).toBeCloseTo(high - mean, 9);
  const many = interval(Array.from({ length: 101 }, (_, index) => index % 2));
  // t(100) = 1.984
  expect((many?.high ?? 0) - (many?.mean ?? 0)).toBeCloseTo((1.984 * 0.50247) / Math.sqrt(101), 3);
});
