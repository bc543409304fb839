import { isInPolygon } from '../../../contract/polygon.ts';
import type { Point } from './floor-plan.ts';
import type { ZoneDecision, ZoneTrack } from './zone-engine.ts';

/** The zones of a plan on which no scanner has a place; a zone without a polygon has none either. */
export interface FixPlan {
  readonly zones: readonly (readonly Point[] | undefined)[];
}

/** Better than this no radio is. */
const BEST_ACCURACY_M = 0.5;
/** Each fix counts for this much beside all before it: one that jumps over a border moves nobody who stands beside it. */
const NEWEST_SHARE = 0.5;
/** The share that another zone must have of its own and the current zone's. */
const ODDS = 0.65;

/** Points of a normal distribution around the fix, in standard deviations: its middle, and rings that each stand for as much of it. */
const RINGS = [0, 0.6, 1.1, 1.8];
const POINTS = RINGS.flatMap((radius) =>
  Array.from(
    { length: radius === 0 ? 1 : 8 },
    (_, at): Point => [radius * Math.cos((at * Math.PI) / 4), radius * Math.sin((at * Math.PI) / 4)],
  ),
);

/** Zones from positions that somebody else worked out, where the shop's own radio knows of no places. */
export function createFixEngine({ zones }: FixPlan): { track(): ZoneTrack } {
  /** The share of the fix in each zone, and at the end that in none. */
  function sharesOf(x: number, y: number, accuracyM: number): number[] {
    const shares = Array.from({ length: zones.length + 1 }, () => 0);
    for (const [dx, dy] of POINTS) {
      const zone = zones.findIndex((polygon) => polygon && isInPolygon(polygon, x + accuracyM * dx, y + accuracyM * dy));
      const at = zone < 0 ? zones.length : zone;
      shares[at] = (shares[at] ?? 0) + 1 / POINTS.length;
    }
    return shares;
  }
  return { track: () => new FixTrack(zones.length, sharesOf) };
}

class FixTrack implements ZoneTrack {
  readonly #zones: number;
  readonly #sharesOf: (x: number, y: number, accuracyM: number) => number[];
  #shares: readonly number[] | undefined;
  #zone: number | undefined;

  constructor(zones: number, sharesOf: (x: number, y: number, accuracyM: number) => number[]) {
    this.#zones = zones;
    this.#sharesOf = sharesOf;
  }

  observe(): void {
    // How well it was heard is in the fix already.
  }

  place(zone: number): void {
    if (!this.#shares) return;
    this.#zone = zone;
    this.#shares = this.#shares.map((_, of) => (of === zone ? 1 : 0));
  }

  locate(x: number, y: number, accuracyM: number): void {
    const newest = this.#sharesOf(x, y, Math.max(BEST_ACCURACY_M, accuracyM));
    const before = this.#shares ?? newest;
    const shares = newest.map((share, zone) => NEWEST_SHARE * share + (1 - NEWEST_SHARE) * (before[zone] ?? 0));
    this.#shares = shares;
    const leader = shares.indexOf(Math.max(...shares));
    const [ahead, behind] = [shares[leader] ?? 0, shares[this.#zone ?? leader] ?? 0];
    if (this.#zone === undefined || ahead >= ODDS * (ahead + behind)) this.#zone = leader;
  }

  decide(): ZoneDecision {
    const zone = this.#zone;
    if (zone === undefined) return { zone: undefined, confidence: 0 };
    return { zone: zone === this.#zones ? undefined : zone, confidence: this.#shares?.[zone] ?? 0 };
  }
}
