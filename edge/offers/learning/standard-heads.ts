import { unitsOf } from '../seeded.ts';

/** Where heads are drawn: standard normal numbers, one row a head, one column an offer. */
export interface StandardHeads {
  readonly count: number;
  /** The most offers that can be asked for at once. */
  readonly columns: number;
  readonly normals: Float64Array;
}

/** Half of the rows are the others with the sign turned: together they are nowhere off the mean. */
export function standardHeads(count: number, columns: number, unit: () => number): StandardHeads {
  const normals = new Float64Array(count * columns);
  const half = (count * columns) / 2;
  for (let at = 0; at < half; at += 1) {
    normals[at] = normal(unit);
    normals[half + at] = -(normals[at] ?? 0);
  }
  return { count, columns, normals };
}

/** Box and Muller; 1 − u keeps the logarithm finite. */
function normal(unit: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
}

/** The same heads with columns that vary by exactly 1 and not together: what is drawn by them has the very covariance that was asked for (Gram, Schmidt). */
export function whitened({ count, columns, normals }: StandardHeads): StandardHeads {
  const white = normals.slice();
  const productOf = (a: number, b: number): number => {
    let sum = 0;
    for (let row = 0; row < white.length; row += columns) sum += (white[row + a] ?? 0) * (white[row + b] ?? 0);
    return sum / count;
  };
  for (let column = 0; column < columns; column += 1) {
    for (let before = 0; before < column; before += 1) {
      const share = productOf(column, before);
      for (let row = 0; row < white.length; row += columns)
        white[row + column] = (white[row + column] ?? 0) - share * (white[row + before] ?? 0);
    }
    const spread = Math.sqrt(productOf(column, column));
    for (let row = 0; row < white.length; row += columns) white[row + column] = (white[row + column] ?? 0) / spread;
  }
  return { count, columns, normals: white };
}

/**
 * The same for every decision: which share of heads would show an offer then follows from what the shop believes alone, so that propensities are exact
 * whatever seed a decision has. The seed only draws one of the heads.
 */
export const HEADS: StandardHeads = whitened(standardHeads(128, 16, unitsOf('of every decision', 'heads')));
