import { describe, expect, it } from 'vitest';
import { createFloorGrid } from '../../../../edge/presence/engine/floor-grid.ts';
import { SURVEY_RECIPE } from '../../../../edge/presence/engine/grid-engine.ts';
import { learnChanges } from '../../../../edge/presence/engine/map-changes.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { distanceM, mapFromPositions, shiftedMap } from '../../../../edge/presence/engine/signal-map.ts';
import type { Traffic } from '../../../../edge/presence/engine/traffic.ts';

const grid = createFloorGrid({ floor: { width: 12, depth: 9 }, zones: [] });
const scanners = [0, 6, 12].flatMap((x) => [0, 9].map((y) => ({ x, y, z: 2.5 })));
const truth = { atOneMetreDbm: -52, exponent: 2.4, offsetsDb: [5, -4, 1, 0, -3, 1] };

/** Somebody who goes round the floor, on a way that only the test knows, with a phone that sends so much more than others. */
function someone(start: number, gainDb = 0): Traffic {
  return Array.from({ length: 90 }, (_, second) => second).flatMap((second) =>
    scanners.map((position, scanner) => {
      const angle = start + second / 12;
      const away = distanceM(position, 6 + 4.5 * Math.cos(angle), 4.5 + 3 * Math.sin(angle));
      const shadowDb = ((scanner * 7 + second * 5) % 13) - 6;
      const rssiDbm = Math.round(expectedRssiDbm(truth, scanner, away) + gainDb + shadowDb);
      return { t: second * 1000 + 400 + scanner, scanner, rssiDbm };
    }),
  );
}
const traffic = [0, 2, 4].map((start) => someone(start));

describe('a survey map', () => {
  const surveyed = mapFromPositions(grid, scanners, truth);

  it('is kept fresh from the traffic: a scanner that was replaced by a better one is found out', () => {
    const replaced = traffic.map((device) =>
      device.map((reading) => ({ ...reading, rssiDbm: reading.rssiDbm + (reading.scanner === 2 ? 8 : 0) })),
    );
    const changesDb = learnChanges({ grid, map: surveyed, recipe: SURVEY_RECIPE }, replaced);
    const others = changesDb.filter((_, scanner) => scanner !== 2);
    expect((changesDb[2] ?? 0) - others.reduce((sum, change) => sum + change, 0) / others.length).toBeGreaterThan(5);
    expect(shiftedMap(surveyed, changesDb)[2]?.[0]).toBeCloseTo((surveyed[2]?.[0] ?? 0) + (changesDb[2] ?? 0), 9);
  });

  it('stays as it is where nothing changed, and where nothing was heard', () => {
    for (const change of learnChanges({ grid, map: surveyed, recipe: SURVEY_RECIPE }, traffic)) expect(change).toBe(0);
    expect(learnChanges({ grid, map: surveyed, recipe: SURVEY_RECIPE }, [])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
