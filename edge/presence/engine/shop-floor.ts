import type { Zone } from '../../../contract/site.ts';
import type { Listener, Shop } from '../../domain/shop.ts';
import type { FloorPlan, Point } from './floor-plan.ts';
import { CARRIED_M, type ScannerPosition, type SurveyReading } from './signal-map.ts';

/** A listener on the floor, by its index in `shop.listeners`. */
export interface Placed extends ScannerPosition {
  readonly listener: number;
}

/** Not in the site file: where most are hung. */
const CEILING_M = 2.5;

export function floorPlanOf({ zones, walls }: Shop, floor: FloorPlan['floor']): FloorPlan {
  return {
    floor,
    zones: [...zones.values()].map((zone) => {
      const polygon = polygonOf(zone);
      return polygon ? { polygon } : {};
    }),
    walls: walls.map(([from = [], to = []]) => [pointOf(from), pointOf(to)]),
  };
}

export function polygonOf({ polygon }: Zone): readonly Point[] | undefined {
  return polygon?.map(pointOf);
}

function pointOf([x = 0, y = 0]: readonly number[]): Point {
  return [x, y];
}

/** The listeners on the floor. One outside the door is not on it. */
export function placedListeners({ listeners, zones }: Shop): readonly Placed[] {
  return [...listeners.entries()].flatMap(([listener, at]) => {
    const place = at.side === 'outside' ? undefined : (placeOf(at) ?? somewhereIn(zones.get(at.zone ?? '')));
    return place ? [{ listener, ...place }] : [];
  });
}

function placeOf({ x, y, z = CEILING_M }: Listener): ScannerPosition | undefined {
  return x === undefined || y === undefined ? undefined : { x, y, z };
}

/** A scanner that is somewhere in a zone: as far above its middle as it may be beside it. */
function somewhereIn(zone: Zone | undefined): ScannerPosition | undefined {
  const polygon = zone && polygonOf(zone);
  if (!polygon) return undefined;
  const [x, y] = [meanOf(polygon.map((corner) => corner[0])), meanOf(polygon.map((corner) => corner[1]))];
  const reachM = meanOf(polygon.map((corner) => Math.hypot(corner[0] - x, corner[1] - y))) / 2;
  return { x, y, z: CARRIED_M + reachM };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** For each listener its index among the placed. */
export function scannersOf(placed: readonly Placed[], listeners: number): readonly (number | undefined)[] {
  const indexes: (number | undefined)[] = Array.from({ length: listeners }, () => undefined);
  for (const [index, { listener }] of placed.entries()) indexes[listener] = index;
  return indexes;
}

/** A survey by the indexes of the placed; what others heard is left out. */
export function surveyOf(survey: readonly SurveyReading[], indexes: readonly (number | undefined)[]): readonly SurveyReading[] {
  return survey.flatMap((reading) => {
    const scanner = indexes[reading.scanner];
    return scanner === undefined ? [] : [{ ...reading, scanner }];
  });
}
