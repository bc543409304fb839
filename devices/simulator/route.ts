import type { Dice } from './dice.ts';
import type { FloorPlan, Point } from './floor-plan.ts';

/** A place to go to and how long to stand there. */
export interface Stop {
  readonly zone: string;
  readonly dwellMs: number;
}

interface Leg {
  readonly from: Point;
  readonly to: Point;
  readonly startMs: number;
  readonly endMs: number;
}

/** Where the shopper is, as a function of the time since the walk began. */
export type Route = (sinceMs: number) => Point;

/** A stroll with a trolley; Bohannon (1997) has 1.2 to 1.4 m/s for adults at their own pace. */
const WALKING_M_PER_S = 1.2;
const STAND_MS = { from: 12_000, to: 45_000 };

/** Straight legs between the stops at walking pace. Without stops, the dice choose zones and times until the walk ends. */
export function route(plan: FloorPlan, dice: Dice, durationMs: number, stops?: readonly Stop[]): Route {
  const legs: Leg[] = [];
  let here: Point | undefined;
  let now = 0;
  for (const stop of stops ?? wander(plan, dice)) {
    if (now >= durationMs) break;
    const there = plan.pointIn(stop.zone, dice);
    const from: Point = here ?? there;
    const arrival = now + (Math.hypot(there.x - from.x, there.y - from.y) / WALKING_M_PER_S) * 1000;
    legs.push({ from, to: there, startMs: now, endMs: arrival });
    legs.push({ from: there, to: there, startMs: arrival, endMs: arrival + stop.dwellMs });
    now = arrival + stop.dwellMs;
    here = there;
  }
  return (sinceMs) => placeOn(legs, sinceMs);
}

function* wander(plan: FloorPlan, dice: Dice): Generator<Stop> {
  let last: string | undefined;
  for (;;) {
    const others = plan.zones.filter((zone) => zone !== last || plan.zones.length === 1);
    const [first, ...rest] = others;
    if (first === undefined) return;
    last = dice.pick([first, ...rest]);
    yield { zone: last, dwellMs: dice.between(STAND_MS.from, STAND_MS.to) };
  }
}

function placeOn(legs: readonly Leg[], sinceMs: number): Point {
  const leg = legs.find((candidate) => sinceMs < candidate.endMs) ?? legs[legs.length - 1];
  if (!leg) return { x: 0, y: 0 };
  const share = leg.endMs > leg.startMs ? Math.min(1, (sinceMs - leg.startMs) / (leg.endMs - leg.startMs)) : 1;
  return { x: leg.from.x + (leg.to.x - leg.from.x) * share, y: leg.from.y + (leg.to.y - leg.from.y) * share };
}
