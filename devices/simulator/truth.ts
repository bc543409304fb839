/** From `t` until the next row of the same mobile it was in `zone`; `out` when in none. */
export interface TruthRow {
  readonly mobile: string;
  readonly t: number;
  readonly zone: string;
}

/** The truth file that `presence --truth` and the shop stories read. */
export function truthCsv(rows: readonly TruthRow[]): string {
  return ['mobile,t,zone', ...rows.map((row) => `${row.mobile},${row.t},${row.zone}`), ''].join('\n');
}
