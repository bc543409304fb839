import { describe, expect, it } from 'vitest';
import { createFloorGrid } from '../../../../edge/presence/engine/floor-grid.ts';
import { POSITIONS_RECIPE } from '../../../../edge/presence/engine/grid-engine.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { learnOffsets, type Traffic } from '../../../../edge/presence/engine/self-calibration.ts';
import { distanceM } from '../../../../edge/presence/engine/signal-map.ts';

const grid = createFloorGrid({ floor: { width: 12, depth: 9 }, zones: [] });
const scanners = [0, 6, 12].flatMap((x) => [0, 9].map((y) => ({ x, y, z: 2.5 })));
const loss = { atOneMetreDbm: -60, exponent: 1.8, offsetsDb: scanners.map(() => 0) };
const trueOffsetsDb = [5, -4, 1, 0, -3, 1];
const plan = { grid, scanners, loss, recipe: POSITIONS_RECIPE };

/** Somebody who goes round the floor, on a way that only the test knows. */
function someone(start: number): Traffic {
  return Array.from({ length: 90 }, (_, second) => second).flatMap((second) =>
    scanners.map((position, scanner) => {
      const angle = start + second / 12;
      const away = distanceM(position, 6 + 4.5 * Math.cos(angle), 4.5 + 3 * Math.sin(angle));
      const rssiDbm = Math.round(expectedRssiDbm({ ...loss, offsetsDb: trueOffsetsDb }, scanner, away));
      return { t: second * 1000 + 400 + scanner, scanner, rssiDbm };
    }),
  );
}
const traffic = [0, 2, 4].map(someone);

describe('scanners that calibrate themselves on the traffic', () => {
  it('learn which of them reads too much, without being told where anybody was', () => {
    const { offsetsDb } = learnOffsets(plan, traffic);
    for (const [scanner, truth] of trueOffsetsDb.entries()) expect(Math.abs((offsetsDb[scanner] ?? 0) - truth)).toBeLessThan(1.5);
    expect(offsetsDb.reduce((sum, offset) => sum + offset, 0)).toBeCloseTo(0, 9);
  });

  it('keep A and n, which traffic cannot tell', () => {
    expect(learnOffsets(plan, traffic)).toMatchObject({ atOneMetreDbm: -60, exponent: 1.8 });
  });

  it('learn nothing from no traffic, and are not upset by a scanner that is not in the plan', () => {
    expect(learnOffsets(plan, [[]]).offsetsDb.every((offset) => offset === 0)).toBe(true);
    expect(learnOffsets(plan, [[{ t: 0, scanner: 9, rssiDbm: -50 }]]).offsetsDb.every((offset) => offset === 0)).toBe(true);
  });

  it('hear of a scanner that is silent nothing, and leave it as it is', () => {
    const { offsetsDb } = learnOffsets(
      plan,
      traffic.map((device) => device.filter(({ scanner }) => scanner !== 3)),
    );
    expect(Math.abs(offsetsDb[3] ?? 9)).toBeLessThan(1);
  });
});
