import { beyond } from './quantiles.ts';

export interface SampleRatio {
  /** Share of the holdout as it was drawn, and as it is. */
  readonly expected: number;
  readonly actual: number;
  /** How often chance alone would be as far off. */
  readonly chance: number;
  /** Members are missing from one arm: nothing may be read from the figures. */
  readonly isBroken: boolean;
}

/** Rarer than this it is no chance: looked at every day for years it would cry wolf once or twice. */
const BROKEN_BELOW = 0.001;

/** Whether the arms are as large as they were drawn: a test that every figure has to pass before it is believed. */
export function sampleRatio(treated: number, holdout: number, expected: number): SampleRatio {
  const n = treated + holdout;
  const actual = n === 0 ? 0 : holdout / n;
  const error = Math.sqrt((expected * (1 - expected)) / Math.max(1, n));
  const chance = error === 0 || n === 0 ? 1 : beyond((actual - expected) / error);
  return { expected, actual, chance, isBroken: chance < BROKEN_BELOW };
}
