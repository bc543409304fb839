import type { Point } from './floor-plan.ts';

/** Half a wavelength at 2.4 GHz: a step that far meets another interference of the same echoes. */
const CELL_M = 0.06;
/** Power of the direct path over that of the echoes. */
const RICIAN_K = 1.5;
const DIRECT = Math.sqrt(RICIAN_K / (RICIAN_K + 1));
const ECHO = Math.sqrt(1 / (2 * (RICIAN_K + 1)));

/** The gain in dB of one place at one scanner on one advertising channel (0 to 2 for 37 to 39): always the same there. */
export function fadeDb(seed: number, scanner: number, at: Point, channel: number): number {
  const device = mixed(mixed(seed, scanner * 3 + channel), Math.floor(at.x / CELL_M));
  const cell = mixed(device, Math.floor(at.y / CELL_M));
  // Box and Muller, both of the pair; of thousands of adverts a second each asks here, so that no dice are made for it.
  const radius = ECHO * Math.sqrt(-2 * Math.log(1 - unit(cell)));
  const angle = 2 * Math.PI * unit(mixed(cell, 1));
  return 20 * Math.log10(Math.hypot(DIRECT + radius * Math.cos(angle), radius * Math.sin(angle)));
}

function mixed(hash: number, part: number): number {
  let next = Math.imul(hash ^ part, 0x9e3779b1);
  next = Math.imul(next ^ (next >>> 15), 0x85ebca6b);
  return next ^ (next >>> 13);
}

function unit(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return ((spread ^ (spread >>> 15)) >>> 0) / 2 ** 32;
}
