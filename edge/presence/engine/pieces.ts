/** Long work that can be done a piece at a time, each of some milliseconds, beside other work. */
export type Pieces<T> = Generator<undefined, T>;

export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const piece = pieces.next();
    if (piece.done) return piece.value;
  }
}
