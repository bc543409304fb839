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

/** Chooses the best for certain; of equals the first. */
export function greedy(scores: ArrayLike<number>): readonly number[] {
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  return Array.from({ length: scores.length }, (_, index) => (index === best ? 1 : 0));
}
