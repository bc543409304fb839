import type { SlateTable } from '../training/slate-table.ts';

/** Moments, ms epoch: what is trained on what, and tested on what. */
export interface Split {
  /** Slates shown and redemptions dated before it are learned from. */
  readonly trainUntil: number;
  /** Slates shown from it on are ranked … */
  readonly testFrom: number;
  /** … and before this. */
  readonly testUntil: number;
}

/** This share of the moments at which slates were shown is ranked; what is before the first of them is only learned from. */
const TESTED_SHARE = 0.4;
const FOLDS = 3;

/**
 * Rolling origin: the latest moments at which slates were shown, in three folds one after the other, each ranked by what is trained on all
 * before it. A campaign that starts on one day is one moment and never in two folds.
 */
export function rollingSplits({ shownAt }: SlateTable): Split[] {
  const moments = [...new Set(shownAt)];
  const tested = Math.floor(moments.length * TESTED_SHARE);
  const starts = Array.from({ length: FOLDS }, (_, fold) => moments[moments.length - tested + Math.floor((fold * tested) / FOLDS)]);
  const known = [...new Set(starts.filter((start) => start !== undefined))];
  return known.map((start, fold) => ({ trainUntil: start, testFrom: start, testUntil: known[fold + 1] ?? Number.POSITIVE_INFINITY }));
}
