import { isInPolygon } from '../../../contract/polygon.ts';
import type { FloorPlan, Point } from './floor-plan.ts';

const SQUARE_M = 0.25;

/**
 * The zone of any point of the floor by its index in the plan, and the number of zones for a point in none; a point beyond the edge counts as
 * on it. Of zones that overlap, the first. Drawn once in squares of a quarter of a metre, because every cell of every device asks each second.
 */
export function createZoneRaster({ floor: { width, depth }, zones }: FloorPlan): (x: number, y: number) => number {
  const columns = Math.ceil(width / SQUARE_M);
  const rows = Math.ceil(depth / SQUARE_M);
  const squares = new Uint16Array(columns * rows).fill(zones.length);
  for (let zone = zones.length - 1; zone >= 0; zone--) {
    const polygon = zones[zone]?.polygon ?? [];
    const [left, right] = span(polygon, 0, columns);
    const [near, far] = span(polygon, 1, rows);
    for (let row = near; row < far; row++) {
      for (let column = left; column < right; column++) {
        if (isInPolygon(polygon, (column + 0.5) * SQUARE_M, (row + 0.5) * SQUARE_M)) squares[row * columns + column] = zone;
      }
    }
  }
  return (x, y) => squares[squareOf(y, rows) * columns + squareOf(x, columns)] ?? zones.length;
}

function squareOf(m: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(m / SQUARE_M)));
}

/** The squares that a polygon can reach along an axis, from the first up to but not with the last. */
function span(polygon: readonly Point[], axis: 0 | 1, count: number): readonly [number, number] {
  const ends = polygon.map((corner) => squareOf(corner[axis], count));
  return [Math.min(...ends), Math.max(...ends) + 1];
}
