import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBlur, createFloorGrid } from '../../../../edge/presence/engine/floor-grid.ts';
import type { FloorPlan, Point } from '../../../../edge/presence/engine/floor-plan.ts';

const floor = { width: 10, depth: 6 };
const box = (left: number, near: number, right: number, far: number): Point[] => [
  [left, near],
  [right, near],
  [right, far],
  [left, far],
];
const sumOf = (cells: Float32Array): number => cells.reduce((sum, cell) => sum + cell, 0);
const at = (plan: FloorPlan, x: number, y: number): Float32Array => {
  const grid = createFloorGrid(plan);
  return Float32Array.from({ length: grid.cells }, (_, cell) => (grid.x[cell] === x && grid.y[cell] === y ? 1 : 0));
};

describe('the floor as a grid', () => {
  it('has cells of a metre, and those at an odd edge have their centre on the floor', () => {
    const grid = createFloorGrid({ floor: { width: 3.2, depth: 2 }, zones: [] });
    expect(grid.cells).toBe(8);
    expect(Math.max(...grid.x)).toBe(3.2);
  });

  it('has larger cells where the shop is large, so that a device is never more than 500 of them', () => {
    const grid = createFloorGrid({ floor: { width: 90, depth: 60 }, zones: [] });
    expect(grid.cells).toBeLessThanOrEqual(500);
    expect(grid.cellM).toBeGreaterThan(3);
  });

  it('knows the zone of a point, of overlapping zones the first, and that an aisle is none', () => {
    const zones = [{ polygon: box(0, 0, 4, 3) }, {}, { polygon: box(2, 0, 8, 6) }];
    const { zoneAt } = createFloorGrid({ floor, zones });
    expect([zoneAt(1, 1), zoneAt(3, 1), zoneAt(3, 5), zoneAt(9, 1)]).toEqual([0, 0, 2, 3]);
  });

  it('takes a point beyond the edge for one on it', () => {
    const { zoneAt } = createFloorGrid({ floor, zones: [{ polygon: box(0, 0, 10, 6) }] });
    expect([zoneAt(-3, 2), zoneAt(30, 2), zoneAt(5, -1), zoneAt(5, 99)]).toEqual([0, 0, 0, 0]);
  });

  it('knows a zone that is not a rectangle', () => {
    const { zoneAt } = createFloorGrid({ floor, zones: [{ polygon: [...box(0, 0, 4, 4).slice(0, 3), [2, 2]] }] });
    expect([zoneAt(3, 1), zoneAt(1, 3)]).toEqual([0, 1]);
  });
});

describe('walking over the floor', () => {
  it('keeps the sum of the probability, wherever the walls stand', () => {
    const metre = fc.double({ min: 0, max: 10, noNaN: true });
    const wall = fc.tuple(fc.tuple(metre, metre), fc.tuple(metre, metre));
    fc.assert(
      fc.property(fc.array(wall, { maxLength: 6 }), fc.array(fc.nat(59), { minLength: 1, maxLength: 5 }), (walls, places) => {
        const grid = createFloorGrid({ floor, zones: [], walls });
        const cells = new Float32Array(grid.cells);
        for (const place of places) cells[place] = 1 / new Set(places).size;
        const blur = createBlur(grid, 1.2);
        for (let second = 0; second < 5; second++) blur(cells);
        expect(sumOf(cells)).toBeCloseTo(1, 5);
        expect(Math.min(...cells)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });

  it('gives every place its chance: nobody gathers in the corners', () => {
    const plan = { floor, zones: [] };
    const cells = at(plan, 0.5, 0.5);
    const blur = createBlur(createFloorGrid(plan), 1.2);
    for (let second = 0; second < 200; second++) blur(cells);
    expect(Math.max(...cells) / Math.min(...cells)).toBeLessThan(2.5);
  });

  it.each([
    ['between cells', 5],
    ['through the middle of cells', 4.5],
  ])('does not go through a wall %s', (_, x) => {
    const walls: (readonly [Point, Point])[] = [[[x, 0] as const, [x, 6] as const]];
    const plan = { floor, zones: [], walls };
    const grid = createFloorGrid(plan);
    const cells = at(plan, 1.5, 2.5);
    const blur = createBlur(grid, 1.2);
    for (let second = 0; second < 60; second++) blur(cells);
    const beyond = cells.filter((_cell, index) => (grid.x[index] ?? 0) > x);
    const before = cells.filter((_cell, index) => (grid.x[index] ?? 0) < x);
    expect(sumOf(beyond)).toBe(0);
    expect(Math.min(...before)).toBeGreaterThan(0);
  });

  it('finds the door in a wall, in either direction', () => {
    const walls: (readonly [Point, Point])[] = [[[5, 0] as const, [5, 4] as const]];
    for (const [from, to] of [
      [1.5, 8.5],
      [8.5, 1.5],
    ] as const) {
      const plan = { floor, zones: [], walls };
      const grid = createFloorGrid(plan);
      const cells = at(plan, from, 1.5);
      const blur = createBlur(grid, 1.2);
      for (let second = 0; second < 60; second++) blur(cells);
      expect(cells.filter((_cell, index) => grid.x[index] === to && grid.y[index] === 1.5)[0]).toBeGreaterThan(0.001);
    }
  });
});
