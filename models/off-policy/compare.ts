import { clustered, type Estimate, mean } from './clustered.ts';
import { type Evaluation, evaluationOf, snipsInfluences, snipsOf } from './evaluate.ts';
import type { LoggedChoice, Policy } from './log.ts';
import { LIMITS, type Limits, type Refused } from './refusals.ts';
import { weigh } from './weights.ts';

/** `undecided`: the log can tell, and the interval holds both more and less; `refused`: the log cannot tell. */
export type Verdict = 'better' | 'worse' | 'undecided' | 'refused';

export interface PolicyComparison {
  readonly candidate: Evaluation;
  readonly against: Evaluation;
  /** Candidate minus the other, row by row of the same log, so that what both share cancels out. */
  readonly difference: { readonly ips: Estimate; readonly snips: Estimate; readonly doublyRobust: Estimate };
  /** By the doubly robust difference. */
  readonly verdict: Verdict;
  readonly refused: readonly Refused[];
}

/** Two policies on a log that a third, or one of them, gathered. */
export function compare<Row extends LoggedChoice>(
  log: readonly Row[],
  candidate: Policy<Row>,
  against: Policy<Row>,
  limits: Limits = LIMITS,
): PolicyComparison {
  const members = log.map(({ member }) => member);
  const [first, second] = [weigh(log, candidate), weigh(log, against)];
  const [one, other] = [evaluationOf(log, first, limits), evaluationOf(log, second, limits)];
  const paired = (a: Float64Array, b: Float64Array): Estimate => {
    const differences = a.map((value, row) => value - (b[row] ?? 0));
    const value = mean(differences);
    return clustered(
      value,
      differences.map((difference) => difference - value),
      members,
    );
  };
  const [mine, theirs] = [snipsInfluences(first), snipsInfluences(second)];
  const snips = clustered(
    snipsOf(first) - snipsOf(second),
    mine.map((influence, row) => influence - (theirs[row] ?? 0)),
    members,
  );
  const doublyRobust = paired(first.doublyRobust, second.doublyRobust);
  const refused = [...one.refused, ...other.refused.filter(({ words }) => one.refused.every((known) => known.words !== words))];
  return {
    candidate: one,
    against: other,
    difference: { ips: paired(first.inverse, second.inverse), snips, doublyRobust },
    verdict: refused.length > 0 ? 'refused' : verdictOf(doublyRobust),
    refused,
  };
}

function verdictOf({ low, high }: Estimate): Verdict {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'undecided';
}
