import type { PresenceEvent, Stay } from '../../domain/presence-event.ts';
import { MINUTES, type Minutes, minuteOf, QUARTER_MS, quarterOf } from './quarter.ts';

/** A visit that goes on, with the times for which it is known where the subject was. */
export interface GoingOn {
  readonly visitId: string;
  readonly spans: readonly { readonly zone: string; readonly from: number; readonly to: number }[];
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

interface ZoneInterval extends Interval {
  readonly visitId: string;
  readonly zone: string;
}

/** How many visits were open, minute by minute, as it is known by now: silence after a visit is not in it, and what came late is. */
export interface Occupancy {
  /** The quarters that an event may have changed. */
  follow(event: PresenceEvent): readonly number[];
  /** From the minute at which the computer was started; what it counted before that stands. */
  minutes(from: number, before: Minutes, until: number): Minutes;
  forget(before: number): void;
}

const NOWHERE: readonly number[] = [];

export function createOccupancy(zones: ReadonlySet<string>, startedAt: number, goingOn: () => Iterable<GoingOn>): Occupancy {
  const visits = new Map<string, Interval>();
  const stays = new Map<string, ZoneInterval>();
  const staysOfVisit = new Map<string, Set<string>>();

  function follow(event: PresenceEvent): readonly number[] {
    if (event.type === 'stay-told') return keepStay(event.visitId, event.stay);
    if (event.type !== 'visit-closed' && event.type !== 'visit-revised') return NOWHERE;
    const { openedAt: from, closedAt: to, supersedes, excluded } = event.visit;
    const known = visits.get(event.visitId);
    for (const id of supersedes) drop(id);
    if (excluded) drop(event.visitId);
    else visits.set(event.visitId, { from, to });
    return quartersOf({ from, to }, known);
  }

  function keepStay(visitId: string, { stayId, supersedes, zone, enteredAt: from, leftAt: to }: Stay): readonly number[] {
    const known = stays.get(stayId);
    for (const id of [...supersedes, stayId]) dropStay(id);
    stays.set(stayId, { visitId, zone, from, to });
    const ofVisit = staysOfVisit.get(visitId);
    if (ofVisit) ofVisit.add(stayId);
    else staysOfVisit.set(visitId, new Set([stayId]));
    return quartersOf({ from, to }, known);
  }

  function dropStay(stayId: string): void {
    const stay = stays.get(stayId);
    if (!stay) return;
    stays.delete(stayId);
    staysOfVisit.get(stay.visitId)?.delete(stayId);
  }

  function drop(visitId: string): void {
    visits.delete(visitId);
    for (const stayId of staysOfVisit.get(visitId) ?? []) stays.delete(stayId);
    staysOfVisit.delete(visitId);
  }

  return {
    follow,
    minutes(from, before, until) {
      const counted = [...before.visits];
      const perZone = new Map<string, number[]>(Object.entries(before.zones).map(([zone, counts]) => [zone, [...counts]]));
      const first = Math.max(0, Math.ceil((startedAt - from) / (QUARTER_MS / MINUTES)));
      const last = Math.min(MINUTES - 1, Math.floor((until - from) / (QUARTER_MS / MINUTES)));
      for (let minute = first; minute <= last; minute += 1) {
        counted[minute] = 0;
        for (const counts of perZone.values()) counts[minute] = 0;
      }
      const each = ({ from: begin, to }: Interval, add: (minute: number) => void): void => {
        for (let minute = first; minute <= last; minute += 1) {
          const at = minuteOf(from, minute);
          if (at >= begin && at <= to) add(minute);
        }
      };
      const addVisit = (interval: Interval): void => each(interval, (minute) => (counted[minute] = (counted[minute] ?? 0) + 1));
      const addZone = (zone: string, interval: Interval): void => {
        if (!zones.has(zone) || interval.to < from || interval.from >= from + QUARTER_MS) return;
        const counts = perZone.get(zone) ?? Array.from({ length: MINUTES }, () => 0);
        perZone.set(zone, counts);
        each(interval, (minute) => (counts[minute] = (counts[minute] ?? 0) + 1));
      };
      const open = new Set<string>();
      for (const { visitId, spans } of goingOn()) {
        open.add(visitId);
        const begin = spans[0]?.from;
        if (begin === undefined) continue;
        addVisit({ from: begin, to: spans.at(-1)?.to ?? begin });
        for (const span of spans) addZone(span.zone, span);
      }
      for (const [visitId, interval] of visits) if (!open.has(visitId)) addVisit(interval);
      for (const stay of stays.values()) if (!open.has(stay.visitId) && visits.has(stay.visitId)) addZone(stay.zone, stay);
      return { visits: counted, zones: Object.fromEntries([...perZone].sort(([a], [b]) => (a < b ? -1 : 1))) };
    },
    forget(before) {
      for (const [visitId, { to }] of visits) if (to < before) drop(visitId);
    },
  };
}

function quartersOf(interval: Interval, known: Interval = interval): readonly number[] {
  const first = quarterOf(Math.min(interval.from, known.from));
  const last = quarterOf(Math.max(interval.to, known.to));
  return Array.from({ length: (last - first) / QUARTER_MS + 1 }, (_, index) => first + index * QUARTER_MS);
}
