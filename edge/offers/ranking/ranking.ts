import type { Contributions, Fallback } from '../../../contract/facts/offer-facts.ts';
import type { RankerKind } from '../../../contract/offers/ranking-record.ts';
import type { MemberHistory, Moment } from '../../../models/offer-ranker/features/inputs.ts';
import type { StandardHeads } from '../learning/standard-heads.ts';

/** Orders offers for one member and moment. Never throws: what the model cannot score the count rule orders, and `fallback` says why. */
export interface Ranking {
  /** Scores these offers of the book, by their place in it. */
  rank(history: MemberHistory, moment: Moment, places: readonly number[]): Ranked;
}

/** One entry of each list per offer, in the order of the places that were asked for. */
export interface Ranked {
  readonly ranker: RankerKind;
  readonly fallback?: Fallback;
  readonly model: string;
  /** Snapshot of what the shop learnt. */
  readonly head?: string;
  /** Mean chance of redemption. By the count rule: calibrated no further than that more counts are more. */
  readonly chances: Float32Array;
  /** What orders the offers of equal value, and all of them under the count rule: higher is better, comparable within the slate. */
  readonly rule: Float64Array;
  /** What is on trial, and its chances. */
  readonly shadow?: { readonly version: string; readonly chances: Float32Array };
  /**
   * Chances under heads drawn from the posterior, heads × asked, for a few of the offers (by index into `chances`). Without a posterior every
   * draw is the mean.
   */
  draw(asked: readonly number[], heads: StandardHeads): Float32Array;
  /** What the head learns from when this offer is shown (by index into `chances`). */
  embedding(index: number): Float32Array;
  /** In words of the shop, adding up to the log-odds. */
  contributions(index: number): Contributions['parts'];
}
