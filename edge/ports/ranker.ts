/** Scores feature rows; each score is the probability that the offer is redeemed when shown. */
export interface Ranker {
  /** Version of the model, as it goes into every decision. */
  readonly version: string;
  score(rows: readonly Float32Array[]): Float32Array;
}
