export interface Estimate {
  readonly value: number;
  /** 95 %, over members. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** Of the normal distribution: there are at least MIN_MEMBERS clusters wherever a verdict is given. */
const QUANTILE = 1.96;

/**
 * The interval of a mean, or of a ratio of means, that rows of the same member must not narrow: the sandwich estimator over sums per member of
 * each row's influence, which is how far the row pulls the value away from where it is.
 */
export function clustered(value: number, influences: ArrayLike<number>, members: readonly string[]): Estimate {
  const sums = new Map<string, number>();
  members.forEach((member, row) => {
    sums.set(member, (sums.get(member) ?? 0) + (influences[row] ?? 0));
  });
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  const clusters = sums.size;
  const standardError = clusters > 1 ? Math.sqrt((squares * clusters) / (clusters - 1)) / members.length : Number.POSITIVE_INFINITY;
  return { value, low: value - QUANTILE * standardError, high: value + QUANTILE * standardError, standardError };
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}
