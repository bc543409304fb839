import { expect, it } from 'vitest';
import { isInPolygon } from '../../contract/polygon.ts';
import { box } from '../support/box.ts';

it('a point on the border of two zones is in one of them', () => {
  const [left, right] = [box(0, 0, 5, 4), box(5, 0, 5, 4)];
  expect([left, right].map((zone) => isInPolygon(zone, 5, 2))).toEqual([false, true]);
  expect([left, right].map((zone) => isInPolygon(zone, 2, 0))).toEqual([true, false]);
});

it('a point in the corner that an L-shaped zone leaves out is not in it', () => {
  const zone = [
    [0, 0],
    [6, 0],
    [6, 2],
    [2, 2],
    [2, 6],
    [0, 6],
  ];
  expect([isInPolygon(zone, 1, 5), isInPolygon(zone, 5, 1), isInPolygon(zone, 4, 4)]).toEqual([true, true, false]);
});
