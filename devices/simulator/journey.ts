import type { Point } from './floor-plan.ts';
import type { Considered, Paid } from './purchases.ts';

export interface Waypoint extends Point {
  readonly tMs: number;
}

export interface Placed extends Point {
  readonly headingRad: number;
}

/** One way through the street and the shop, from its first waypoint to its last. */
export interface Journey {
  readonly waypoints: readonly Waypoint[];
  /** From the step over the threshold to the step back; absent for who only passes. */
  readonly inside?: { readonly fromMs: number; readonly toMs: number };
  /** How far this one walks from the one who decides. */
  readonly aside: Point;
  /** What a shopper stood before, and where they pay. */
  readonly considered?: readonly Considered[];
  readonly paid?: Paid;
}

/** Builds waypoints: walk there, stand here. */
export class Steps {
  readonly waypoints: Waypoint[];

  constructor(tMs: number, from: Point) {
    this.waypoints = [{ tMs, ...from }];
  }

  get nowMs(): number {
    return this.#last.tMs;
  }

  get here(): Point {
    const { x, y } = this.#last;
    return { x, y };
  }

  walk(to: Point, mPerS: number): void {
    const { x, y, tMs } = this.#last;
    this.waypoints.push({ tMs: tMs + (Math.hypot(to.x - x, to.y - y) / mPerS) * 1000, ...to });
  }

  stand(forMs: number): void {
    this.waypoints.push({ ...this.#last, tMs: this.nowMs + Math.max(0, forMs) });
  }

  get #last(): Waypoint {
    return this.waypoints[this.waypoints.length - 1] ?? { tMs: 0, x: 0, y: 0 };
  }
}

export function endOf(journey: Journey): number {
  return journey.waypoints[journey.waypoints.length - 1]?.tMs ?? 0;
}

/** Where the one who decides is; who stands looks where they went. Undefined before and after the journey. */
export function placedAt(journey: Journey, tMs: number): Placed | undefined {
  const { waypoints } = journey;
  if (tMs < (waypoints[0]?.tMs ?? 0) || tMs > endOf(journey)) return undefined;
  let low = 0;
  let high = waypoints.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((waypoints[middle]?.tMs ?? 0) <= tMs) low = middle;
    else high = middle;
  }
  const from = waypoints[low];
  const to = waypoints[high];
  if (!from || !to) return undefined;
  const share = to.tMs > from.tMs ? (tMs - from.tMs) / (to.tMs - from.tMs) : 1;
  let came = low;
  const standing = from.x === to.x && from.y === to.y;
  while (standing && came > 0 && waypoints[came - 1]?.x === from.x && waypoints[came - 1]?.y === from.y) came -= 1;
  const [tail, head] = standing ? [waypoints[came - 1] ?? from, from] : [from, to];
  return {
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    headingRad: Math.atan2(head.y - tail.y, head.x - tail.x),
  };
}
