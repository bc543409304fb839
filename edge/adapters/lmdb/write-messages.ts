/** Under which epoch and sequence, and the text; null removes. */
export type FactWrite = readonly [epoch: string, sequence: number, text: string | null];
export type StateWrite = readonly [key: string, text: string | null];

/** What is written in one transaction: all of it, or nothing. */
export interface WriteRequest {
  readonly facts: readonly FactWrite[];
  readonly state: readonly StateWrite[];
}

/** It is on disk; or why nothing of it was written. */
export type WriteAnswer = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export interface WriterData {
  readonly folder: string;
}
