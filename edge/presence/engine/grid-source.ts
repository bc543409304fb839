import type { Shop } from '../../domain/shop.ts';
import { createFloorGrid } from './floor-grid.ts';
import type { FloorPlan } from './floor-plan.ts';
import type { Learnt } from './grade.ts';
import { createGridEngine, POSITIONS_RECIPE, SURVEY_RECIPE } from './grid-engine.ts';
import type { PathLoss } from './path-loss.ts';
import { OUT } from './presence-engine.ts';
import { floorPlanOf, placedListeners, scannersOf, surveyOf } from './shop-floor.ts';
import { mapFromPositions, mapFromSurvey, shiftedMap } from './signal-map.ts';
import { indexesOf, STALE_MS, STEP_MS, type ZoneSource } from './zone-source.ts';

/** The zones on the plan, by where a device is on the floor. */
export function gridSource(shop: Shop, floor: FloorPlan['floor'], { survey = [], sinceSurveyDb = [] }: Learnt, loss: PathLoss): ZoneSource {
  const grid = createFloorGrid(floorPlanOf(shop, floor));
  const placed = placedListeners(shop);
  const scannerOf = scannersOf(placed, shop.listeners.length);
  const surveyed = surveyOf(survey, scannerOf);
  const ofPlaced = (ofListener: readonly number[]): number[] => placed.map(({ listener }) => ofListener[listener] ?? 0);
  const [map, recipe] =
    surveyed.length > 0
      ? [shiftedMap(mapFromSurvey(grid, placed, surveyed), ofPlaced(sinceSurveyDb)), SURVEY_RECIPE]
      : [mapFromPositions(grid, placed, { ...loss, offsetsDb: ofPlaced(loss.offsetsDb) }), POSITIONS_RECIPE];
  return {
    zones: [...shop.zones.keys()],
    beside: OUT,
    scannerOf,
    indexOf: indexesOf(shop.zones.keys()),
    stepMs: STEP_MS,
    staleMs: STALE_MS,
    ...createGridEngine({ grid, zones: shop.zones.size, map, recipe }),
  };
}
