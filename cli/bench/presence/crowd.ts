import { channel } from '../../../devices/simulator/channel.ts';
import { type Dice, dice } from '../../../devices/simulator/dice.ts';
import type { Point } from '../../../devices/simulator/floor-plan.ts';
import { BENCH_LOSS, SCANNERS, SHOP_FLOOR } from './bench-shop.ts';

export const DEVICES = 2000;
/** Four in five stand, as in a shop. */
const WALKING_SHARE = 0.2;
const SPEED_MPS = 0.6;
const ADVERT_MS = 1000;

/** What is lost twice is heard this weakly: every scanner hears every device every second, so that the load is what it says. */
const WEAKEST_DBM = -95;

/** A second of the shop: what each device's scanners read, whole dBm. */
export type Second = Int8Array;

export interface Crowd {
  /** When in the second a device advertises, ms. */
  readonly phaseMs: Uint16Array;
  readonly seconds: readonly Second[];
}

/** What the scanners of the shop hear of everybody in it, by the channel of the simulator; the same each time. */
export function hearCrowd(seconds: number, devices = DEVICES): Crowd {
  const chance = dice(4);
  const air = channel(chance, SCANNERS, { rssiAt1mDbm: BENCH_LOSS.atOneMetreDbm, pathLossExponent: BENCH_LOSS.exponent });
  const people = Array.from({ length: devices }, (_, device) => ({ ...person(chance, device), radio: air.carried(chance, 'hand') }));
  const heard = Array.from({ length: seconds }, () => new Int8Array(devices * SCANNERS.length));
  const phaseMs = Uint16Array.from({ length: devices }, () => Math.floor(chance.between(0, ADVERT_MS)));
  for (const [second, levels] of heard.entries()) {
    for (const [device, { at, headingRad, radio }] of people.entries()) {
      const position = at(second);
      for (let scanner = 0; scanner < SCANNERS.length; scanner += 1) {
        const t = second * ADVERT_MS + (phaseMs[device] ?? 0);
        levels[device * SCANNERS.length + scanner] =
          radio.hear(scanner, t, position, headingRad) ?? radio.hear(scanner, t, position, headingRad) ?? WEAKEST_DBM;
      }
    }
  }
  return { phaseMs, seconds: heard };
}

/** Somebody who stands at a shelf, or goes to and fro between two. */
function person(chance: Dice, device: number): { readonly at: (second: number) => Point; readonly headingRad: number } {
  const from = somewhere(chance);
  const to = somewhere(chance);
  const headingRad = Math.atan2(to.y - from.y, to.x - from.x);
  if ((device % 100) / 100 >= WALKING_SHARE) return { at: () => from, headingRad };
  const lengthM = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
  const at = (second: number): Point => {
    const walked = ((second * SPEED_MPS) / lengthM) % 2;
    const share = walked > 1 ? 2 - walked : walked;
    return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  };
  return { at, headingRad };
}

function somewhere(chance: Dice): Point {
  return { x: chance.between(0, SHOP_FLOOR.width), y: chance.between(0, SHOP_FLOOR.depth) };
}
