import type { PresenceEvent } from '../../domain/presence-event.ts';
import type { Visit } from '../visits/visit.ts';
import { MINUTES, type Minutes, minuteOf, QUARTER_MS, quarterOf } from './quarter.ts';

export type CountedVisit = Pick<Visit, 'spans' | 'told'>;

const MINUTE_MS = QUARTER_MS / MINUTES;

/**
 * How many visits were open at each minute of a quarter up to `until`, as it is known by now: the silence after a visit is not in it, and what
 * came late is. Of a minute before `startedAt` it is known only where the computer was running then, which `before` says.
 */
export function occupancy(visits: Iterable<CountedVisit>, from: number, before: Minutes, { startedAt, until }: Running): Minutes {
  const counted = Array.from({ length: MINUTES }, (_, minute) => {
    const at = minuteOf(from, minute);
    return at <= until && (at >= startedAt || before.visits[minute] !== null) ? 0 : null;
  });
  const zones = new Map<string, number[]>();
  for (const { spans, told } of visits) {
    const begin = spans[0]?.from ?? Number.POSITIVE_INFINITY;
    const end = spans.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
    if (told?.excluded || end < from || begin >= from + QUARTER_MS) continue;
    add(counted, from, begin, end);
    for (const span of spans) {
      if (span.to < from || span.from >= from + QUARTER_MS) continue;
      const ofZone = zones.get(span.zone) ?? Array.from({ length: MINUTES }, () => 0);
      zones.set(span.zone, ofZone);
      add(ofZone, from, span.from, span.to);
    }
  }
  return { visits: counted, zones: Object.fromEntries([...zones].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

export interface Running {
  readonly startedAt: number;
  readonly until: number;
}

/** Adds one at the minutes between two moments that are known. */
function add(minutes: (number | null)[], from: number, begin: number, end: number): void {
  const first = Math.max(0, Math.ceil((begin - from) / MINUTE_MS));
  const last = Math.min(MINUTES - 1, Math.floor((end - from) / MINUTE_MS));
  for (let minute = first; minute <= last; minute += 1) {
    const count = minutes[minute];
    if (typeof count === 'number') minutes[minute] = count + 1;
  }
}

/** The quarters in which another number of visits may have been open than was known before. */
export function quartersOf(event: PresenceEvent): readonly number[] {
  if (event.type === 'stay-told') return quartersBetween(event.stay.enteredAt, event.stay.leftAt);
  if (event.type === 'visit-closed' || event.type === 'visit-revised') return quartersBetween(event.visit.openedAt, event.visit.closedAt);
  return [];
}

function quartersBetween(begin: number, end: number): readonly number[] {
  const first = quarterOf(begin);
  return Array.from({ length: (quarterOf(end) - first) / QUARTER_MS + 1 }, (_, index) => first + index * QUARTER_MS);
}
