import { clustered, type Estimate, mean } from './clustered.ts';
import type { LoggedChoice, Policy } from './log.ts';
import { LIMITS, type Limits, type Refused, refusalsOf } from './refusals.ts';
import { type Weighed, weigh } from './weights.ts';

/** What a policy would have earned per decision on a log that another policy gathered. */
export interface Evaluation {
  readonly rows: number;
  readonly members: number;
  /** Inverse propensity, self-normalised inverse propensity, and doubly robust with the expectations in the log. */
  readonly ips: Estimate;
  readonly snips: Estimate;
  readonly doublyRobust: Estimate;
  readonly effectiveSampleSize: number;
  readonly effectiveRewards: number;
  readonly largestWeight: number;
  readonly meanWeight: number;
  /** Not empty: the figures are told, and must not be believed. */
  readonly refused: readonly Refused[];
}

export function evaluate<Row extends LoggedChoice>(log: readonly Row[], policy: Policy<Row>, limits: Limits = LIMITS): Evaluation {
  return evaluationOf(log, weigh(log, policy), limits);
}

export function evaluationOf(log: readonly LoggedChoice[], weighed: Weighed, limits: Limits): Evaluation {
  const members = log.map(({ member }) => member);
  const { inverse, doublyRobust, effectiveSampleSize, effectiveRewards, largestWeight, meanWeight } = weighed;
  const of = (values: Float64Array): Estimate => {
    const value = mean(values);
    return clustered(
      value,
      values.map((one) => one - value),
      members,
    );
  };
  return {
    rows: log.length,
    members: new Set(members).size,
    ips: of(inverse),
    snips: clustered(snipsOf(weighed), snipsInfluences(weighed), members),
    doublyRobust: of(doublyRobust),
    effectiveSampleSize,
    effectiveRewards,
    largestWeight,
    meanWeight,
    refused: refusalsOf(log, weighed, limits),
  };
}

export function snipsOf({ inverse, meanWeight }: Weighed): number {
  return meanWeight === 0 ? 0 : mean(inverse) / meanWeight;
}

/** Of a ratio of means, to first order. */
export function snipsInfluences(weighed: Weighed): Float64Array {
  const value = snipsOf(weighed);
  const { weights, rewards, meanWeight } = weighed;
  return weights.map((weight, row) => (meanWeight === 0 ? 0 : (weight * ((rewards[row] ?? 0) - value)) / meanWeight));
}
