import { createFloorFilters, type FilterRecipe, type FloorFilter } from './floor-filter.ts';
import type { FloorGrid } from './floor-grid.ts';
import { follow, moments } from './follow-traffic.ts';
import { decadesOf, type PathLoss } from './path-loss.ts';
import { addLevel, mostProbable, noSums, readingsWorth, type Sums, USUAL } from './path-loss-fit.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { distanceM, mapFromPositions, type ScannerPosition } from './signal-map.ts';
import { drawStretches, type ReferenceTag, type Traffic } from './traffic.ts';

export interface CalibrationPlan {
  readonly grid: FloorGrid;
  readonly scanners: readonly ScannerPosition[];
  readonly recipe: FilterRecipe;
}

const ROUNDS = 6;

/** A tag that hangs is in the same shadows for ever. */
const REFERENCE_WORTH = 3;
/** Phones and tags differ in how strongly they send. */
const GAIN_SD_DB = 4;

/** Adds what was heard of one device in one stretch, and what it sends more than the others, by how much was heard. */
type Hear = (sums: readonly Sums[], gains: Sums, loss: PathLoss, newFilter: () => FloorFilter) => void;

/**
 * Learns A, n and what each scanner reads too much or too little from traffic without any truth: expectation maximisation (Dempster, Laird and
 * Rubin 1977), where a Bayes filter says how likely each place was, and the regression over all places has a closed form. Better figures
 * place the devices better, hence the rounds. What the traffic cannot tell, as that of one device that only stands, stays near what is usual.
 */
export function learnFromTraffic(plan: CalibrationPlan, traffic: readonly Traffic[], references: readonly ReferenceTag[] = []): PathLoss {
  return atOnce(learningFromTraffic(plan, traffic, references));
}

/** The same, beside the traffic itself. */
export function* learningFromTraffic(
  { grid, scanners, recipe }: CalibrationPlan,
  traffic: readonly Traffic[],
  references: readonly ReferenceTag[] = [],
): Pieces<PathLoss> {
  const decades = scanners.map((at) => Float64Array.from(grid.x, (x, cell) => decadesOf(distanceM(at, x, grid.y[cell] ?? 0))));
  const devices = [
    ...drawStretches(traffic).flatMap((stretches) => stretches.map((stretch) => carried(decades, stretch))),
    ...references.map((reference) => hung(scanners, reference)),
  ];
  let loss: PathLoss = { ...USUAL, offsetsDb: scanners.map(() => 0) };
  for (let round = 0; round < ROUNDS; round++) {
    const sums = scanners.map(noSums);
    const gains = noSums();
    const newFilter = createFloorFilters(grid, mapFromPositions(grid, scanners, loss), recipe);
    for (const hear of devices) {
      hear(sums, gains, loss, newFilter);
      yield;
    }
    const fitted = mostProbable(sums);
    // What all devices have in common is not theirs.
    loss = { ...fitted, atOneMetreDbm: fitted.atOneMetreDbm + gains.dbm / Math.max(1, gains.weight) };
  }
  return loss;
}

/** A device that goes about: the filter says where. */
function carried(decades: readonly Float64Array[], stretch: Traffic): Hear {
  return (sums, gains, _, newFilter) => {
    follow(stretch, newFilter(), (levels, { posterior, gainDb }, weight) => {
      for (const { scanner, dbm } of levels) {
        const [mean, square] = moments(decades[scanner], posterior);
        addLevel(sums[scanner] ?? noSums(), weight, dbm - gainDb, mean, square);
        addLevel(gains, weight, gainDb, 0);
      }
    });
  };
}

/** A tag whose place is known: one level of each scanner that hears it says all. */
function hung(scanners: readonly ScannerPosition[], { x, y, readings }: ReferenceTag): Hear {
  const levels = scanners.flatMap((at, scanner) => {
    const own = readings.filter((reading) => reading.scanner === scanner);
    const dbm = own.reduce((sum, { rssiDbm }) => sum + rssiDbm, 0) / own.length;
    return own.length === 0 ? [] : [{ scanner, dbm, decades: decadesOf(distanceM(at, x, y)) }];
  });
  return (sums, gains, loss) => {
    const excess = levels.map(
      ({ scanner, dbm, decades }) => dbm - loss.atOneMetreDbm - loss.exponent * decades - (loss.offsetsDb[scanner] ?? 0),
    );
    const gainDb = excess.reduce((sum, db) => sum + db, 0) / (levels.length + readingsWorth(GAIN_SD_DB));
    for (const { scanner, dbm, decades } of levels) {
      addLevel(sums[scanner] ?? noSums(), REFERENCE_WORTH, dbm - gainDb, decades);
      addLevel(gains, REFERENCE_WORTH, gainDb, 0);
    }
  };
}
