import { mean } from './clustered.ts';
import type { LoggedChoice, Policy } from './log.ts';

/** What a log says of a policy, row by row. */
export interface Weighed {
  readonly rewards: Float64Array;
  /** How much more likely the policy is to choose what was chosen than the log was. */
  readonly weights: Float64Array;
  /** Inverse propensity: weight × reward. */
  readonly inverse: Float64Array;
  /** Doubly robust: what the model expects of the policy, and what the log corrects it by. */
  readonly doublyRobust: Float64Array;
  readonly meanWeight: number;
  /** Kish: how many rows of equal weight would tell as much. */
  readonly effectiveSampleSize: number;
  /** What was earned, in rewards of the largest weight: those of light rows tell nothing of the rows that count most. */
  readonly effectiveRewards: number;
  readonly largestWeight: number;
  /** Of what the policy would choose, the share that the log could have chosen: 1 as far as the log does not tell. */
  readonly covered: number;
}

/** Rows whose chosen candidate has no propensity weigh nothing; `refusalsOf` refuses such a log. */
export function weigh<Row extends LoggedChoice>(log: readonly Row[], policy: Policy<Row>): Weighed {
  const rewards = Float64Array.from(log, ({ reward }) => reward);
  const weights = new Float64Array(log.length);
  const inverse = new Float64Array(log.length);
  const doublyRobust = new Float64Array(log.length);
  const covered = new Float64Array(log.length);
  log.forEach((row, index) => {
    const chances = policy(row);
    const propensity = row.propensities[row.chosen] ?? 0;
    const weight = propensity > 0 ? (chances[row.chosen] ?? 0) / propensity : 0;
    let direct = 0;
    let missed = 0;
    row.propensities.forEach((logged, candidate) => {
      const chance = chances[candidate] ?? 0;
      direct += chance * (row.expected[candidate] ?? 0);
      if (logged === 0) missed += chance;
    });
    weights[index] = weight;
    inverse[index] = weight * row.reward;
    doublyRobust[index] = direct + weight * (row.reward - (row.expected[row.chosen] ?? 0));
    covered[index] = 1 - missed;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  const earned = inverse.reduce((total, one) => total + Math.abs(one), 0);
  const largestWeight = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return {
    rewards,
    weights,
    inverse,
    doublyRobust,
    meanWeight: mean(weights),
    effectiveSampleSize: squares === 0 ? 0 : (sum * sum) / squares,
    effectiveRewards: largestWeight === 0 ? 0 : earned / largestWeight,
    largestWeight,
    covered: mean(covered),
  };
}
