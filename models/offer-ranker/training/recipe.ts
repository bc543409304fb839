/** How the network is trained. What was tried and what it came to: docs/offer-ranker.md. */
export interface Recipe {
  readonly epochs: number;
  /** Slates per step. */
  readonly batchSlates: number;
  /** Slates without a redemption that are sampled, afresh in every epoch, for each with one. */
  readonly othersPerRedeemed: number;
  /** Weight of the order inside redeemed slates beside the chances of all rows. */
  readonly listwise: number;
  /** Pull of every weight to 0. */
  readonly shrinkage: number;
  /** Share of the first hidden layer that is left out, drawn afresh for every row. */
  readonly dropout: number;
  /** Falls in equal steps from epoch to epoch to `lastRate` above nothing. */
  readonly firstRate: number;
  readonly lastRate: number;
}

export const RECIPE: Recipe = {
  epochs: 4,
  batchSlates: 16,
  othersPerRedeemed: 3,
  listwise: 0.2,
  shrinkage: 0.01,
  dropout: 0.2,
  firstRate: 1e-3,
  lastRate: 1e-4,
};

export function learningRate({ firstRate, lastRate, epochs }: Recipe, epoch: number): number {
  return firstRate * (1 - epoch / epochs) + lastRate;
}
