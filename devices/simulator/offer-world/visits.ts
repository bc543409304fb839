import { oneOf } from './assortment.ts';
import type { Household } from './households.ts';
import { luckOf } from './luck.ts';

export const DAY_MS = 86_400_000;
/** 2026-01-05, the midnight before day 0, a Monday; the shop's clock shows UTC. */
export const MONTH_STARTS_MS = 1_767_571_200_000;

export interface Stop {
  readonly zone: string;
  /** Since the visit began. */
  readonly afterMs: number;
  /** Looked around for, before any need is looked for. */
  readonly lingersMs: number;
  /** How often the zone was left before in this visit. */
  readonly returns: number;
}

export interface Visit {
  readonly day: number;
  /** Index of the member. */
  readonly member: number;
  readonly at: number;
  readonly hour: number;
  readonly weekday: number;
  readonly stops: readonly Stop[];
}

/** Of coming back to the zone before last. */
const RETURNS = 0.2;

/** Who comes on a day, by time: the same whatever is shown to anybody. */
export function visitsOn(seed: number, day: number, members: readonly Household[], zones: readonly string[]): readonly Visit[] {
  const midnight = MONTH_STARTS_MS + day * DAY_MS;
  const weekday = (((day + 1) % 7) + 7) % 7;
  const weekend = weekday === 0 || weekday === 6;
  return members
    .flatMap((household, member): Visit[] => {
      const luck = luckOf(seed, 1, day, member);
      const comes = household.comes * (weekend === household.weekends ? 1.2 : 0.8);
      if (luck.unit() >= comes) return [];
      const minutes = Math.min(21.5 * 60, Math.max(7 * 60, household.hour * 60 + 70 * luck.normal()));
      const at = midnight + Math.round(minutes * 60_000);
      return [{ day, member, at, hour: Math.floor(minutes / 60), weekday, stops: walk(luck, zones) }];
    })
    .sort((a, b) => a.at - b.at || a.member - b.member);
}

function walk(luck: ReturnType<typeof luckOf>, zones: readonly string[]): readonly Stop[] {
  const stops: Stop[] = [];
  let afterMs = 20_000;
  const count = 3 + Math.floor(luck.unit() * 3);
  for (let index = 0; index < count; index += 1) {
    const back = stops.at(-2)?.zone;
    const here = stops.at(-1)?.zone;
    const zone =
      back !== undefined && luck.unit() < RETURNS
        ? back
        : oneOf(
            zones.filter((other) => other !== here),
            luck,
          );
    const lingersMs = Math.round(luck.exponential(20_000));
    stops.push({ zone, afterMs, lingersMs, returns: stops.filter((stop) => stop.zone === zone).length });
    afterMs += 60_000 + lingersMs;
  }
  return stops;
}
