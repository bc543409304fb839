import type { Shop } from '../../domain/shop.ts';
import { createFloorGrid } from './floor-grid.ts';
import { POSITIONS_RECIPE, SURVEY_RECIPE } from './grid-engine.ts';
import { createListenerIndex } from './listener-index.ts';
import { learningChanges } from './map-changes.ts';
import type { PathLoss } from './path-loss.ts';
import { USUAL } from './path-loss-fit.ts';
import { atOnce, type Pieces } from './pieces.ts';
import type { Heard } from './presence-engine.ts';
import { learningFromTraffic } from './self-calibration.ts';
import { floorPlanOf, type Placed, placedListeners, scannersOf, surveyOf } from './shop-floor.ts';
import { mapFromSurvey, type SurveyReading } from './signal-map.ts';
import { strengthDbm } from './strength.ts';
import type { ReferenceTag, Traffic, TrafficReading } from './traffic.ts';

/** What the scanners of a shop heard of whomever, by device. */
export type HeardByDevice = ReadonlyMap<string, readonly Heard[]>;

/**
 * The path loss of a shop from its traffic; the shop's own beacons among the devices are tags whose place is known.
 * Undefined where the site file has no floor, or scanners have no places: nothing is reckoned from path loss there.
 */
export function learnLoss(shop: Shop, heard: HeardByDevice): PathLoss | undefined {
  return atOnce(learningLoss(shop, heard));
}

/** The same, beside the traffic itself. */
export function* learningLoss(shop: Shop, heard: HeardByDevice): Pieces<PathLoss | undefined> {
  const placed = placedListeners(shop);
  if (shop.floor === undefined || placed.length === 0) return undefined;
  const { traffic, references } = readingsOf(shop, placed, heard);
  const grid = createFloorGrid(floorPlanOf(shop, shop.floor));
  const { offsetsDb, ...loss } = yield* learningFromTraffic({ grid, scanners: placed, recipe: POSITIONS_RECIPE }, traffic, references);
  return { ...loss, offsetsDb: ofListeners(shop, placed, offsetsDb) };
}

/** What each listener has come to read more since the survey, in dB; undefined where the site file has no floor for a survey. */
export function learnSinceSurvey(shop: Shop, survey: readonly SurveyReading[], heard: HeardByDevice): readonly number[] | undefined {
  return atOnce(learningSinceSurvey(shop, survey, heard));
}

/** The same, beside the traffic itself. */
export function* learningSinceSurvey(
  shop: Shop,
  survey: readonly SurveyReading[],
  heard: HeardByDevice,
): Pieces<readonly number[] | undefined> {
  const placed = placedListeners(shop);
  if (shop.floor === undefined || placed.length === 0) return undefined;
  const grid = createFloorGrid(floorPlanOf(shop, shop.floor));
  const map = mapFromSurvey(grid, placed, surveyOf(survey, scannersOf(placed, shop.listeners.length)));
  const { traffic } = readingsOf(shop, placed, heard);
  return ofListeners(shop, placed, yield* learningChanges({ grid, map, recipe: SURVEY_RECIPE }, traffic));
}

function ofListeners({ listeners }: Shop, placed: readonly Placed[], ofPlaced: readonly number[]): number[] {
  return scannersOf(placed, listeners.length).map((scanner) => (scanner === undefined ? 0 : (ofPlaced[scanner] ?? 0)));
}

/** By the indexes of the placed: what was heard of those who go about, and of the shop's own beacons. */
function readingsOf(shop: Shop, placed: readonly Placed[], heard: HeardByDevice) {
  const listenerOf = createListenerIndex(shop);
  const scannerOf = scannersOf(placed, shop.listeners.length);
  const traffic: Traffic[] = [];
  const references: ReferenceTag[] = [];
  for (const [mobile, device] of heard) {
    const readings = device.flatMap((one): TrafficReading[] => {
      const listener = listenerOf(one.anchor);
      const scanner = listener === undefined ? undefined : scannerOf[listener];
      if (listener === undefined || scanner === undefined || one.rssiDbm === undefined) return [];
      const rssiDbm = strengthDbm(one, shop.listeners[listener]?.kind ?? 'scanner', USUAL);
      return rssiDbm === undefined ? [] : [{ t: one.t, scanner, rssiDbm }];
    });
    const own = listenerOf(mobile);
    const { x, y } = (own === undefined ? undefined : shop.listeners[own]) ?? {};
    if (x !== undefined && y !== undefined) references.push({ x, y, readings });
    else if (own === undefined && readings.length > 0) traffic.push(readings);
  }
  return { traffic, references };
}
