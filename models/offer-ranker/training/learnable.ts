import type { TrainingRows } from './rows.ts';
import { firstSlateAt, rowsOf, type SlateTable } from './slate-table.ts';

const DAY_MS = 86_400_000;

/** Younger logs know too little of what members buy: slates from before that would teach that it does not matter. */
const LEAST_HISTORY_MS = 30 * DAY_MS;

/** What may be learned at a moment: slates shown before it that have purchases behind them, with the redemptions that had happened by then. */
export function learnable(table: SlateTable, until: number): TrainingRows {
  const end = firstSlateAt(table, until);
  const begin = firstSlateAt(table, table.purchasesFrom + LEAST_HISTORY_MS);
  return rowsOf(table, begin < end ? begin : 0, end, until);
}

export function redemptionCount(rows: TrainingRows): number {
  return rows.labels.reduce((sum, label) => sum + label, 0);
}
