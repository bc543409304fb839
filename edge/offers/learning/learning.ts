import type { FactDraft } from '../../../contract/facts/fact.ts';
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
  /** As it was served, and as what is on trial would have served it. */
  readonly chance: number;
  readonly shadowChance?: number;
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
