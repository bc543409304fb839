import { describe, expect, it } from 'vitest';
import { SURVEY_RECIPE } from '../../../../edge/presence/engine/grid-engine.ts';
import { learnChanges } from '../../../../edge/presence/engine/map-changes.ts';
import { mapFromPositions, shiftedMap } from '../../../../edge/presence/engine/signal-map.ts';
import { grid, scanners, someone, truth } from '../../../support/round-walks.ts';

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
