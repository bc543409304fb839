export interface Interval {
  readonly mean: number;
  /** 95 % confidence, by Student's t over the seeds; undefined of a single one. */
  readonly low?: number;
  readonly high?: number;
  readonly n: number;
}

/** Two-sided 97.5 % points of Student's t; beyond the table 1.96 + 2.4 / degrees of freedom, which is right to 0.001. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093,
];

export function interval(values: readonly number[]): Interval | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, n };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = (T[n - 2] ?? 1.96 + 2.4 / (n - 1)) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half, n };
}
