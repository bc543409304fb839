import { describe, expect, it } from 'vitest';
import type { Site } from '../../../contract/site.ts';
import { channel } from '../../../devices/simulator/channel.ts';
import { dice } from '../../../devices/simulator/dice.ts';
import type { Point } from '../../../devices/simulator/floor-plan.ts';
import { shopDay } from '../../../devices/simulator/shop-day.ts';
import { storefront } from '../../../devices/simulator/storefront.ts';
import { wallsOf } from '../../../devices/simulator/walls.ts';
import { box } from '../../support/box.ts';

const site: Site = {
  shop: { id: 'rows', name: 'Rows', timezone: 'Europe/Paris' },
  floor: { width: 12, depth: 12 },
  zones: [
    { id: 'front', name: 'Front', polygon: box(0, 0, 12, 4) },
    { id: 'middle', name: 'Middle', polygon: box(0, 4, 12, 4) },
    { id: 'back', name: 'Back', polygon: box(0, 8, 12, 4) },
  ],
  scanners: [{ id: 'one', x: 6, y: 1, z: 2.3 }],
  walls: [
    [
      [2, 4],
      [10, 4],
    ],
    [
      [0, 8],
      [9, 8],
    ],
  ],
};
const walls = wallsOf(site, storefront(site).inside);
const legsOf = (from: Point, to: Point): (readonly [Point, Point])[] => {
  const way = [from, ...walls.way(from, to)];
  return way.slice(1).map((point, index) => [way[index] ?? from, point]);
};

describe('rows of shelves in a generated shop', () => {
  it('are walked round by the shortest way, and never through', () => {
    const legs = legsOf({ x: 6, y: 2 }, { x: 3, y: 10 });
    expect(legs.map(([from, to]) => walls.between(from, to))).toEqual([0, 0, 0]);
    const length = legs.reduce((sum, [from, to]) => sum + Math.hypot(to.x - from.x, to.y - from.y), 0);
    // Past (10.4, 4) and (9.4, 8).
    expect(length).toBeCloseTo(Math.hypot(4.4, 2) + Math.hypot(1, 4) + Math.hypot(6.4, 2), 9);
  });

  it('do not turn who has a free way', () => {
    expect(walls.way({ x: 1, y: 1 }, { x: 1, y: 7 })).toEqual([{ x: 1, y: 7 }]);
  });

  it('are walked through only to a place that is walled in', () => {
    const cell: Site = {
      ...site,
      walls: [box(5, 5, 2, 2), box(5, 5, 2, 2)].flatMap((corners) =>
        corners.map((from, index) => [from, corners[(index + 1) % 4] ?? from]),
      ),
    };
    const closed = wallsOf(cell, () => true);
    expect(closed.way({ x: 1, y: 1 }, { x: 6, y: 6 })).toEqual([{ x: 6, y: 6 }]);
  });

  it('are passed by shoppers on their ways', () => {
    const day = shopDay({ site, seed: 2, opensMs: 0, closesMs: 3_600_000, shoppersPerHour: 20, passing: 0, employees: 0 });
    const steps = day.people.flatMap(({ journeys }) =>
      journeys.flatMap(({ waypoints }) => waypoints.slice(1).map((to, index) => walls.between(waypoints[index] ?? to, to))),
    );
    expect(steps.length).toBeGreaterThan(200);
    expect(steps.filter((crossed) => crossed > 0)).toEqual([]);
  });

  it('take 3 dB each from what a scanner hears behind them', () => {
    const levels = (between?: (from: Point, to: Point) => number) => {
      const air = channel(dice(5), [{ x: 6, y: 1, z: 2.3 }], { rssiAt1mDbm: -40, pathLossExponent: 1.5, ...(between && { between }) });
      const carried = air.carried(dice(1), 'hand');
      return Array.from(
        { length: 2000 },
        (_, index) => carried.hear(0, index * 1000, { x: 6 + (index % 50) / 50, y: 11 }, 0) ?? Number.NaN,
      );
    };
    const open = levels();
    const shelved = levels(walls.between);
    const differences = open.map((level, index) => level - (shelved[index] ?? Number.NaN)).filter((one) => Number.isFinite(one));
    expect(differences.reduce((sum, one) => sum + one, 0) / differences.length).toBeCloseTo(6, 1);
  });
});
