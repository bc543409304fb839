import { createFloorFilters, type FilterRecipe } from './floor-filter.ts';
import type { FloorGrid } from './floor-grid.ts';
import { follow, moments } from './follow-traffic.ts';
import { addLevel, noSums, OFFSET_SD_DB, readingsWorth } from './path-loss-fit.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { type SignalMap, shiftedMap } from './signal-map.ts';
import { drawStretches, type Traffic } from './traffic.ts';

export interface MapPlan {
  readonly grid: FloorGrid;
  readonly map: SignalMap;
  readonly recipe: FilterRecipe;
}

const ROUNDS = 3;
/** Less than this comes from where people went, and not from the scanner: the survey knows better. */
const NOTICEABLE_DB = 3;

/**
 * What each scanner has come to read more or less than its map says, learnt in the same way: so a survey stays fresh when a scanner is replaced
 * or gets a shelf in front of it. The shape of the map stays, since no traffic tells it as well as somebody who stood there.
 */
export function learnChanges(plan: MapPlan, traffic: readonly Traffic[]): number[] {
  return atOnce(learningChanges(plan, traffic));
}

/** The same, beside the traffic itself. */
export function* learningChanges({ grid, map, recipe }: MapPlan, traffic: readonly Traffic[]): Pieces<number[]> {
  const stretches = drawStretches(traffic).flat();
  let changesDb = map.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = map.map(noSums);
    const newFilter = createFloorFilters(grid, shiftedMap(map, changesDb), recipe);
    for (const stretch of stretches) {
      follow(stretch, newFilter(), (levels, { posterior, gainDb }, weight) => {
        for (const { scanner, dbm } of levels) {
          const [expectedDbm] = moments(map[scanner], posterior);
          addLevel(sums[scanner] ?? noSums(), weight, dbm - gainDb - expectedDbm, 0);
        }
      });
      yield;
    }
    const believed = sums.map(({ dbm, weight }) => dbm / (weight + readingsWorth(OFFSET_SD_DB)));
    // The middle one: what happened to one scanner is not shared out among the others.
    const middle = [...believed].sort((a, b) => a - b)[Math.floor(believed.length / 2)] ?? 0;
    changesDb = believed.map((change) => change - middle);
  }
  return changesDb.map((change) => (Math.abs(change) < NOTICEABLE_DB ? 0 : change));
}
