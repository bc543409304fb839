/** What is learned from: slates as units, their rows as one long table. */
export interface TrainingRows {
  /** Features per row. */
  readonly width: number;
  /** Row by row. */
  readonly features: Float32Array;
  readonly labels: Uint8Array;
  /** Where each slate begins in the rows, and last where the last one ends. */
  readonly offsets: Uint32Array;
}

export function rowCount(rows: TrainingRows): number {
  return rows.labels.length;
}

export function wasRedeemed(rows: TrainingRows, slate: number): boolean {
  return rows.labels.subarray(rows.offsets[slate], rows.offsets[slate + 1]).includes(1);
}
