/** Offers that were shown, slate after slate, as columns: half a million rows are nothing unusual. */
export interface ShownSlates {
  /** Where each slate begins in the rows, and last where the last one ends. */
  readonly offsets: Uint32Array;
  /** Per slate: whose it was, as a number from 0. */
  readonly members: Uint32Array;
  readonly memberCount: number;
  /** Per slate: 1 where the member had redeemed nothing before its moment. */
  readonly cold: Uint8Array;
  /** Per row: 1 where the offer was redeemed. */
  readonly labels: Uint8Array;
}

/** What ranks the rows, and what it says of their chances. */
export interface Scores {
  /** Per row: the higher, the earlier in the slate. */
  readonly order: Float64Array;
  /** Per row: the chance of redemption; undefined for a rule that gives none. */
  readonly chances?: Float64Array;
}

export function slateCount(slates: ShownSlates): number {
  return slates.members.length;
}
