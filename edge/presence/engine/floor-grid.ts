import type { FloorPlan, Point } from './floor-plan.ts';
import { createZoneRaster } from './zone-raster.ts';

/** Cells in a line that no wall comes between: `length` cells, the first at `start`, each `stride` after the other. */
interface Run {
  readonly start: number;
  readonly length: number;
  readonly stride: number;
}

export interface FloorGrid {
  readonly cells: number;
  readonly cellM: number;
  /** Centres of the cells, in m; those of a cell that reaches over the edge of the floor are on the edge. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The zone of a point by its index in the plan; the number of zones for a point of the floor that is in none. */
  zoneAt(x: number, y: number): number;
  /** The runs across the floor, and those along it. */
  readonly runs: readonly [readonly Run[], readonly Run[]];
}

/** Finer than this the radio is not. A larger floor gets larger cells, so that a device's state stays within its 4 kB. */
const CELL_M = 1;
const MAX_CELLS = 500;

export function createFloorGrid({ floor: { width, depth }, zones, walls = [] }: FloorPlan): FloorGrid {
  let cellM = CELL_M;
  while (Math.ceil(width / cellM) * Math.ceil(depth / cellM) > MAX_CELLS) cellM *= 1.05;
  const columns = Math.ceil(width / cellM);
  const rows = Math.ceil(depth / cellM);
  const cells = columns * rows;
  const x = Float64Array.from({ length: cells }, (_, cell) => Math.min(width, ((cell % columns) + 0.5) * cellM));
  const y = Float64Array.from({ length: cells }, (_, cell) => Math.min(depth, (Math.floor(cell / columns) + 0.5) * cellM));
  const isOpen = (a: number, b: number): boolean => !walls.some((wall) => crosses(wall, [x[a] ?? 0, y[a] ?? 0], [x[b] ?? 0, y[b] ?? 0]));
  const across = Array.from({ length: rows }, (_, row) => runsOf(row * columns, columns, 1, isOpen)).flat();
  const along = Array.from({ length: columns }, (_, column) => runsOf(column, rows, columns, isOpen)).flat();
  return { cells, cellM, x, y, zoneAt: createZoneRaster({ floor: { width, depth }, zones }), runs: [across, along] };
}

/** Which side of the line a-b. A point on the line is on one side, so that a wall through the middle of a cell parts it from one neighbour only. */
function isLeft([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): boolean {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
}

function crosses([from, to]: readonly [Point, Point], a: Point, b: Point): boolean {
  return isLeft(from, to, a) !== isLeft(from, to, b) && isLeft(a, b, from) !== isLeft(a, b, to);
}

function runsOf(first: number, count: number, stride: number, isOpen: (a: number, b: number) => boolean): Run[] {
  const runs: Run[] = [];
  let start = first;
  for (let index = 1; index <= count; index++) {
    const cell = first + index * stride;
    if (index < count && isOpen(cell - stride, cell)) continue;
    runs.push({ start, length: (cell - start) / stride, stride });
    start = cell;
  }
  return runs;
}

/**
 * A blur of a posterior over the floor by a normal distribution of `sigmaM`, one axis after the other. What would come to lie beyond the edge
 * or a wall is shared out on this side: nobody leaves through it, and the sum stays what it was.
 */
export function createBlur(grid: FloorGrid, sigmaM: number): (cells: Float32Array) => void {
  const sigma = sigmaM / grid.cellM;
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp(-((index - reach) ** 2) / (2 * sigma ** 2)));
  const scratch = new Float64Array(grid.cells);
  const axes = grid.runs.map((runs) => ({ runs, shares: sharesOf(runs, weights, reach, grid.cells) }));
  return (cells) => {
    for (const { runs, shares } of axes) {
      scratch.fill(0);
      for (const run of runs) spread(cells, scratch, run, shares, weights, reach);
      cells.set(scratch);
    }
  };
}

/** One over the weight that stays within the run, for each cell. */
function sharesOf(runs: readonly Run[], weights: Float64Array, reach: number, cells: number): Float64Array {
  const shares = new Float64Array(cells);
  for (const { start, length, stride } of runs) {
    for (let index = 0; index < length; index++) {
      let sum = 0;
      for (let to = Math.max(0, index - reach); to <= Math.min(length - 1, index + reach); to++) sum += weights[to - index + reach] ?? 0;
      shares[start + index * stride] = 1 / sum;
    }
  }
  return shares;
}

/** Less than this in a cell is not worth the time to spread it. */
const NEGLIGIBLE = 1e-12;

function spread(from: Float32Array, into: Float64Array, run: Run, shares: Float64Array, weights: Float64Array, reach: number): void {
  const { start, length, stride } = run;
  for (let index = 0; index < length; index++) {
    const cell = start + index * stride;
    const share = (from[cell] ?? 0) * (shares[cell] ?? 0);
    if (share < NEGLIGIBLE) continue;
    const last = Math.min(length - 1, index + reach);
    for (let to = Math.max(0, index - reach); to <= last; to++) {
      const target = start + to * stride;
      into[target] = (into[target] ?? 0) + share * (weights[to - index + reach] ?? 0);
    }
  }
}
