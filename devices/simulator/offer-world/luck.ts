import { type Dice, dice } from '../dice.ts';

/**
 * The dice of one event, told by what it is about and not by how many were thrown before: whatever is shown to whom, everybody comes at the
 * same times and thinks the same of the same screen, so that policies meet the same month.
 */
export function luckOf(...about: readonly number[]): Dice {
  let mixed = 0x9e3779b9;
  for (const part of about) {
    mixed = Math.imul(mixed ^ (part | 0), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return dice(mixed);
}
