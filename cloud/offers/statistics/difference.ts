import { deviations, type Moments, meanOf } from './moments.ts';
import { DETECTABLE_ERRORS, t975 } from './quantiles.ts';

/** Treated minus holdout, with its 95 % interval. */
export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** A true difference smaller than this would be missed more often than in one of five such trials. */
  readonly smallestDetectable: number;
}

/** By Welch: the arms are of different size, and who is shown offers may also vary more. */
export function difference(treated: Moments, holdout: Moments): Difference {
  return welch(meanOf(treated) - meanOf(holdout), [part(deviations(treated).yy, treated.n), part(deviations(holdout).yy, holdout.n)]);
}

export interface Adjusted extends Difference {
  /** Share of the variance that the weeks before explain. */
  readonly explained: number;
}

/**
 * The same with what members did before taken off (CUPED): the weeks before tell much of what somebody buys, and nothing of the offers that came
 * after. Undefined where they tell nothing.
 */
export function adjusted(treated: Moments, holdout: Moments): Adjusted | undefined {
  const [of, out] = [deviations(treated), deviations(holdout)];
  const xx = of.xx + out.xx;
  const yy = of.yy + out.yy;
  if (xx === 0 || yy === 0) return undefined;
  const theta = (of.xy + out.xy) / xx;
  const left = (one: typeof of): number => Math.max(0, one.yy - 2 * theta * one.xy + theta * theta * one.xx);
  const before = treated.x / treated.n - holdout.x / holdout.n;
  const shifted = meanOf(treated) - meanOf(holdout) - theta * before;
  const result = welch(shifted, [part(left(of), treated.n), part(left(out), holdout.n)]);
  return { ...result, explained: 1 - (left(of) + left(out)) / yy };
}

interface Part {
  /** Variance of the mean. */
  readonly variance: number;
  readonly degrees: number;
}

const part = (squares: number, n: number): Part => ({ variance: n < 2 ? 0 : squares / (n - 1) / n, degrees: Math.max(1, n - 1) });

function welch(mean: number, parts: readonly [Part, Part]): Difference {
  const variance = parts[0].variance + parts[1].variance;
  const error = Math.sqrt(variance);
  const spread = parts.reduce((sum, one) => sum + one.variance ** 2 / one.degrees, 0);
  const half = spread === 0 ? 0 : t975(variance ** 2 / spread) * error;
  return { difference: mean, low: mean - half, high: mean + half, smallestDetectable: DETECTABLE_ERRORS * error };
}
