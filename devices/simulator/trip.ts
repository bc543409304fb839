import type { Dice } from './dice.ts';
import type { FloorPlan, Point } from './floor-plan.ts';
import { type Journey, Steps } from './journey.ts';
import type { Storefront } from './storefront.ts';

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
}

/** Larsen 2020: 3,540 shoppers of 15 stores. */
const EQUIPMENT = { cart: 0.2, basket: 0.28 };
const STAY = { medianMs: 720_000, sigma: 0.7 };
/** Who takes a cart means to stay. Assumed. */
const LONGER: Readonly<Record<Equipment, number>> = { cart: 1.5, basket: 1, none: 0.8 };
const STOP = { medianMs: 15_000, sigma: 1.1 };
const EMPLOYEE_STOP = { medianMs: 180_000, sigma: 1 };
const SPEED_M_PER_S = { from: 0.3, to: 0.8 };
/** Larson 2005: most go round the shop by its outer aisles. The share is assumed. */
const RACETRACK_SHARE = 0.6;
const APPROACH = { alongM: 15, outM: 4 };
const BOUNCE = { intoM: 2, fromMs: 5000, toMs: 40_000 };

export function equipmentOf(chance: Dice): Equipment {
  const drawn = chance.unit();
  return drawn < EQUIPMENT.cart ? 'cart' : drawn < EQUIPMENT.cart + EQUIPMENT.basket ? 'basket' : 'none';
}

/** From the street over the threshold, from zone to zone, and out again; never past closing but for the way to the door. */
export function trip(chance: Dice, place: { plan: FloorPlan; front: Storefront }, atMs: number, options: TripOptions): Journey {
  const { plan, front } = place;
  const street = (): Point => front.place((chance.unit() < 0.5 ? -1 : 1) * APPROACH.alongM, APPROACH.outM);
  const door = front.place(0, 0);
  const speed = chance.between(SPEED_M_PER_S.from, SPEED_M_PER_S.to);
  const steps = new Steps(atMs, options.threshold ? door : street());
  if (!options.threshold) steps.walk(door, options.streetMPerS);
  const fromMs = steps.nowMs;
  if (options.bounced) {
    steps.walk(front.place(0, -BOUNCE.intoM), speed);
    steps.stand(chance.between(BOUNCE.fromMs, BOUNCE.toMs));
  } else {
    const stayMs = options.shiftMs ?? logNormal(chance, STAY) * LONGER[options.equipment];
    const untilMs = Math.min(options.closesMs, fromMs + stayMs);
    for (const zone of tour(chance, plan)) {
      if (steps.nowMs >= untilMs) break;
      steps.walk(front.keptInside(plan.pointIn(zone, chance)), speed);
      const stopMs = logNormal(chance, options.shiftMs === undefined ? STOP : EMPLOYEE_STOP);
      steps.stand(Math.min(stopMs, untilMs - steps.nowMs));
    }
  }
  steps.walk(door, speed);
  const toMs = steps.nowMs;
  steps.walk(street(), options.streetMPerS);
  return { waypoints: steps.waypoints, inside: { fromMs, toMs }, aside: { x: 0, y: 0 } };
}

/** Round the shop one way or the other, with turns aside. */
function* tour(chance: Dice, plan: FloorPlan): Generator<string> {
  const places = plan.zones.map((zone) => ({ zone, at: plan.pointIn(zone, chance) }));
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
    index = chance.unit() < RACETRACK_SHARE ? (index + way) % ring.length : Math.floor(chance.unit() * ring.length);
  }
}

function logNormal(chance: Dice, { medianMs, sigma }: { medianMs: number; sigma: number }): number {
  return medianMs * Math.exp(sigma * chance.normal());
}
