/** What can be chosen is chosen at least so often: no weight of an off-policy estimate is above its inverse. */
export const LEAST_PROPENSITY = 0.01;
/** The share for exploring evenly goes to so many of the best. */
const MOST_EXPLORED = 5;

export interface Choice {
  readonly index: number;
  /** Exact probability of each to be chosen. */
  readonly propensities: readonly number[];
}

/** Which of `count` offers, best first, each drawn head would show: the first of those with the highest value. `values`: heads × count. */
export function winnersOf(values: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: count === 0 ? 0 : values.length / count }, (_, head) => {
    const from = head * count;
    let best = 0;
    for (let index = 1; index < count; index += 1) if ((values[from + index] ?? 0) > (values[from + best] ?? 0)) best = index;
    return best;
  });
}

/** A share below the floor cannot be given to any offer without falling below it: then nothing is explored evenly. */
export function shareOf(exploreShare: number): number {
  return exploreShare < LEAST_PROPENSITY ? 0 : exploreShare;
}

/**
 * With the share of exploring one of the best five, evenly; otherwise what one of the heads shows (Thompson sampling), drawn evenly too. Heads
 * whose offer too few others show count for the best offer, so that no propensity is above 0 and below the floor. `winners`: the place of the
 * offer that each head shows; `candidates`: how many offers there are, best first.
 */
export function choose(candidates: number, winners: readonly number[], exploreShare: number, unit: () => number): Choice | undefined {
  if (candidates === 0) return undefined;
  const share = shareOf(exploreShare);
  const explored = Math.min(candidates, MOST_EXPLORED, Math.max(1, Math.floor(share / LEAST_PROPENSITY + 1e-9)));
  const shown = gathered(winners, share);
  const propensities = Array.from({ length: candidates }, (_, index) => (index < explored ? share / explored : 0));
  for (const index of shown) propensities[index] = (propensities[index] ?? 0) + (1 - share) / shown.length;
  const even = unit() < share;
  const index = even ? Math.floor(unit() * explored) : (shown[Math.floor(unit() * shown.length)] ?? 0);
  return { index, propensities };
}

function gathered(winners: readonly number[], share: number): readonly number[] {
  if (winners.length === 0) return [0];
  const least = Math.ceil((LEAST_PROPENSITY * winners.length) / (1 - share));
  const counts = countsOf(winners);
  const kept = winners.map((index) => ((counts.get(index) ?? 0) < least ? 0 : index));
  const [favourite = 0] = [...countsOf(kept)].sort(([a, m], [b, n]) => n - m || a - b)[0] ?? [];
  // Without an even share the best offer itself may be one that too few heads show.
  const isRare = share === 0 && (countsOf(kept).get(0) ?? 0) < least;
  return isRare ? kept.map((index) => (index === 0 ? favourite : index)) : kept;
}

function countsOf(indices: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const index of indices) counts.set(index, (counts.get(index) ?? 0) + 1);
  return counts;
}
