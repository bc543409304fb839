import type { Trigger } from '../../contract/facts/offer-facts.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';
import { subjectOf } from '../domain/subject.ts';

/** Something to decide about, as soon as it may be. */
export interface Due {
  readonly subject: string;
  readonly track: string;
  readonly visitId: string;
  readonly zone: string;
  readonly trigger: Trigger;
  /** When it came about, ms epoch. */
  readonly t: number;
}

export interface TriggerSettings {
  /** Who is still in a zone after this is decided about again. */
  readonly dwellMs: number;
  /** So long nothing else is decided for a visitor, unless he enters another zone. */
  readonly gapMs: number;
}

/** What of presence and of screens leads to a decision: of each visitor, and of each member in a zone, one at a time, the newest. */
export interface Triggers {
  follow(event: PresenceEvent, returns: number): void;
  /** Something happened that may change what is best for whoever stands in a zone; nothing where he stands in none. */
  happened(subject: string, trigger: Trigger, t: number, track?: string): void;
  /** A visitor was decided about; an offer of it leaves the screen at `expiresAt`. */
  decided(due: Due, now: number, expiresAt: number | undefined): void;
  /** What is to be decided now; it is no longer due after this. */
  take(now: number): Due[];
  isDue(now: number): boolean;
  forget(subject: string): void;
}

interface Standing {
  readonly subject: string;
  readonly track: string;
  readonly visitId: string;
  readonly zone: string;
  /** Out of the zone, or not heard: perhaps for a moment only. */
  isAway: boolean;
  /** Undefined once it was decided about. */
  dwellAt: number | undefined;
  expiresAt: number | undefined;
}

const ENTRIES: readonly Trigger[] = ['zone', 'return'];

export function createTriggers({ dwellMs, gapMs }: TriggerSettings): Triggers {
  /** By track: where somebody surely is. */
  const standing = new Map<string, Standing>();
  /** By track, as is the time of the last decision. */
  const due = new Map<string, Due>();
  const lastAt = new Map<string, number>();

  function add(next: Due): void {
    const { subject, track, zone } = next;
    const waiting = due.get(track);
    // What is decided on entry is decided with everything else that is known by then.
    if (waiting?.zone === zone && ENTRIES.includes(waiting.trigger)) return;
    for (const other of due.values()) if (other.subject === subject && other.zone === zone) due.delete(other.track);
    due.set(track, next);
  }

  function leave(track: string): void {
    standing.delete(track);
    due.delete(track);
  }

  /** Whether he has been left alone for long enough. */
  function isRipe({ track, trigger }: Due, now: number): boolean {
    const before = lastAt.get(track) ?? Number.NEGATIVE_INFINITY;
    // A clock that was set back must not silence anybody.
    return ENTRIES.includes(trigger) || now - before >= gapMs || now < before;
  }

  function addTimed(now: number): void {
    for (const one of standing.values()) {
      if (one.isAway) continue;
      const { subject, track, visitId, zone, dwellAt, expiresAt } = one;
      if (dwellAt !== undefined && now >= dwellAt) {
        one.dwellAt = undefined;
        add({ subject, track, visitId, zone, trigger: 'dwell', t: now });
      }
      if (expiresAt !== undefined && now >= expiresAt) {
        one.expiresAt = undefined;
        add({ subject, track, visitId, zone, trigger: 'expiry', t: now });
      }
    }
  }

  return {
    follow(event, returns) {
      const { subject, track, visitId, t } = event;
      if (event.type === 'zone-confirmed') {
        const { zone } = event;
        standing.set(track, { subject, track, visitId, zone, isAway: false, dwellAt: t + dwellMs, expiresAt: undefined });
        add({ subject, track, visitId, zone, trigger: returns > 0 ? 'return' : 'zone', t });
      }
      const here = standing.get(track);
      if (event.type === 'zone-left' && here?.zone === event.zone) here.isAway = true;
      if (event.type === 'zone-entered' && here) {
        if (here.zone === event.zone) here.isAway = false;
        else leave(track);
      }
      if (event.type === 'visit-closed') {
        leave(track);
        lastAt.delete(track);
      }
    },
    happened(subject, trigger, t, track) {
      const there = [...standing.values()].filter((one) => one.subject === subject && !one.isAway);
      const one = there.find((candidate) => candidate.track === track) ?? there.at(-1);
      if (one) add({ subject, track: one.track, visitId: one.visitId, zone: one.zone, trigger, t });
    },
    decided({ track, zone }, now, expiresAt) {
      lastAt.set(track, now);
      const one = standing.get(track);
      if (one?.zone === zone && expiresAt !== undefined) one.expiresAt = expiresAt;
    },
    isDue(now) {
      addTimed(now);
      return [...due.values()].some((one) => isRipe(one, now));
    },
    take(now) {
      addTimed(now);
      const ripe = [...due.values()].filter((one) => isRipe(one, now));
      for (const { track } of ripe) due.delete(track);
      return ripe;
    },
    forget(subject) {
      for (const track of [...standing.keys(), ...due.keys(), ...lastAt.keys()].filter((one) => subjectOf(one) === subject)) {
        leave(track);
        lastAt.delete(track);
      }
    },
  };
}
