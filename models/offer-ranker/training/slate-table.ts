import type { OfferLog } from '../../offer-log/log.ts';
import { featuresOf, rowOf } from '../features/feature-rows.ts';
import { FEATURE_NAMES } from '../features/table.ts';
import { windBack } from '../history/wind-back.ts';
import { countRuleOf } from '../network/count-rule.ts';
import type { TrainingRows } from './rows.ts';

/** Every slate of a log with the features that its offers had when it was shown: made once, whatever is trained and evaluated on it. */
export interface SlateTable {
  readonly width: number;
  /** Row by row. */
  readonly features: Float32Array;
  /** Per row: what the count rule makes of it. */
  readonly rule: Float64Array;
  /** Per row: how likely it was really among what the member got; 1 where the log tells. */
  readonly shownShare: Float32Array;
  /** Per row; Infinity is never. */
  readonly redeemedAt: Float64Array;
  /** Where each slate begins in the rows, and last where the last one ends; slates by time. */
  readonly offsets: Uint32Array;
  /** Per slate. */
  readonly shownAt: Float64Array;
  /** Per slate: whose, as a number from 0. */
  readonly members: Uint32Array;
  readonly memberCount: number;
  /** Per slate: 1 where the member had redeemed nothing before. */
  readonly cold: Uint8Array;
  /** Ms epoch of the first purchase; minus infinity where there is none. */
  readonly purchasesFrom: number;
}

export type OnSlate = (done: number, slates: number) => void;

/** Offers that were candidates and were not shown have features, for the others are compared with them; they are no rows: nobody knows of them. */
export function slateTable(log: OfferLog, onSlate?: OnSlate): SlateTable {
  const width = FEATURE_NAMES.length;
  const shown = log.slates.reduce((sum, { candidates }) => sum + candidates.filter((candidate) => candidate.shown).length, 0);
  const features = new Float32Array(shown * width);
  const rule = new Float64Array(shown);
  const shownShare = new Float32Array(shown);
  const redeemedAt = new Float64Array(shown).fill(Number.POSITIVE_INFINITY);
  const offsets = new Uint32Array(log.slates.length + 1);
  const shownAt = new Float64Array(log.slates.length);
  const members = new Uint32Array(log.slates.length);
  const cold = new Uint8Array(log.slates.length);
  const numbers = new Map<string, number>();
  let [number, row] = [0, 0];
  for (const { slate, history, moment, prepared, places } of windBack(log)) {
    const slateFeatures = featuresOf(prepared, history, moment, places);
    const numbersOfRule = countRuleOf(prepared, slateFeatures.tally, places);
    for (const [index, candidate] of slate.candidates.entries()) {
      if (!candidate.shown) continue;
      features.set(rowOf(prepared, slateFeatures, places, index), row * width);
      rule[row] = numbersOfRule[index] ?? 0;
      shownShare[row] = candidate.shownShare;
      if (candidate.redeemedAt !== undefined) redeemedAt[row] = candidate.redeemedAt;
      row += 1;
    }
    if (!numbers.has(slate.memberId)) numbers.set(slate.memberId, numbers.size);
    members[number] = numbers.get(slate.memberId) ?? 0;
    shownAt[number] = slate.shownAt;
    cold[number] = history.offers.some(({ redeemedDaysAgo }) => redeemedDaysAgo !== undefined) ? 0 : 1;
    number += 1;
    offsets[number] = row;
    onSlate?.(number, log.slates.length);
  }
  return {
    width,
    features,
    rule,
    shownShare,
    redeemedAt,
    offsets,
    shownAt,
    members,
    memberCount: numbers.size,
    cold,
    purchasesFrom: log.purchases[0]?.at ?? Number.NEGATIVE_INFINITY,
  };
}

/** Slates `from` until before `to`; redemptions at `knownUntil` or later had not happened yet. */
export function rowsOf(table: SlateTable, from: number, to: number, knownUntil: number): TrainingRows {
  const [first, last] = [table.offsets[from] ?? 0, table.offsets[to] ?? 0];
  return {
    width: table.width,
    features: table.features.subarray(first * table.width, last * table.width),
    labels: Uint8Array.from(table.redeemedAt.subarray(first, last), (at) => (at < knownUntil ? 1 : 0)),
    offsets: table.offsets.slice(from, to + 1).map((offset) => offset - first),
  };
}

/** The first slate that was shown at a moment or later. */
export function firstSlateAt({ shownAt }: SlateTable, at: number): number {
  const found = shownAt.findIndex((shown) => shown >= at);
  return found < 0 ? shownAt.length : found;
}
