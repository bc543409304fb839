import { describe, expect, it } from 'vitest';
import { createFloorGrid } from '../../../../edge/presence/engine/floor-grid.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { distanceM, mapFromPositions, mapFromSurvey } from '../../../../edge/presence/engine/signal-map.ts';

const grid = createFloorGrid({ floor: { width: 12, depth: 8 }, zones: [] });
const scanners = [
  { x: 0, y: 0, z: 2.5 },
  { x: 12, y: 8, z: 2.5 },
];
const loss = { atOneMetreDbm: -60, exponent: 1.5, offsetsDb: [2, -2] };
const readingAt = (scanner: number, x: number, y: number, more = 0) => {
  const position = scanners[scanner] ?? { x: 0, y: 0, z: 0 };
  const level = expectedRssiDbm(loss, scanner, distanceM(position, x, y)) + more;
  return { x, y, scanner, meanDbm: level - 1, p50Dbm: level - 2, p90Dbm: level + 2 };
};
const survey = [0, 1].flatMap((scanner) => [1.5, 4.5, 7.5, 10.5].flatMap((x) => [1.5, 4.5, 7.5].map((y) => readingAt(scanner, x, y))));
const cellAt = (x: number, y: number): number => grid.x.findIndex((_, cell) => grid.x[cell] === x && grid.y[cell] === y);

describe('the map of what a scanner should read', () => {
  it('is the path loss of the positions, where that is all that the shop knows', () => {
    const [first] = mapFromPositions(grid, scanners, loss);
    expect(first?.[cellAt(6.5, 3.5)]).toBeCloseTo(-60 + 2 - 15 * Math.log10(Math.hypot(6.5, 3.5, 1)), 9);
  });

  it('is what the survey found in between its points too, where the path loss explains it', () => {
    const map = mapFromSurvey(grid, scanners, survey);
    const [, second] = mapFromPositions(grid, scanners, loss);
    for (const cell of [cellAt(2.5, 3.5), cellAt(9.5, 6.5)]) expect(map[1]?.[cell]).toBeCloseTo(second?.[cell] ?? 0, 0);
  });

  it('follows the survey round a shelf that the path loss does not know, and forgets it farther away', () => {
    const behind = survey.map((reading) =>
      reading.scanner === 0 && reading.x === 10.5 && reading.y === 7.5 ? readingAt(0, 10.5, 7.5, -12) : reading,
    );
    const [clear] = mapFromSurvey(grid, scanners, survey);
    const [shadowed] = mapFromSurvey(grid, scanners, behind);
    const change = (x: number, y: number): number => (shadowed?.[cellAt(x, y)] ?? 0) - (clear?.[cellAt(x, y)] ?? 0);
    expect(change(10.5, 7.5)).toBeLessThan(-8);
    expect(Math.abs(change(1.5, 1.5))).toBeLessThan(1.5);
  });

  it('is the path loss for a scanner that heard nothing of the survey', () => {
    const map = mapFromSurvey(
      grid,
      scanners,
      survey.filter((reading) => reading.scanner === 0),
    );
    expect(map[1]?.every(Number.isFinite)).toBe(true);
  });

  it('does not mind a reading of a scanner that was taken down', () => {
    expect(mapFromSurvey(grid, scanners, [...survey, { ...readingAt(0, 1, 1), scanner: 7 }])).toEqual(
      mapFromSurvey(grid, scanners, survey),
    );
  });
});
