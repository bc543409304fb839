import type { Shop } from '../../domain/shop.ts';
import { createListenerIndex } from './listener-index.ts';
import type { SurveyReading } from './signal-map.ts';

/** One reading of a survey: what a scanner heard of the tag while it was held at that point. */
export interface SurveyRow {
  /** m */
  readonly x: number;
  readonly y: number;
  /** As a gateway calls it. */
  readonly scanner: string;
  readonly rssiDbm: number;
}

export interface Survey {
  /** Scanners by their index in `shop.listeners`. */
  readonly readings: readonly SurveyReading[];
  readonly points: number;
  /** Scanners of the survey that the shop does not have any more. */
  readonly strangers: readonly string[];
}

/** Fewer readings than this of a scanner at one point are of somebody who walked on, and come together by the square metre. */
const STOOD_READINGS = 3;
const SQUARE_M = 1;
/** More points than the floor has cells say nothing more, and what is reckoned from them takes the cube of them. */
const MOST_POINTS = 500;
const COARSER = 1.2;

interface Group {
  x: number;
  y: number;
  count: number;
  readonly levels: Map<number, number[]>;
}

/**
 * A survey's readings by point and scanner: of points where somebody stood as they are, of a walk by the square metre or,
 * where that is more than is of use, by larger squares.
 */
export function surveyOf(shop: Shop, rows: readonly SurveyRow[]): Survey {
  const listenerOf = createListenerIndex(shop);
  const strangers = new Set<string>();
  const known = rows.flatMap((row) => {
    const listener = listenerOf(row.scanner);
    if (listener !== undefined) return [{ ...row, listener }];
    strangers.add(row.scanner);
    return [];
  });
  const groupsBy = (placeOf: (m: number) => number): Map<string, Group> => {
    const groups = new Map<string, Group>();
    for (const { x, y, listener, rssiDbm } of known) {
      const key = `${placeOf(x)},${placeOf(y)}`;
      const group: Group = groups.get(key) ?? { x: 0, y: 0, count: 0, levels: new Map() };
      groups.set(key, group);
      group.count += 1;
      group.x += (x - group.x) / group.count;
      group.y += (y - group.y) / group.count;
      const levels = group.levels.get(listener) ?? [];
      levels.push(rssiDbm);
      group.levels.set(listener, levels);
    }
    return groups;
  };
  const exact = groupsBy((m) => m);
  const scannersHeard = [...exact.values()].reduce((sum, { levels }) => sum + levels.size, 0);
  const stood = known.length >= STOOD_READINGS * scannersHeard;
  let points = stood ? exact : groupsBy((m) => Math.floor(m / SQUARE_M));
  for (let squareM = SQUARE_M; points.size > MOST_POINTS; squareM *= COARSER) points = groupsBy((m) => Math.floor(m / squareM));
  return { readings: [...points.values()].flatMap(readingsOf), points: points.size, strangers: [...strangers] };
}

function readingsOf({ x, y, levels }: Group): SurveyReading[] {
  return [...levels].map(([scanner, dbm]) => {
    dbm.sort((a, b) => a - b);
    const meanDbm = dbm.reduce((sum, level) => sum + level, 0) / dbm.length;
    return { x, y, scanner, meanDbm, p50Dbm: quantile(dbm, 0.5), p90Dbm: quantile(dbm, 0.9) };
  });
}

/** Between two readings, the straight line. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  return low + ((sorted[Math.ceil(place)] ?? low) - low) * (place - Math.floor(place));
}
