import type { Learnt } from './grade.ts';
import { type GridRecipe, POSITIONS_RECIPE, SURVEY_RECIPE } from './grid-engine.ts';
import type { Ground } from './ground.ts';
import { USUAL } from './path-loss-fit.ts';
import { mapFromPositions, type SignalMap, shiftedMap } from './signal-map.ts';

/** What the scanners are expected to read where, by what was learnt of the shop; a survey says it best. */
export interface RadioMap {
  readonly map: SignalMap;
  readonly recipe: GridRecipe;
}

export function radioMapOf(
  { grid, placed, surveyed }: Ground,
  { sinceSurveyDb = [], loss }: Pick<Learnt, 'sinceSurveyDb' | 'loss'>,
): RadioMap {
  const ofPlaced = (ofListener: readonly number[] = []): number[] => placed.map(({ listener }) => ofListener[listener] ?? 0);
  if (surveyed) return { map: shiftedMap(surveyed, ofPlaced(sinceSurveyDb)), recipe: SURVEY_RECIPE };
  return { map: mapFromPositions(grid, placed, { ...USUAL, ...loss, offsetsDb: ofPlaced(loss?.offsetsDb) }), recipe: POSITIONS_RECIPE };
}
