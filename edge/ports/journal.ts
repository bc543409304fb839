import type { Fact, FactDraft } from '../../contract/facts/fact.ts';

/** A change of hot state that must stand or fall with the facts it belongs to. `undefined` removes the key. */
export interface StateChange {
  readonly key: string;
  readonly value: object | undefined;
}

export interface JournalPosition {
  readonly epoch: string;
  readonly sequence: number;
}

export interface JournalStats {
  readonly facts: number;
  readonly bytes: number;
}

/**
 * The shop's memory of what happened. `append` numbers the facts, writes them and the state changes in one transaction, and resolves
 * only after they are on disk (fsync, group commit). It rejects with JRN_FULL or JRN_WRITE_FAILED, and then nothing was written.
 */
export interface Journal {
  append(drafts: readonly FactDraft[], changes?: readonly StateChange[]): Promise<readonly Fact[]>;
  /** Up to `limit` facts after `position` (from the oldest when undefined), in order of epoch and sequence. */
  read(position: JournalPosition | undefined, limit: number): readonly Fact[];
  /** Forgets the facts of `epoch` up to and with `sequence`. Resolves when that is on disk. */
  trim(position: JournalPosition): Promise<void>;
  /**
   * Puts a `void` fact in the place of each fact of the subject, with the same number; what tells of an erasure stays. Resolves with how many
   * those were when that is on disk.
   */
  redact(subject: string): Promise<number>;
  /** Hot state under a key prefix, as last committed. */
  state(prefix: string): readonly { readonly key: string; readonly value: object }[];
  stats(): JournalStats;
  /** Epochs that still hold facts, oldest first. */
  epochs(): readonly string[];
  close(): Promise<void>;
}
