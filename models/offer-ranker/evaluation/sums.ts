import type { Measures } from '../network/card.ts';
import { binsOf, CALIBRATION_BINS, rowLoss } from './calibration.ts';
import { rankings, type SlateRanking } from './ranking.ts';
import { auc, type Sorted, sorted } from './roc.ts';
import { type Scores, type ShownSlates, slateCount } from './slates.ts';

const RANKED = ['hitAt1', 'hitAt3', 'ndcgAt3', 'ndcgAt5'] as const satisfies readonly (keyof SlateRanking)[];

/** What each member adds to every measure: a resample of the members costs additions, not another evaluation. */
export interface MemberSums {
  /** Slates with something to rank, and the sums of what was reached in them. */
  readonly ranked: Float64Array;
  readonly reached: Readonly<Record<(typeof RANKED)[number], Float64Array>>;
  readonly coldRanked: Float64Array;
  readonly coldNdcgAt5: Float64Array;
  readonly all: Sorted;
  readonly cold: Sorted;
  /** Undefined for a rule that gives no chances. */
  readonly chances?: {
    readonly rows: Float64Array;
    readonly loss: Float64Array /** Per tenth of the rows: forecast minus redeemed. */;
    readonly bins: readonly Float64Array[];
  };
}

export function memberSums(slates: ShownSlates, scores: Scores): MemberSums {
  const column = (): Float64Array => new Float64Array(slates.memberCount);
  const sums = {
    ranked: column(),
    reached: { hitAt1: column(), hitAt3: column(), ndcgAt3: column(), ndcgAt5: column() },
    coldRanked: column(),
    coldNdcgAt5: column(),
  };
  rankings(slates, scores.order).forEach((ranking, slate) => {
    if (!ranking) return;
    const member = slates.members[slate] ?? 0;
    add(sums.ranked, member, 1);
    for (const measure of RANKED) add(sums.reached[measure], member, ranking[measure]);
    if (slates.cold[slate] !== 1) return;
    add(sums.coldRanked, member, 1);
    add(sums.coldNdcgAt5, member, ranking.ndcgAt5);
  });
  return {
    ...sums,
    all: sorted(slates, scores.order),
    cold: sorted(slates, scores.order, 'cold'),
    ...(scores.chances ? { chances: chanceSums(slates, scores.chances) } : {}),
  };
}

/** The measures where each member counts as often as `weights` says; all 1 for the measures themselves. */
export function measuresOf(sums: MemberSums, weights: Float64Array): Measures {
  const ranked = dot(sums.ranked, weights);
  const mean = (column: Float64Array): number | null => ratio(dot(column, weights), ranked);
  const { chances } = sums;
  const rows = chances ? dot(chances.rows, weights) : 0;
  return {
    auc: auc(sums.all, weights),
    logLoss: chances ? ratio(dot(chances.loss, weights), rows) : null,
    ece: chances
      ? ratio(
          chances.bins.reduce((sum, bin) => sum + Math.abs(dot(bin, weights)), 0),
          rows,
        )
      : null,
    hitAt1: mean(sums.reached.hitAt1),
    hitAt3: mean(sums.reached.hitAt3),
    ndcgAt3: mean(sums.reached.ndcgAt3),
    ndcgAt5: mean(sums.reached.ndcgAt5),
    coldAuc: auc(sums.cold, weights),
    coldNdcgAt5: ratio(dot(sums.coldNdcgAt5, weights), dot(sums.coldRanked, weights)),
  };
}

/** How much more NDCG@5 the one reaches than the other. */
export function ndcgAt5Over(better: MemberSums, worse: MemberSums, weights: Float64Array): number | null {
  return ratio(dot(better.reached.ndcgAt5, weights) - dot(worse.reached.ndcgAt5, weights), dot(better.ranked, weights));
}

function chanceSums(slates: ShownSlates, chances: Float64Array): NonNullable<MemberSums['chances']> {
  const column = (): Float64Array => new Float64Array(slates.memberCount);
  const sums = { rows: column(), loss: column(), bins: Array.from({ length: CALIBRATION_BINS }, () => column()) };
  const bins = binsOf(chances);
  for (let slate = 0; slate < slateCount(slates); slate += 1) {
    const member = slates.members[slate] ?? 0;
    for (let row = slates.offsets[slate] ?? 0; row < (slates.offsets[slate + 1] ?? 0); row += 1) {
      const [chance, label] = [chances[row] ?? 0, slates.labels[row] ?? 0];
      add(sums.rows, member, 1);
      add(sums.loss, member, rowLoss(chance, label));
      const bin = sums.bins[bins[row] ?? 0];
      if (bin) add(bin, member, chance - label);
    }
  }
  return sums;
}

function add(column: Float64Array, index: number, value: number): void {
  column[index] = (column[index] ?? 0) + value;
}

function dot(column: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < column.length; index += 1) sum += (column[index] ?? 0) * (weights[index] ?? 0);
  return sum;
}

function ratio(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
