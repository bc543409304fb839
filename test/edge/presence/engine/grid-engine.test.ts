import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFloorGrid } from '../../../../edge/presence/engine/floor-grid.ts';
import type { Point } from '../../../../edge/presence/engine/floor-plan.ts';
import { createGridEngine, type GridRecipe, POSITIONS_RECIPE, SURVEY_RECIPE } from '../../../../edge/presence/engine/grid-engine.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { distanceM, mapFromPositions } from '../../../../edge/presence/engine/signal-map.ts';
import type { ZoneTrack } from '../../../../edge/presence/engine/zone-engine.ts';

const floor = { width: 16, depth: 8 };
const half = (left: number, right: number): Point[] => [
  [left, 0],
  [right, 0],
  [right, 8],
  [left, 8],
];
/** Two departments, and two metres of aisle between them. */
const zones = [{ polygon: half(0, 7) }, { polygon: half(9, 16) }, {}];
const scanners = [0, 5, 11, 16].flatMap((x) => [0, 8].map((y) => ({ x, y, z: 2.5 })));
const loss = { atOneMetreDbm: -60, exponent: 1.8, offsetsDb: scanners.map(() => 0) };
const grid = createFloorGrid({ floor, zones });
const map = mapFromPositions(grid, scanners, loss);
const newTrack = (recipe: GridRecipe = SURVEY_RECIPE): ZoneTrack => createGridEngine({ grid, zones: zones.length, map, recipe }).track();

interface Heard {
  readonly scanner: number;
  readonly t: number;
  readonly rssiDbm: number;
}

/** What the scanners read in the second before `t` of somebody at x, y; some are a little above the model and some below, always the same ones. */
function heardAt(t: number, x: number, y: number): Heard[] {
  return scanners.flatMap((position, scanner) =>
    [300, 750].map((ago) => ({
      scanner,
      t: t - ago,
      rssiDbm: Math.round(
        expectedRssiDbm(loss, scanner, distanceM(position, x, y)) + ((scanner * 7 + Math.floor(t / 1000) * 3 + ago) % 5) - 2,
      ),
    })),
  );
}

function walk(track: ZoneTrack, from: number, seconds: number, place: (second: number) => readonly [number, number]) {
  return Array.from({ length: seconds }, (_, second) => {
    const t = from + second * 1000;
    for (const { scanner, t: at, rssiDbm } of heardAt(t, ...place(second))) track.observe(scanner, at, rssiDbm);
    return track.decide(t);
  });
}

