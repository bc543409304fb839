import type { Dice } from './dice.ts';
import type { Point } from './floor-plan.ts';

/** What stands between a scanner and a place, in dB: alike in neighbouring places. */
export type Field = (at: Point) => number;

const WAVES = 96;
const CELL_M = 0.2;
/** Cells to either side of the origin: 6.5 km. */
const REACH = 2 ** 15;

/**
 * A Gaussian field whose correlation falls as exp(−distance / correlationM): a sum of plane waves whose wave numbers are
 * drawn from the spectrum of that correlation, (1 + L²k²)^(−3/2) in the plane. It needs no map and no edges.
 */
export function shadowField(chance: Dice, sdDb: number, correlationM: number): Field {
  const waves = Array.from({ length: WAVES }, () => {
    const wavenumber = Math.sqrt(1 / (1 - chance.unit()) ** 2 - 1) / correlationM;
    const direction = chance.between(0, 2 * Math.PI);
    return { x: wavenumber * Math.cos(direction), y: wavenumber * Math.sin(direction), phase: chance.between(0, 2 * Math.PI) };
  });
  const amplitude = sdDb * Math.sqrt(2 / WAVES);
  return perCell((at) => {
    let sum = 0;
    for (const wave of waves) sum += Math.cos(wave.x * at.x + wave.y * at.y + wave.phase);
    return amplitude * sum;
  });
}

/** The field at the centres of small cells, worked out once for each. */
export function perCell(field: Field): Field {
  const known = new Map<number, number>();
  return (at) => {
    const column = Math.round(at.x / CELL_M);
    const row = Math.round(at.y / CELL_M);
    const cell = (column + REACH) * 2 * REACH + row + REACH;
    const before = known.get(cell);
    if (before !== undefined) return before;
    const db = field({ x: column * CELL_M, y: row * CELL_M });
    known.set(cell, db);
    return db;
  };
}

/** The field after shelves moved: half of its variance is drawn anew. */
export function halfRedrawn(before: Field, after: Field): Field {
  return (at) => (before(at) + after(at)) * Math.SQRT1_2;
}
