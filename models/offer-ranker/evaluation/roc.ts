import { type ShownSlates, slateCount } from './slates.ts';

/** Rows from the lowest score to the highest, in the form that a thousand resamples are fast in: most rows were not redeemed. */
export interface Sorted {
  /** Whose the rows are that were not redeemed. */
  readonly lost: Uint32Array;
  readonly steps: readonly Step[];
}

/** Redeemed rows of one score: all of `lost` before `from` score less, those up to `to` the same. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly members: readonly number[];
}

/** Every row, or only those of members who had redeemed nothing before. */
export function sorted(slates: ShownSlates, order: Float64Array, which: 'all' | 'cold' = 'all'): Sorted {
  const slateOf = new Uint32Array(order.length);
  for (let slate = 0; slate < slateCount(slates); slate += 1) slateOf.fill(slate, slates.offsets[slate], slates.offsets[slate + 1]);
  const rows = Uint32Array.from(order.keys())
    .filter((row) => which === 'all' || slates.cold[slateOf[row] ?? 0] === 1)
    .sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
  const lost: number[] = [];
  const steps: Step[] = [];
  for (let start = 0; start < rows.length; ) {
    const score = order[rows[start] ?? 0];
    const from = lost.length;
    const members: number[] = [];
    for (; start < rows.length && order[rows[start] ?? 0] === score; start += 1) {
      const row = rows[start] ?? 0;
      (slates.labels[row] === 1 ? members : lost).push(slates.members[slateOf[row] ?? 0] ?? 0);
    }
    if (members.length > 0) steps.push({ from, to: lost.length, members });
  }
  return { lost: Uint32Array.from(lost), steps };
}

/**
 * How often a redeemed row has the higher score of the two, ties counting half; `weights` is how often each member counts. Null where
 * there is no such pair.
 */
export function auc({ lost, steps }: Sorted, weights: Float64Array): number | null {
  let [pairs, below, won, place] = [0, 0, 0, 0];
  for (const { from, to, members } of steps) {
    const redeemed = members.reduce((sum, member) => sum + (weights[member] ?? 0), 0);
    below += weightOf(lost, place, from, weights);
    const tied = weightOf(lost, from, to, weights);
    pairs += redeemed * (below + tied / 2);
    won += redeemed;
    below += tied;
    place = to;
  }
  const all = won * (below + weightOf(lost, place, lost.length, weights));
  return all === 0 ? null : pairs / all;
}

function weightOf(members: Uint32Array, from: number, to: number, weights: Float64Array): number {
  let sum = 0;
  for (let place = from; place < to; place += 1) sum += weights[members[place] ?? 0] ?? 0;
  return sum;
}

/** Of the rows not redeemed, and of the redeemed, how many score at least as much: from none to all. */
export function rocCurve({ lost, steps }: Sorted): [number, number][] {
  const redeemed = steps.reduce((sum, { members }) => sum + members.length, 0);
  const curve: [number, number][] = [[1, 1]];
  let won = 0;
  for (const { from, to, members } of steps) {
    curve.push([share(lost.length - from, lost.length), share(redeemed - won, redeemed)]);
    won += members.length;
    curve.push([share(lost.length - to, lost.length), share(redeemed - won, redeemed)]);
  }
  return [...curve, [0, 0]].reverse() as [number, number][];
}

function share(count: number, of: number): number {
  return of === 0 ? 0 : count / of;
}
