import { createFloorFilters, type FilterRecipe } from './floor-filter.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { PathLoss } from './path-loss.ts';
import { mapFromPositions, type ScannerPosition } from './signal-map.ts';

export interface TrafficReading {
  readonly t: number;
  readonly scanner: number;
  readonly rssiDbm: number;
}

/** What was heard of one device, ordered by time. Where it was nobody needs to know. */
export type Traffic = readonly TrafficReading[];

export interface CalibrationPlan {
  readonly grid: FloorGrid;
  readonly scanners: readonly ScannerPosition[];
  /** A and n of the floor; its offsets are where the learning starts. */
  readonly loss: PathLoss;
  readonly recipe: FilterRecipe;
}

const STEP_MS = 1000;
const ROUNDS = 4;
/** Some of a scanner's residual comes from where people went, and not from the scanner: each round goes back a little. */
const KEPT = 0.9;

/**
 * Learns what each scanner reads more or less than the others from traffic without any truth: the residual of every reading, weighted with
 * where the filter believes the device was, is on average the scanner's own. Better offsets place the devices better, hence the rounds.
 */
export function learnOffsets({ grid, scanners, loss, recipe }: CalibrationPlan, traffic: readonly Traffic[]): PathLoss {
  let learnt = loss;
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = meanResiduals({ grid, scanners, loss: learnt, recipe }, traffic);
    const offsets = scanners.map((_, scanner) => (learnt.offsetsDb[scanner] ?? 0) + (residuals[scanner] ?? 0));
    const centre = offsets.reduce((sum, offset) => sum + offset, 0) / Math.max(1, offsets.length);
    learnt = { ...learnt, offsetsDb: offsets.map((offset) => KEPT * (offset - centre)) };
  }
  return learnt;
}

function meanResiduals({ grid, scanners, loss, recipe }: CalibrationPlan, traffic: readonly Traffic[]): readonly number[] {
  const map = mapFromPositions(grid, scanners, loss);
  const newFilter = createFloorFilters(grid, map, recipe);
  const sums = scanners.map(() => ({ residual: 0, count: 0 }));
  for (const device of traffic) {
    const filter = newFilter();
    let next = 0;
    const [first, last] = [device[0], device.at(-1)];
    if (!first || !last) continue;
    for (let t = Math.floor(first.t / STEP_MS) * STEP_MS; t <= last.t; t += STEP_MS) {
      for (let reading = device[next]; reading && reading.t <= t; reading = device[++next]) {
        filter.observe(reading.scanner, reading.t, reading.rssiDbm);
      }
      for (const { scanner, dbm } of filter.step(t)) {
        const sum = sums[scanner];
        if (!sum) continue;
        sum.residual += dbm - expectationOf(map[scanner], filter.posterior);
        sum.count += 1;
      }
    }
  }
  return sums.map(({ residual, count }) => residual / Math.max(1, count));
}

function expectationOf(expected: Float64Array | undefined, posterior: Float32Array): number {
  let sum = 0;
  for (let cell = 0; cell < posterior.length; cell++) sum += (posterior[cell] ?? 0) * (expected?.[cell] ?? 0);
  return sum;
}
