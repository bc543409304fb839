import type { FloorGrid } from './floor-grid.ts';
import { decadesOf, expectedRssiDbm, type PathLoss } from './path-loss.ts';
import { addLevel, mostProbable, noSums } from './path-loss-fit.ts';
import { solvePositiveDefinite } from './positive-definite.ts';

/** What each scanner is expected to read from each cell of the floor, in dBm: one array of cells per scanner. */
export type SignalMap = readonly Float64Array[];

export interface ScannerPosition {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What a scanner read of a device at a known point of a survey; a scanner that did not hear it has no row. */
export interface SurveyReading {
  readonly x: number;
  readonly y: number;
  readonly scanner: number;
  readonly meanDbm: number;
  readonly p50Dbm: number;
  readonly p90Dbm: number;
}

/** A phone in a pocket or a bag. The models were measured with this height on the cells' side of the distance, whatever a survey's tripod was. */
export const CARRIED_M = 1.5;

/** Matern 1/2 covariance of what path loss does not explain (shelves, corners), and the noise of a survey point. */
const RESIDUAL_VARIANCE_DB2 = 16;
const RESIDUAL_LENGTH_M = 3;
const SURVEY_NOISE_DB = 1.5;
/** A point is a mean of many readings, but all of them were in the same shadows. */
const POINT_WORTH = 3;

export function distanceM(scanner: ScannerPosition, x: number, y: number): number {
  return Math.hypot(x - scanner.x, y - scanner.y, CARRIED_M - scanner.z);
}

export function mapFromPositions(grid: FloorGrid, scanners: readonly ScannerPosition[], loss: PathLoss): SignalMap {
  return scanners.map((position, scanner) =>
    Float64Array.from({ length: grid.cells }, (_, cell) =>
      expectedRssiDbm(loss, scanner, distanceM(position, grid.x[cell] ?? 0, grid.y[cell] ?? 0)),
    ),
  );
}

/** The path loss with offsets that explains the survey best. */
function fitSurvey(survey: readonly SurveyReading[], scanners: readonly ScannerPosition[]): PathLoss {
  const sums = scanners.map(noSums);
  for (const reading of survey) {
    const [position, own] = [scanners[reading.scanner], sums[reading.scanner]];
    if (position && own) addLevel(own, POINT_WORTH, upperLevelDbm(reading), decadesOf(distanceM(position, reading.x, reading.y)));
  }
  return mostProbable(sums);
}

/** Beside the 75th percentile of a moment's readings, which a body between the phone and the scanner lowers less than their mean. */
function upperLevelDbm({ p50Dbm, p90Dbm }: SurveyReading): number {
  return (p50Dbm + p90Dbm) / 2;
}

/**
 * The map of a survey: path loss with offsets, and a Gaussian process on what it leaves over at the survey's points (Rasmussen and Williams,
 * Gaussian Processes for Machine Learning, eq. 2.25), so that far from all of them the path loss stands alone.
 */
export function mapFromSurvey(grid: FloorGrid, scanners: readonly ScannerPosition[], survey: readonly SurveyReading[]): SignalMap {
  const loss = fitSurvey(survey, scanners);
  const map = mapFromPositions(grid, scanners, loss);
  for (const [scanner, position] of scanners.entries()) {
    const own = survey.filter((reading) => reading.scanner === scanner);
    const residuals = own.map((at) => upperLevelDbm(at) - expectedRssiDbm(loss, scanner, distanceM(position, at.x, at.y)));
    const weights = solvePositiveDefinite(
      own.map((a, row) => own.map((b, column) => covariance(a.x - b.x, a.y - b.y) + (row === column ? SURVEY_NOISE_DB ** 2 : 0))),
      residuals,
    );
    const expected = map[scanner] ?? new Float64Array();
    for (let cell = 0; cell < expected.length; cell++) {
      const at = { x: grid.x[cell] ?? 0, y: grid.y[cell] ?? 0 };
      expected[cell] = own.reduce((sum, { x, y }, i) => sum + (weights[i] ?? 0) * covariance(at.x - x, at.y - y), expected[cell] ?? 0);
    }
  }
  return map;
}

/** The map of scanners that read so much more than they did. */
export function shiftedMap(map: SignalMap, changesDb: readonly number[]): SignalMap {
  return map.map((expected, scanner) => expected.map((dbm) => dbm + (changesDb[scanner] ?? 0)));
}

function covariance(dx: number, dy: number): number {
  return RESIDUAL_VARIANCE_DB2 * Math.exp(-Math.sqrt(dx * dx + dy * dy) / RESIDUAL_LENGTH_M);
}
