import { dice } from './dice.ts';
import type { Point } from './floor-plan.ts';

/** Half a wavelength at 2.4 GHz: a step that far meets another interference of the same echoes. */
const CELL_M = 0.06;
/** Power of the direct path over that of the echoes. */
const RICIAN_K = 1.5;

/** The gain in dB of one place at one scanner on one advertising channel (0 to 2 for 37 to 39): always the same there. */
export function fadeDb(seed: number, scanner: number, at: Point, channel: number): number {
  let hash = seed >>> 0;
  for (const part of [scanner * 3 + channel, Math.floor(at.x / CELL_M), Math.floor(at.y / CELL_M)]) {
    hash = Math.imul(hash ^ part, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  const chance = dice(hash);
  const direct = Math.sqrt(RICIAN_K / (RICIAN_K + 1));
  const echo = Math.sqrt(1 / (2 * (RICIAN_K + 1)));
  return 20 * Math.log10(Math.hypot(direct + echo * chance.normal(), echo * chance.normal()));
}
