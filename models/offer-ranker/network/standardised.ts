import type { NetworkWeights } from './weights.ts';

/** As far from the mean as a feature counts, in standard deviations. */
export const FARTHEST = 5;

/** What the network is given for one feature. */
export function standardised(
  { mean, scale, median }: Pick<NetworkWeights, 'mean' | 'scale' | 'median'>,
  feature: number,
  value: number,
): number {
  const known = Number.isFinite(value) ? value : (median[feature] ?? 0);
  const z = (known - (mean[feature] ?? 0)) * (scale[feature] ?? 0);
  return Math.max(-FARTHEST, Math.min(FARTHEST, z));
}
