import type { Site } from '../../../contract/site.ts';
import { channel } from '../../../devices/simulator/channel.ts';
import { dice } from '../../../devices/simulator/dice.ts';
import { floorPlan } from '../../../devices/simulator/floor-plan.ts';
import { storefront } from '../../../devices/simulator/storefront.ts';
import { wallsOf } from '../../../devices/simulator/walls.ts';
import { createFloorGrid, type FloorGrid } from '../../../edge/presence/engine/floor-grid.ts';
import { mapFromPositions, type SignalMap } from '../../../edge/presence/engine/signal-map.ts';
import { learnFrom, shareWith } from './likelihood.ts';
import { type HangingPlace, hangingPlaces } from './places.ts';

/** One moment of somebody in a zone, as every scanner there is and every one that there could be would read it. */
interface Moment {
  readonly zone: number;
  /** Where that could be, by the scanners that hang. */
  readonly cells: Float64Array;
  readonly map: SignalMap;
  readonly levels: readonly (number | undefined)[];
}

export interface Placing {
  /** Hangs the scanner that makes the right zone most likely; undefined where no place is left. */
  next(): HangingPlace | undefined;
}

const HANGING_M = 2.3;
/** Adverts that a moment's level is the mean of. */
const ADVERTS = 3;
const MOMENTS_PER_ZONE = 10;
const MOST_MOMENTS = 120;
/** A pocket and a body take so much of a level, on the mean. */
const CARRIED_DB = -7;

/** Where further scanners help most, one after the other: the best given those before (a greedy choice). */
export function placing(site: Site, floor: NonNullable<Site['floor']>, seeds: readonly number[]): Placing {
  const places = hangingPlaces(site, floor);
  const hung = floorPlan(site).scanners.length;
  const grid = createFloorGrid({ floor, zones: site.zones.map(({ polygon }) => (polygon ? { polygon: polygon.map(pointOf) } : {})) });
  const zoneOf = Uint16Array.from(grid.x, (x, cell) => grid.zoneAt(x, grid.y[cell] ?? 0));
  const moments = seeds.flatMap((seed) => momentsOf(site, seed, places, grid));
  for (const moment of moments) for (let scanner = 0; scanner < hung; scanner += 1) read(moment, scanner);
  const free = new Set(places.keys());

  function worth(place: number): number {
    const scanner = hung + place;
    return moments.reduce((sum, { cells, zone, map, levels }) => sum + shareWith(cells, zoneOf, zone, map[scanner], levels[scanner]), 0);
  }

  return {
    next() {
      let best: { readonly place: number; readonly worth: number } | undefined;
      for (const place of free) {
        const found = { place, worth: worth(place) };
        if (!best || found.worth > best.worth) best = found;
      }
      if (!best) return undefined;
      free.delete(best.place);
      for (const moment of moments) read(moment, hung + best.place);
      return places[best.place];
    },
  };
}

function read({ cells, map, levels }: Moment, scanner: number): void {
  const [expected, level] = [map[scanner], levels[scanner]];
  if (expected !== undefined && level !== undefined) learnFrom(cells, expected, level);
}

function momentsOf(site: Site, seed: number, places: readonly HangingPlace[], grid: FloorGrid): Moment[] {
  const plan = floorPlan(site);
  const receivers = [...plan.scanners, ...places.map((at) => ({ ...at, z: HANGING_M }))];
  const chance = dice(seed);
  const air = channel(dice(chance.unit() * 2 ** 32), receivers, { between: wallsOf(site, storefront(site).inside).between });
  const loss = { atOneMetreDbm: air.rssiAt1mDbm + CARRIED_DB, exponent: air.pathLossExponent, offsetsDb: [] };
  const map = mapFromPositions(grid, receivers, loss);
  const drawn = site.zones.flatMap(({ id, polygon }, zone) => (polygon ? [{ id, zone }] : []));
  const each = Math.max(1, Math.min(MOMENTS_PER_ZONE, Math.floor(MOST_MOMENTS / Math.max(1, drawn.length))));
  return drawn.flatMap(({ id, zone }) =>
    Array.from({ length: each }, (): Moment => {
      const [at, headingRad] = [plan.pointIn(id, chance), chance.between(-Math.PI, Math.PI)];
      const carried = air.carried(dice(chance.unit() * 2 ** 32), 'pocket');
      const levels = receivers.map((_, scanner) => {
        const heard = Array.from({ length: ADVERTS }, (__, advert) => carried.hear(scanner, advert * 1000, at, headingRad));
        return mean(heard.filter((dbm) => dbm !== undefined));
      });
      return { zone, cells: new Float64Array(grid.cells).fill(1 / grid.cells), map, levels };
    }),
  );
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function pointOf([x = 0, y = 0]: readonly number[]): readonly [number, number] {
  return [x, y];
}
