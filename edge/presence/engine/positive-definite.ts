/** Solves `matrix` · x = `values` by Cholesky's decomposition; the matrix is symmetric and positive definite, as a covariance with noise is. */
export function solvePositiveDefinite(matrix: readonly (readonly number[])[], values: readonly number[]): number[] {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const factors: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = lower[j] ?? factors;
      let rest = row[j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (factors[k] ?? 0) * (other[k] ?? 0);
      factors.push(i === j ? Math.sqrt(rest) : rest / (other[j] ?? 1));
    }
    lower.push(factors);
  }
  const forward: number[] = [];
  for (const [i, factors] of lower.entries()) {
    const known = forward.reduce((sum, value, k) => sum + value * (factors[k] ?? 0), 0);
    forward.push(((values[i] ?? 0) - known) / (factors[i] ?? 1));
  }
  const solution = new Array<number>(values.length).fill(0);
  for (let i = values.length - 1; i >= 0; i--) {
    let rest = forward[i] ?? 0;
    for (let k = i + 1; k < values.length; k++) rest -= (lower[k]?.[i] ?? 0) * (solution[k] ?? 0);
    solution[i] = rest / (lower[i]?.[i] ?? 1);
  }
  return solution;
}
