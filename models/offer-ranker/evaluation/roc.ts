import { type ShownSlates, slateCount } from './slates.ts';

/** Rows from the lowest score to the highest, equal ones next to each other. */
export interface Sorted {
  readonly labels: Uint8Array;
  readonly members: Uint32Array;
  /** 1 where a row has another score than the one before it. */
  readonly starts: Uint8Array;
}

/** Every row, or only those of members who had redeemed nothing before. */
export function sorted(slates: ShownSlates, order: Float64Array, which: 'all' | 'cold' = 'all'): Sorted {
  const slateOf = new Uint32Array(order.length);
  for (let slate = 0; slate < slateCount(slates); slate += 1) slateOf.fill(slate, slates.offsets[slate], slates.offsets[slate + 1]);
  const rows = Uint32Array.from(order.keys())
    .filter((row) => which === 'all' || slates.cold[slateOf[row] ?? 0] === 1)
    .sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
  return {
    labels: Uint8Array.from(rows, (row) => slates.labels[row] ?? 0),
    members: Uint32Array.from(rows, (row) => slates.members[slateOf[row] ?? 0] ?? 0),
    starts: Uint8Array.from(rows, (row, index) => (index === 0 || order[row] !== order[rows[index - 1] ?? 0] ? 1 : 0)),
  };
}

/**
 * How often a redeemed row has the higher score of the two, ties counting half; `weights` is how often each member counts. Null where
 * there is no such pair.
 */
export function auc({ labels, members, starts }: Sorted, weights: Float64Array): number | null {
  let [pairs, lost, won, tiedLost, tiedWon] = [0, 0, 0, 0, 0];
  for (let index = 0; index < labels.length; index += 1) {
    if (starts[index] === 1) {
      pairs += tiedWon * (lost + tiedLost / 2);
      lost += tiedLost;
      won += tiedWon;
      tiedLost = 0;
      tiedWon = 0;
    }
    const weight = weights[members[index] ?? 0] ?? 0;
    if (labels[index] === 1) tiedWon += weight;
    else tiedLost += weight;
  }
  pairs += tiedWon * (lost + tiedLost / 2);
  const all = (won + tiedWon) * (lost + tiedLost);
  return all === 0 ? null : pairs / all;
}

/** Of the rows not redeemed, and of the redeemed, how many score at least as much: about `points` steps, from none to all. */
export function rocCurve({ labels, starts }: Sorted, points = 200): [number, number][] {
  const steps: [number, number][] = [[0, 0]];
  let [lost, won] = [0, 0];
  for (let index = labels.length - 1; index >= 0; index -= 1) {
    if (labels[index] === 1) won += 1;
    else lost += 1;
    if (starts[index] === 1) steps.push([lost, won]);
  }
  const every = Math.max(1, Math.floor(steps.length / points));
  return steps
    .filter((_, index) => index % every === 0 || index === steps.length - 1)
    .map(([x, y]) => [x / Math.max(1, lost), y / Math.max(1, won)]);
}
