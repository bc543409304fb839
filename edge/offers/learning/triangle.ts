/** Symmetric matrices as their lower triangle, row by row. */
export const triangleSize = (size: number): number => (size * (size + 1)) / 2;
const at = (row: number, column: number): number => (row * (row + 1)) / 2 + column;

/** The lower triangular L with L·Lᵀ = the matrix, which must be positive definite; what is not by rounding is taken as if it were. */
export function factorOf(matrix: Float64Array, size: number): Float64Array {
  const factor = matrix.slice();
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = factor[at(row, column)] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (factor[at(row, k)] ?? 0) * (factor[at(column, k)] ?? 0);
      factor[at(row, column)] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (factor[at(column, column)] ?? 1);
    }
  }
  return factor;
}

/** x with L·x = b. */
export function solveLower(factor: Float64Array, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(b);
  let place = 0;
  for (let row = 0; row < x.length; row += 1) {
    let sum = x[row] ?? 0;
    for (let column = 0; column < row; column += 1) {
      sum -= (factor[place] ?? 0) * (x[column] ?? 0);
      place += 1;
    }
    x[row] = sum / (factor[place] ?? 1);
    place += 1;
  }
  return x;
}

/** x with Lᵀ·x = b. */
export function solveUpper(factor: Float64Array, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(b);
  for (let row = x.length - 1; row >= 0; row -= 1) {
    let sum = x[row] ?? 0;
    for (let below = row + 1; below < x.length; below += 1) sum -= (factor[at(below, row)] ?? 0) * (x[below] ?? 0);
    x[row] = sum / (factor[at(row, row)] ?? 1);
  }
  return x;
}
