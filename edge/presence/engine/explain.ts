import { createFloorFilters, type FloorFilter } from './floor-filter.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { Pieces } from './pieces.ts';
import type { RadioMap } from './radio-map.ts';
import type { ShopTraffic } from './shop-traffic.ts';
import type { SignalMap } from './signal-map.ts';
import type { ReferenceTag, Traffic } from './traffic.ts';

/** Each third of the scanners is foretold from what the others heard. */
const PARTS = 3;
const STEP_MS = 1000;
/** A filter begins anywhere: its first seconds say nothing. */
const WARM_UP_MS = 5000;
/** Student's t, as in the filter: a wall that the map does not know is forgiven. */
const SCALE_DB = 4;
const FREEDOM = 8;
/** Phones and tags differ by about as much as a reading does from what is expected. */
const GAIN_PRIOR = 1;

interface Score {
  sum: number;
  count: number;
}

/**
 * How well a map explains traffic that it was not learnt from: the mean log likelihood, up to a constant, of what each scanner heard, by where
 * the other scanners say that the device was; for tags, by where they hang. Undefined where there is nothing to explain.
 */
export function* explaining(grid: FloorGrid, { map, recipe }: RadioMap, { traffic, references }: ShopTraffic): Pieces<number | undefined> {
  // What is kept back from a filter was not missed.
  const newFilters = Array.from({ length: PARTS }, (_, part) =>
    createFloorFilters(grid, map, recipe, (scanner) => scanner % PARTS !== part),
  );
  const ofPeople: Score = { sum: 0, count: 0 };
  const ofTags: Score = { sum: 0, count: 0 };
  for (const stretch of traffic) {
    for (const [part, newFilter] of newFilters.entries()) {
      foretell(stretch, map, newFilter(), part, ofPeople);
      yield;
    }
  }
  for (const tag of references) compare(tag, grid, map, ofTags);
  // Tags say little and for sure, people much and vaguely: both count alike.
  const means = [ofPeople, ofTags].flatMap(({ sum, count }) => (count === 0 ? [] : [sum / count]));
  return means.length === 0 ? undefined : means.reduce((sum, mean) => sum + mean, 0);
}

function foretell(stretch: Traffic, map: SignalMap, filter: FloorFilter, part: number, score: Score): void {
  const [first, last] = [stretch[0]?.t ?? 0, stretch.at(-1)?.t ?? 0];
  let next = 0;
  for (let t = first; t < last + STEP_MS; t += STEP_MS) {
    const unseen = new Map<number, number[]>();
    for (let reading = stretch[next]; reading && reading.t <= t; reading = stretch[++next]) {
      const { scanner, rssiDbm } = reading;
      if (scanner % PARTS === part) unseen.set(scanner, [...(unseen.get(scanner) ?? []), rssiDbm]);
      else filter.observe(scanner, reading.t, rssiDbm);
    }
    filter.step(t);
    if (t - first < WARM_UP_MS) continue;
    const { posterior, gainDb } = filter;
    for (const [scanner, levels] of unseen) {
      let likelihood = 0;
      for (let cell = 0; cell < posterior.length; cell += 1) {
        const probability = posterior[cell] ?? 0;
        if (probability > 0) likelihood += probability * density(meanOf(levels) - gainDb - (map[scanner]?.[cell] ?? 0));
      }
      score.sum += Math.log(likelihood);
      score.count += 1;
    }
  }
}

function compare({ x, y, readings }: ReferenceTag, grid: FloorGrid, map: SignalMap, score: Score): void {
  const at = nearestCell(grid, x, y);
  const aboves = map.flatMap((expected, scanner) => {
    const own = readings.filter((reading) => reading.scanner === scanner).map(({ rssiDbm }) => rssiDbm);
    return own.length === 0 ? [] : [meanOf(own) - (expected[at] ?? 0)];
  });
  const gainDb = aboves.reduce((sum, above) => sum + above, 0) / (aboves.length + GAIN_PRIOR);
  for (const above of aboves) score.sum += Math.log(density(above - gainDb));
  score.count += aboves.length;
}

function nearestCell(grid: FloorGrid, x: number, y: number): number {
  let nearest = 0;
  const away = (cell: number): number => Math.hypot((grid.x[cell] ?? 0) - x, (grid.y[cell] ?? 0) - y);
  for (let cell = 1; cell < grid.cells; cell += 1) if (away(cell) < away(nearest)) nearest = cell;
  return nearest;
}

function density(aboveDb: number): number {
  return (1 + (aboveDb / SCALE_DB) ** 2 / FREEDOM) ** (-(FREEDOM + 1) / 2);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
