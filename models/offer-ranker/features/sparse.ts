/** A table that is mostly empty, row by row: of row `r` the places from `starts[r]` to before `starts[r + 1]`. */
export interface Sparse {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
}

/** Turns lists of rows, one per column, round: for each row the columns that have it. `visit` is told where each entry went. */
export function transpose(
  rows: number,
  perColumn: readonly ArrayLike<number>[],
  visit: (place: number, column: number, index: number) => void = () => {},
): Sparse {
  const starts = new Int32Array(rows + 1);
  for (const list of perColumn) for (let index = 0; index < list.length; index += 1) add(starts, (list[index] ?? 0) + 1, 1);
  for (let row = 0; row < rows; row += 1) add(starts, row + 1, starts[row] ?? 0);
  const columns = new Int32Array(starts[rows] ?? 0);
  const next = starts.slice();
  for (const [column, list] of perColumn.entries()) {
    for (let index = 0; index < list.length; index += 1) {
      const row = list[index] ?? 0;
      const place = next[row] ?? 0;
      next[row] = place + 1;
      columns[place] = column;
      visit(place, column, index);
    }
  }
  return { starts, columns };
}

export function add(array: Float64Array | Int32Array, index: number, value: number): void {
  array[index] = (array[index] ?? 0) + value;
}
