/** Sums over the members of one arm: `y` what is measured, `x` the same in the weeks before. Members of whom nothing is told count with zeros. */
export interface Moments {
  readonly n: number;
  readonly y: number;
  readonly yy: number;
  readonly x: number;
  readonly xx: number;
  readonly xy: number;
}

/** Of `n` members, of whom only some did anything. */
export function momentsOf(n: number, active: Iterable<{ readonly x: number; readonly y: number }>): Moments {
  const sums = { n, y: 0, yy: 0, x: 0, xx: 0, xy: 0 };
  for (const { x, y } of active) {
    sums.y += y;
    sums.yy += y * y;
    sums.x += x;
    sums.xx += x * x;
    sums.xy += x * y;
  }
  return sums;
}

export const meanOf = ({ n, y }: Moments): number => (n === 0 ? 0 : y / n);

/** Sums of squared deviations, and of products of them. */
export function deviations({ n, y, yy, x, xx, xy }: Moments): { readonly yy: number; readonly xx: number; readonly xy: number } {
  if (n === 0) return { yy: 0, xx: 0, xy: 0 };
  return { yy: Math.max(0, yy - (y * y) / n), xx: Math.max(0, xx - (x * x) / n), xy: xy - (x * y) / n };
}