describe('zones drawn on a plan', () => {
  it('are found within seconds, and surely, for somebody who stands in one', () => {
    for (const recipe of [SURVEY_RECIPE, POSITIONS_RECIPE]) {
      const decisions = walk(newTrack(recipe), 0, 20, () => [3, 4]);
      expect(decisions.slice(3).map(({ zone }) => zone)).toEqual(new Array(17).fill(0));
      expect(decisions.at(-1)?.confidence).toBeGreaterThan(0.9);
    }
  });

  it('change once when somebody walks over, soon after the aisle', () => {
    const decisions = walk(newTrack(), 0, 24, (second) => [Math.min(14, 1 + second), 4]);
    const changes = decisions.flatMap(({ zone }, second) => (second > 2 && zone !== decisions[second - 1]?.zone ? [[second, zone]] : []));
    expect(changes.at(-1)?.[1]).toBe(1);
    expect(changes.filter(([, zone]) => zone !== undefined)).toHaveLength(1);
    expect(changes.at(-1)?.[0]).toBeLessThanOrEqual(12);
  });

  it('are not said surely of somebody who stays in the aisle between them', () => {
    const decisions = walk(newTrack(), 0, 30, () => [8, 4]).slice(5);
    expect(Math.max(...decisions.map(({ confidence }) => confidence))).toBeLessThan(0.6);
  });

  it('are none for somebody who went where no zone is', () => {
    const left = createFloorGrid({ floor, zones: zones.slice(0, 1) });
    const track = createGridEngine({ grid: left, zones: 1, map, recipe: SURVEY_RECIPE }).track();
    const decisions = walk(track, 0, 24, (second) => [Math.min(14, 2 + second), 4]);
    expect(decisions[3]?.zone).toBe(0);
    expect(decisions.at(-1)?.zone).toBeUndefined();
    expect(decisions.at(-1)?.confidence).toBeGreaterThan(0.9);
  });

  it('do not flap around somebody who stands half-way', () => {
    const decisions = walk(newTrack(), 0, 120, () => [7, 4]).slice(5);
    expect(decisions.filter(({ zone }, index) => index > 0 && zone !== decisions[index - 1]?.zone).length).toBeLessThanOrEqual(1);
  });

  it('are kept when the device falls silent, ever less surely', () => {
    const track = newTrack();
    const sure = walk(track, 0, 10, () => [3, 4]).at(-1);
    const silent = Array.from({ length: 60 }, (_, second) => track.decide(10_000 + second * 1000));
    expect(new Set(silent.map(({ zone }) => zone))).toEqual(new Set([0]));
    expect(silent.at(-1)?.confidence).toBeLessThan((sure?.confidence ?? 0) - 0.3);
  });

  it('are nowhere before anything was heard, and nowhere by a scanner that the map does not know', () => {
    const track = newTrack();
    track.observe(99, 500, -50);
    expect(track.decide(1000)).toEqual({ zone: undefined, confidence: 0 });
  });

  it('are decided once a second, however often they are asked for, and after a gap as if it had been asked each second', () => {
    const [often, seldom] = [newTrack(), newTrack()];
    for (const track of [often, seldom]) walk(track, 0, 8, () => [3, 4]);
    const before = often.decide(7500);
    expect(often.decide(7900)).toBe(before);
    for (let t = 8000; t <= 20_000; t += 1000) often.decide(t);
    expect(seldom.decide(20_000)).toEqual(often.decide(20_000));
  });

  it('are the same whatever the order in which a second came in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), (keys) => {
        const [ordered, shuffled] = [newTrack(), newTrack()];
        for (let second = 1; second <= 15; second++) {
          const heard = heardAt(second * 1000, second, 4);
          for (const one of heard) ordered.observe(one.scanner, one.t, one.rssiDbm);
          const mixed = heard.map((one, index) => ({ one, key: keys[index] ?? 0 })).sort((a, b) => a.key - b.key);
          for (const { one } of mixed) shuffled.observe(one.scanner, one.t, one.rssiDbm);
          expect(shuffled.decide(second * 1000)).toEqual(ordered.decide(second * 1000));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are of the plan, and their confidence a probability, whatever the radio says', () => {
    const reading = fc.record({ scanner: fc.nat(9), ago: fc.nat(15_000), rssiDbm: fc.integer({ min: -127, max: 20 }) });
    fc.assert(
      fc.property(fc.array(fc.array(reading, { maxLength: 12 }), { maxLength: 15 }), (seconds) => {
        const track = newTrack();
        for (const [second, heard] of seconds.entries()) {
          for (const { scanner, ago, rssiDbm } of heard) track.observe(scanner, (second + 20) * 1000 - ago, rssiDbm);
          const { zone, confidence } = track.decide((second + 20) * 1000);
          expect(zone === undefined || zone === 0 || zone === 1).toBe(true);
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are where those who hear nothing of a device would not hear it, and those who hear nobody at all say nothing', () => {
    const lossy = mapFromPositions(grid, scanners, { ...loss, exponent: 3.2 });
    // The two scanners in the middle hear it equally well: it is as far to one side of them as to the other.
    const zonesWith = (dead: readonly number[]): (number | undefined)[] => {
      const isHearing = (scanner: number): boolean => !dead.includes(scanner);
      const track = createGridEngine({ grid, zones: zones.length, map: lossy, recipe: POSITIONS_RECIPE, isHearing }).track();
      return Array.from({ length: 30 }, (_, second) => {
        for (const scanner of [2, 3]) track.observe(scanner, second * 1000 - 500, -86);
        return track.decide(second * 1000).zone;
      });
    };
    expect(zonesWith([0, 1]).at(-1)).toBe(0);
    expect(zonesWith([4, 5, 6, 7]).at(-1)).toBe(1);
  });

  it('are found in a hall of two hundred scanners that all hear everything', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ x: index % 17, y: Math.floor(index / 17) % 8, z: 3 }));
    const engine = createGridEngine({ grid, zones: zones.length, map: mapFromPositions(grid, many, loss), recipe: SURVEY_RECIPE });
    const track = engine.track();
    for (const [scanner, position] of many.entries()) {
      track.observe(scanner, 900, Math.round(expectedRssiDbm(loss, scanner, distanceM(position, 13, 4))));
    }
    expect(track.decide(1000).zone).toBe(1);
  });
});
