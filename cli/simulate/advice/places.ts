import type { Site } from '../../../contract/site.ts';
import { floorPlan, type Point } from '../../../devices/simulator/floor-plan.ts';

/** Where a scanner could hang, and what zone is under it. */
export interface HangingPlace extends Point {
  readonly zone: string;
}

/** More places than this differ by less than anybody hangs a scanner precisely. */
const MOST_PLACES = 90;
const LEAST_APART_M = 1.5;

/** An even raster over the floor, without the places where a scanner hangs already. */
export function hangingPlaces(site: Site, floor: NonNullable<Site['floor']>): HangingPlace[] {
  const plan = floorPlan(site);
  const apartM = Math.max(LEAST_APART_M, Math.sqrt((floor.width * floor.depth) / MOST_PLACES));
  const [columns, rows] = [Math.max(1, Math.floor(floor.width / apartM)), Math.max(1, Math.floor(floor.depth / apartM))];
  const places: HangingPlace[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = { x: inDecimetres(((column + 0.5) * floor.width) / columns), y: inDecimetres(((row + 0.5) * floor.depth) / rows) };
      const isTaken = plan.scanners.some(({ x, y }) => Math.hypot(x - at.x, y - at.y) < LEAST_APART_M);
      if (!isTaken) places.push({ ...at, zone: plan.zoneAt(at) });
    }
  }
  return places;
}

function inDecimetres(m: number): number {
  return Math.round(m * 10) / 10;
}
