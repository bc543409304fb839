import { standardised } from '../network/standardised.ts';
import type { NetworkWeights } from '../network/weights.ts';
import { rowCount, type TrainingRows } from './rows.ts';

export type Standard = Pick<NetworkWeights, 'mean' | 'scale' | 'median'>;

/** Keeps the scale of what hardly varies finite. */
const LEAST_DEVIATION = 1e-4;

/** What each feature is like over all rows; what is missing counts as the median. A feature that never varies gets scale 0. */
export function standardOf(rows: TrainingRows): Standard {
  const { width, features } = rows;
  const count = rowCount(rows);
  const standard = { mean: new Float32Array(width), scale: new Float32Array(width), median: new Float32Array(width) };
  const column = new Float32Array(count);
  for (let feature = 0; feature < width; feature += 1) {
    for (let row = 0; row < count; row += 1) column[row] = features[row * width + feature] ?? Number.NaN;
    const known = column.filter(Number.isFinite).sort();
    if (known.length === 0) continue;
    const median = known[known.length >> 1] ?? 0;
    const missing = count - known.length;
    let sum = missing * median;
    for (const value of known) sum += value;
    const mean = sum / count;
    let squares = missing * (median - mean) ** 2;
    for (const value of known) squares += (value - mean) ** 2;
    const varies = known[0] !== known.at(-1);
    standard.median[feature] = median;
    standard.mean[feature] = mean;
    standard.scale[feature] = varies ? 1 / (Math.sqrt(squares / count) + LEAST_DEVIATION) : 0;
  }
  return standard;
}

/** Writes row `row` of `features`, standardised, into `target` from `at` on. */
export function standardiseRow(features: Float32Array, row: number, standard: Standard, target: Float32Array, at: number): void {
  const width = standard.mean.length;
  for (let feature = 0; feature < width; feature += 1) {
    target[at + feature] = standardised(standard, feature, features[row * width + feature] ?? Number.NaN);
  }
}
