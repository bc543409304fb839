import type { Interval } from '../../../models/offer-ranker/network/card.ts';

/** Student's t for 95 %, by degrees of freedom from 1; beyond the table it hardly differs from the normal distribution's. */
const STUDENT = [
  12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093,
];

/** Mean over seeds and its 95 % interval; of one seed there is no interval. */
export function intervalOf(values: readonly number[]): Interval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return [mean, mean, mean];
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const reach = (STUDENT[count - 2] ?? 2) * Math.sqrt(variance / count);
  return [mean - reach, mean, mean + reach];
}
