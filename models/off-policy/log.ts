/** One decision of a log: what could have been chosen, what was, and what came of it. */
export interface LoggedChoice {
  /** Rows of one member are not independent: intervals are over members. */
  readonly member: string;
  /** Index into the candidates of what was chosen. */
  readonly chosen: number;
  /** Of each candidate: the probability with which it would have been chosen. Undefined where the log does not tell; that of the chosen one matters most. */
  readonly propensities: readonly (number | undefined)[];
  /** What came of the choice, such as 1 for a redemption, or what it earned. */
  readonly reward: number;
  /** Of each candidate: the reward that a model expects of it; what doubly robust estimates lean on. */
  readonly expected: ArrayLike<number>;
}

/** The probability with which a policy would choose each candidate of a row; they add up to 1. */
export type Policy<Row extends LoggedChoice = LoggedChoice> = (row: Row) => ArrayLike<number>;

/**
 * Chooses for certain the best of what the log had a chance to choose, of equals the first. A shop tries few of the offers that may be shown: what any of the others
 * would have come to, no log tells.
 */
export function greedyAmongTried({ propensities }: LoggedChoice, scores: ArrayLike<number>): readonly number[] {
  const tried = propensities.map((propensity, index) => (propensity === 0 ? Number.NEGATIVE_INFINITY : (scores[index] ?? 0)));
  const best = bestOf(tried);
  return tried.map((_, index) => (index === best ? 1 : 0));
}

/** Chooses as whoever gathered the log did. */
export function asLogged({ propensities }: LoggedChoice): readonly number[] {
  return propensities.map((propensity = 0) => propensity);
}

/** Of the rows, in how many the best of all was among what the log had a chance to choose. */
export function triedShare<Row extends LoggedChoice>(log: readonly Row[], scoresOf: (row: Row) => ArrayLike<number>): number {
  const tried = log.filter((row) => row.propensities[bestOf(scoresOf(row))] !== 0).length;
  return log.length === 0 ? 1 : tried / log.length;
}

function bestOf(scores: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  return best;
}
