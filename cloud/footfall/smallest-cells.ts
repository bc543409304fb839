/**
 * How many visits a figure must stand for to be told: below, somebody who knows one of the visitors could read off it what the others did.
 * Paths are more telling than sums, so theirs is higher.
 */
export interface SmallestCells {
  readonly figures: number;
  readonly paths: number;
}

export const SMALLEST_CELLS: SmallestCells = { figures: 5, paths: 10 };
