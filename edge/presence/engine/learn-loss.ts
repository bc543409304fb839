import type { Shop } from '../../domain/shop.ts';
import { POSITIONS_RECIPE, SURVEY_RECIPE } from './grid-engine.ts';
import { type Ground, groundOf } from './ground.ts';
import { learningChanges } from './map-changes.ts';
import type { PathLoss } from './path-loss.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { learningFromTraffic } from './self-calibration.ts';
import { type HeardByDevice, type ShopTraffic, shopTrafficOf } from './shop-traffic.ts';
import type { SurveyReading } from './signal-map.ts';

/**
 * The path loss of a shop from its traffic; the shop's own beacons among the devices are tags whose place is known.
 * Undefined where the site file has no floor, or scanners have no places: nothing is reckoned from path loss there.
 */
export function learnLoss(shop: Shop, heard: HeardByDevice): PathLoss | undefined {
  const ground = groundOf(shop);
  return ground && atOnce(learningLoss(shop, ground, shopTrafficOf(shop, ground, heard)));
}

/** The same, beside the traffic itself. */
export function* learningLoss(shop: Shop, { grid, placed, scannerOf }: Ground, { traffic, references }: ShopTraffic): Pieces<PathLoss> {
  const plan = { grid, scanners: placed, recipe: POSITIONS_RECIPE };
  const { offsetsDb, ...loss } = yield* learningFromTraffic(plan, traffic, references);
  return { ...loss, offsetsDb: ofListeners(shop, scannerOf, offsetsDb) };
}

/** What each listener has come to read more since the survey, in dB; undefined where the site file has no floor for a survey. */
export function learnSinceSurvey(shop: Shop, survey: readonly SurveyReading[], heard: HeardByDevice): readonly number[] | undefined {
  const ground = groundOf(shop, survey);
  return ground && atOnce(learningSinceSurvey(shop, ground, shopTrafficOf(shop, ground, heard)));
}

/** The same, beside the traffic itself. */
export function* learningSinceSurvey(
  shop: Shop,
  { grid, scannerOf, surveyed = [] }: Ground,
  { traffic }: ShopTraffic,
): Pieces<readonly number[]> {
  return ofListeners(shop, scannerOf, yield* learningChanges({ grid, map: surveyed, recipe: SURVEY_RECIPE }, traffic));
}

function ofListeners({ listeners }: Shop, scannerOf: Ground['scannerOf'], ofPlaced: readonly number[]): number[] {
  return listeners.map((_, listener) => ofPlaced[scannerOf[listener] ?? -1] ?? 0);
}
