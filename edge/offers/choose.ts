export interface Choice {
  readonly index: number;
  readonly explored: boolean;
  /** Exact probability with which this index is chosen, exploring or not. */
  readonly propensity: number;
}

/**
 * Epsilon-greedy: with `exploreShare` one of all, drawn evenly, otherwise the best (of equals the first). The propensity counts both ways to
 * the same offer: share/n, plus 1 − share for the best.
 */
export function choose(scores: ArrayLike<number>, exploreShare: number, unit: () => number): Choice | undefined {
  const n = scores.length;
  if (n === 0) return undefined;
  let best = 0;
  for (let i = 1; i < n; i += 1) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
  const explored = unit() < exploreShare;
  const index = explored ? Math.min(n - 1, Math.floor(unit() * n)) : best;
  return { index, explored, propensity: exploreShare / n + (index === best ? 1 - exploreShare : 0) };
}
