import type { Dice } from './dice.ts';
import type { FloorPlan, Point } from './floor-plan.ts';
import { type Journey, Steps } from './journey.ts';
import { buysAnything, type Considered, type Interests } from './purchases.ts';
import type { Storefront } from './storefront.ts';
import type { Walls } from './walls.ts';

export type Equipment = 'cart' | 'basket' | 'none';

export interface TripOptions {
  readonly equipment: Equipment;
  readonly bounced: boolean;
  readonly streetMPerS: number;
  readonly closesMs: number;
  /** Begins at the threshold, as who comes back for something. */
  readonly threshold?: boolean;
  /** Employees stay this long. */
  readonly shiftMs?: number;
  /** What they like; employees buy nothing. */
  readonly interests?: Interests;
}

/** Larsen 2020: 3,540 shoppers of 15 stores. */
const EQUIPMENT = { cart: 0.2, basket: 0.28 };
const STAY = { medianMs: 720_000, sigma: 0.7 };
/** Who takes a cart means to stay. Assumed. */
const LONGER: Readonly<Record<Equipment, number>> = { cart: 1.5, basket: 1, none: 0.8 };
const STOP = { medianMs: 15_000, sigma: 1.1 };
const EMPLOYEE_STOP = { medianMs: 180_000, sigma: 1 };
/** The queue and the till itself. Assumed. */
const PAYING = { medianMs: 75_000, sigma: 0.5 };
const SPEED_M_PER_S = { from: 0.3, to: 0.8 };
/** Larson 2005: most go round the shop by its outer aisles. The share is assumed. */
const RACETRACK_SHARE = 0.6;
/** Of the time at a shelf, the share that has nothing to do with interest. Assumed. */
const INDIFFERENT = 0.5;
const APPROACH = { alongM: 15, outM: 4 };
const BOUNCE = { intoM: 2, fromMs: 5000, toMs: 40_000 };

export function equipmentOf(chance: Dice): Equipment {
  const drawn = chance.unit();
  return drawn < EQUIPMENT.cart ? 'cart' : drawn < EQUIPMENT.cart + EQUIPMENT.basket ? 'basket' : 'none';
}

/** From the street over the threshold, from zone to zone, and out again; never past closing but for the way to the door. */
export function trip(
  chance: Dice,
  place: { plan: FloorPlan; front: Storefront; walls: Walls },
  atMs: number,
  options: TripOptions,
): Journey {
  const { plan, front, walls } = place;
  const street = (): Point => front.place((chance.unit() < 0.5 ? -1 : 1) * APPROACH.alongM, APPROACH.outM);
  const door = front.place(0, 0);
  const speed = chance.between(SPEED_M_PER_S.from, SPEED_M_PER_S.to);
  const steps = new Steps(atMs, options.threshold ? door : street());
  if (!options.threshold) steps.walk(door, options.streetMPerS);
  const fromMs = steps.nowMs;
  const walk = (to: Point): void => {
    for (const turn of walls.way(steps.here, to)) steps.walk(turn, speed);
  };
  const considered: Considered[] = [];
  let paidIn: { readonly zone: string | undefined } | undefined;
  if (options.bounced) {
    walk(front.place(0, -BOUNCE.intoM));
    steps.stand(chance.between(BOUNCE.fromMs, BOUNCE.toMs));
  } else {
    const stayMs = options.shiftMs ?? logNormal(chance, STAY) * LONGER[options.equipment];
    const untilMs = Math.min(options.closesMs, fromMs + stayMs);
    for (const zone of tour(chance, plan, options.interests)) {
      if (steps.nowMs >= untilMs) break;
      walk(front.keptInside(plan.pointIn(zone, chance)));
      const interest = options.interests?.get(zone) ?? 1;
      const drawnMs =
        logNormal(chance, options.shiftMs === undefined ? STOP : EMPLOYEE_STOP) * (INDIFFERENT + (1 - INDIFFERENT) * interest);
      const dwellMs = Math.max(0, Math.min(drawnMs, untilMs - steps.nowMs));
      const luck = chance.unit();
      if (options.interests?.has(zone)) considered.push({ zone, tMs: steps.nowMs, dwellMs, interest, luck });
      steps.stand(dwellMs);
    }
    if (buysAnything(considered)) {
      const [till, ...tills] = plan.tills;
      paidIn = { zone: till === undefined ? undefined : chance.pick([till, ...tills]) };
      if (paidIn.zone !== undefined) {
        walk(front.keptInside(plan.pointIn(paidIn.zone, chance)));
        steps.stand(logNormal(chance, PAYING));
      }
    }
  }
  const paidMs = steps.nowMs;
  walk(door);
  const toMs = steps.nowMs;
  steps.walk(street(), options.streetMPerS);
  // Who had nothing in the basket leaves past the tills, and pays there for what an offer made them buy.
  const paid = { tMs: paidMs, zone: paidIn?.zone ?? plan.tills[0] };
  return { waypoints: steps.waypoints, inside: { fromMs, toMs }, aside: { x: 0, y: 0 }, ...(options.interests && { considered, paid }) };
}

/** Round the shop one way or the other, with turns aside to what they like. */
function* tour(chance: Dice, plan: FloorPlan, interests?: Interests): Generator<string> {
  const places = plan.zones.filter((zone) => !plan.tills.includes(zone)).map((zone) => ({ zone, at: plan.pointIn(zone, chance) }));
  const middle = {
    x: places.reduce((sum, { at }) => sum + at.x, 0) / places.length,
    y: places.reduce((sum, { at }) => sum + at.y, 0) / places.length,
  };
  const angle = ({ at }: { at: Point }): number => Math.atan2(at.y - middle.y, at.x - middle.x);
  const ring = places.toSorted((a, b) => angle(a) - angle(b)).map(({ zone }) => zone);
  const way = chance.unit() < 0.5 ? 1 : ring.length - 1;
  let index = Math.floor(chance.unit() * ring.length);
  for (;;) {
    const zone = ring[index];
    if (zone === undefined) return;
    yield zone;
    index = chance.unit() < RACETRACK_SHARE ? (index + way) % ring.length : liked(chance, ring, interests);
  }
}

/** The index of a zone, drawn by interest. */
function liked(chance: Dice, ring: readonly string[], interests?: Interests): number {
  const weights = ring.map((zone) => interests?.get(zone) ?? 1);
  let left = chance.unit() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return 0;
}

function logNormal(chance: Dice, { medianMs, sigma }: { medianMs: number; sigma: number }): number {
  return medianMs * Math.exp(sigma * chance.normal());
}
