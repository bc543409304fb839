import type { Listener, Shop } from '../../domain/shop.ts';
import { createClusterEngine } from './cluster-engine.ts';
import { createDoorEngine, DOOR_ZONES } from './door-engine.ts';
import { createFloorGrid } from './floor-grid.ts';
import type { FloorPlan } from './floor-plan.ts';
import { isPlaced, type Learnt, tellsZones } from './grade.ts';
import { createGridEngine, POSITIONS_RECIPE, SURVEY_RECIPE } from './grid-engine.ts';
import type { PathLoss } from './path-loss.ts';
import { type Grade, OUT } from './presence-engine.ts';
import { mapFromPositions, mapFromSurvey, type ScannerPosition, type SurveyReading } from './signal-map.ts';
import type { ZoneTrack } from './zone-engine.ts';

/** An engine by index, and what its indexes mean. */
export interface ZoneSource {
  /** Names of the engine's zones. */
  readonly zones: readonly string[];
  /** What it means where the engine, having heard the device, decides no zone. */
  readonly elsewhere: string | undefined;
  /** The engine's index of each of the shop's listeners; undefined for one that tells it nothing. */
  readonly scannerOf: readonly (number | undefined)[];
  track(): ZoneTrack;
}

/** Not on the plan: where most are hung. */
const CEILING_M = 2.5;

/** Inside or outside, by the scanners at the door. */
export function doorSource({ listeners }: Shop, inside: string): ZoneSource {
  const sides = listeners.map(({ side }) => side);
  const zones: string[] = [];
  zones[DOOR_ZONES.inside] = inside;
  zones[DOOR_ZONES.out] = OUT;
  return { zones, elsewhere: undefined, scannerOf: sides.map((side, index) => (side ? index : undefined)), ...createDoorEngine({ sides }) };
}

/** The zones inside, by the best engine for what is known. */
export function zoneSource(shop: Shop, grade: Grade, learnt: Learnt, loss: PathLoss, inside: string | undefined): ZoneSource {
  return shop.floor && (grade === 'positions' || grade === 'survey')
    ? gridSource(shop, shop.floor, grade, learnt.survey ?? [], loss)
    : clusterSource(shop, inside);
}

function clusterSource({ zones, listeners }: Shop, inside: string | undefined): ZoneSource {
  const names = [...zones.keys()];
  const zoneOfScanner = listeners.map((listener) => (tellsZones(listener, inside) ? names.indexOf(listener.zone ?? '') : undefined));
  const scannerOf = zoneOfScanner.map((zone, index) => (zone === undefined ? undefined : index));
  return { zones: names, elsewhere: undefined, scannerOf, ...createClusterEngine({ zones: names.length, zoneOfScanner }) };
}

function gridSource(
  { zones, walls, listeners }: Shop,
  floor: FloorPlan['floor'],
  grade: 'positions' | 'survey',
  survey: readonly SurveyReading[],
  loss: PathLoss,
): ZoneSource {
  const plan = { floor, zones: [...zones.values()], walls } as FloorPlan;
  const grid = createFloorGrid(plan);
  const placed = [...listeners.entries()].flatMap(([listener, at]) => (tellsFloor(at) ? [{ listener, ...positionOf(at) }] : []));
  const scannerOf = listeners.map((_, listener) => indexOrNone(placed.findIndex((at) => at.listener === listener)));
  const map =
    grade === 'survey'
      ? mapFromSurvey(
          grid,
          placed,
          survey.flatMap((reading) => {
            const scanner = scannerOf[reading.scanner];
            return scanner === undefined ? [] : [{ ...reading, scanner }];
          }),
        )
      : mapFromPositions(grid, placed, { ...loss, offsetsDb: placed.map(({ listener }) => loss.offsetsDb[listener] ?? 0) });
  const recipe = grade === 'survey' ? SURVEY_RECIPE : POSITIONS_RECIPE;
  return { zones: [...zones.keys()], elsewhere: OUT, scannerOf, ...createGridEngine({ grid, zones: zones.size, map, recipe }) };
}

/** A scanner outside the door is not on the floor. */
function tellsFloor(listener: Listener): listener is Listener & { readonly x: number; readonly y: number } {
  return isPlaced(listener) && listener.side !== 'outside';
}

function positionOf({ x, y, z = CEILING_M }: { readonly x: number; readonly y: number; readonly z?: number }): ScannerPosition {
  return { x, y, z };
}

function indexOrNone(index: number): number | undefined {
  return index < 0 ? undefined : index;
}
