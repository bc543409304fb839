import type { FactDraft } from '../../../contract/facts/fact.ts';
import type { RankerKind } from '../../../contract/offers/ranking-record.ts';
import type { StateChange } from '../../ports/journal.ts';

/** An offer that was shown, as the head of the shop learns from it. */
export interface Lesson {
  readonly decisionId: string;
  readonly subject: string;
  /** ms epoch */
  readonly shownAt: number;
  /** From when on it can no longer be redeemed: the offer ended, or the time that a redemption is credited to it. */
  readonly closesAt: number;
  readonly embedding: Float32Array;
  /** Of being shown; its inverse weighs the lesson where policies are compared. */
  readonly propensity: number;
  /** What ordered the offers, the model that embedded this one, and the snapshot of the head that was served. */
  readonly ranker: RankerKind;
  readonly model: string;
  readonly head?: string;
  /** As it was served, and as what is on trial would have served it. */
  readonly chance: number;
  readonly shadowChance?: number;
  /** Whether what is on trial would have shown this offer, too: 1 or 0. */
  readonly shadowShare?: number;
  /** The place of the offer among all that might have been shown, by what was served and by what is on trial; 1 is the best. */
  readonly ranks?: { readonly served: number; readonly shadow: number };
}

/**
 * Learning from what was shown: each outcome counts once, by the decision, however often it is told. All changes it returns are written with
 * the facts that they follow from.
 */
export interface Learning {
  shown(lesson: Lesson): readonly StateChange[];
  redeemed(decisionId: string, t: number): readonly StateChange[];
  /** Does a slice of what is due, a few ms at most; what changed is to be written. */
  work(now: number): { readonly changes: readonly StateChange[]; readonly facts: readonly FactDraft[] };
  /** Back to the snapshot before the one that is served; undefined where there is none. */
  rollBack(now: number, by: string): { readonly changes: readonly StateChange[]; readonly facts: readonly FactDraft[] } | undefined;
  forget(subject: string): void;
}
