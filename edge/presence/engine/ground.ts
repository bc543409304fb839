import type { Shop } from '../../domain/shop.ts';
import { createFloorGrid, type FloorGrid } from './floor-grid.ts';
import { floorPlanOf, type Placed, placedListeners, scannersOf, surveyOf } from './shop-floor.ts';
import { mapFromSurvey, type SignalMap, type SurveyReading } from './signal-map.ts';

/** What of a shop's floor takes long to work out, and stays the same whatever is learnt of its radio. */
export interface Ground {
  readonly grid: FloorGrid;
  readonly placed: readonly Placed[];
  /** For each of the shop's listeners its index among the placed. */
  readonly scannerOf: readonly (number | undefined)[];
  /** What each of the placed was heard to read where; undefined without a survey. */
  readonly surveyed: SignalMap | undefined;
}

/** Undefined where the site file has no floor, or no scanners have places: nothing is reckoned from places there. */
export function groundOf(shop: Shop, survey: readonly SurveyReading[] = []): Ground | undefined {
  const placed = placedListeners(shop);
  if (shop.floor === undefined || placed.length === 0) return undefined;
  const grid = createFloorGrid(floorPlanOf(shop, shop.floor));
  const scannerOf = scannersOf(placed, shop.listeners.length);
  const readings = surveyOf(survey, scannerOf);
  return { grid, placed, scannerOf, surveyed: readings.length > 0 ? mapFromSurvey(grid, placed, readings) : undefined };
}
