import type { VisitEnd } from '../../contract/facts/presence-facts.ts';
import type { Sighting } from '../../contract/sighting.ts';
import { midnightsOf } from '../domain/local-midnight.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';
import type { Shop } from '../domain/shop.ts';
import { subjectOf } from '../domain/subject.ts';
import type { StateChange } from '../ports/journal.ts';
import type { Heard, PresenceEngine } from './engine/presence-engine.ts';
import { Follower } from './visits/follower.ts';
import { History } from './visits/history.ts';
import { LateSightings } from './visits/late.ts';
import { type SavedTrack, trackChange } from './visits/state.ts';
import { type OpenStay, type OpenVisit, Subject } from './visits/subject.ts';
import { closedAt, openedAt, type Visit } from './visits/visit.ts';

export type { OpenStay, OpenVisit } from './visits/subject.ts';

/** By track: a household that shares a card walks with several phones, each of which has visits of its own. */
export interface Presence {
  /** Takes a sighting of a known subject; what follows from it is told when its time has passed. */
  observe(track: string, sighting: Sighting): void;
  /** Somebody is certainly at a scanner, a reader or a screen at this moment: in its zone at once. */
  place(track: string, at: string, t: number): readonly PresenceEvent[];
  /** Lets event time pass. Where it is far behind what was decided, the clock was set back, and the visits with it. */
  advance(t: number): readonly PresenceEvent[];
  /** Forgets a subject at once, closing its visits: consent was withdrawn. */
  dismiss(subject: string): readonly PresenceEvent[];
  /** Ends the visit that goes on, of whom nobody can say any more who it is. What was before stays. */
  interrupt(track: string): readonly PresenceEvent[];
  visitOf(track: string): OpenVisit | undefined;
  /** Since when, and how often before, a track has been in the zone where it is. */
  stayOf(track: string): OpenStay | undefined;
  openVisits(): readonly OpenVisit[];
  /** The visits that a subject is in: several where it is a household. */
  openVisitsOf(subject: string): readonly OpenVisit[];
  /** The visit, going on or over, that a subject was in at a moment: the one that was in the zone, where there are several. */
  visitAt(subject: string, t: number, zone: string | undefined): string | undefined;
  /** All of whom something is remembered: consent that ends ends that, too. */
  subjects(): readonly string[];
  /** All visits that are remembered, going on or over. */
  visits(): Iterable<KnownVisit>;
  /** What changed, since it was last asked, of what a restart needs; `withHeard`: and until when everybody was heard, which changes all the time. */
  changes(withHeard?: boolean): readonly StateChange[];
  /** Sightings that wait because they came late, and how many of them found no room. */
  late(): { readonly waiting: number; readonly dropped: number };
}

export interface KnownVisit {
  readonly subject: string;
  readonly visit: Visit;
}

export interface PresenceParts {
  readonly shop: Pick<Shop, 'timezone' | 'scannerZones' | 'screens' | 'listeners' | 'ingest' | 'presence' | 'footfall' | 'offers'>;
  readonly engine: PresenceEngine;
  readonly id: () => string;
  /** What was remembered when the process last stopped, by track. */
  readonly resumed?: ReadonlyMap<string, SavedTrack>;
}

/** Less than this is not worth a doubt: for so long nobody's visit goes on. */
const SET_BACK_MS = 5000;
/** Seconds of the past that are gone through between two looks at the present. */
const LATE_STEPS = 400;
const EXPIRY_PERIOD_MS = 60_000;

/**
 * Subjects' sightings → visits and zone stays. Event time moves in steps, and each step sees what was heard until then in the order in which
 * it was heard: the same sightings give the same visits in whatever order they come, as long as they come before their time is decided. What
 * comes later still counts where nothing is known of its time, and may change visits that were told.
 */
export function createPresence({ shop, engine, id, resumed = new Map() }: PresenceParts): Presence {
  const { presence: settings } = shop;
  const rules = {
    ...shop.footfall,
    ...settings,
    confidence: shop.offers.confidence,
    hasOutside: shop.listeners.some(({ side }) => side === 'outside'),
    midnightAfter: midnightsOf(shop.timezone),
  };
  const history = new History({ rules, id });
  const late = new LateSightings(engine);
  const present = new Map<string, Subject>();
  /** Heard, but not yet at a time that was decided. */
  const newcomers = new Map<string, Subject>();
  const changed = new Set<string>();
  let decidedUntil: number | undefined;
  let expiredAt: number | undefined;

  for (const [track, { past, open }] of resumed) {
    if (past) history.put(track, past);
    if (open) newSubject(track, present).resume(open, settings.absentAfterMs);
  }

  function newFollower(): Follower {
    return new Follower(engine.track(), engine.stepMs);
  }

  function newSubject(track: string, among: Map<string, Subject>): Subject {
    const one = new Subject(track, newFollower(), { rules, history, id });
    among.set(track, one);
    return one;
  }

  const known = (track: string): Subject | undefined => present.get(track) ?? newcomers.get(track);

  function keepLate(track: string, heard: Heard): void {
    if (!engine.knows(heard.anchor) || history.knows(track, heard.t)) return;
    late.keep(track, heard, decidedUntil ?? heard.t);
  }

  function note(events: readonly PresenceEvent[]): readonly PresenceEvent[] {
    for (const event of events) changed.add(event.track);
    return events;
  }

  function close(subject: Subject, end: VisitEnd, t: number): PresenceEvent[] {
    return [...subject.end(end, t), ...history.revise(subject.id)];
  }

  /** All that the time up to `t` brings one subject. */
  function live(subject: Subject, t: number): PresenceEvent[] {
    const events: PresenceEvent[] = [];
    const tooLate = (heard: Heard): void => keepLate(subject.id, heard);
    for (const step of subject.follower.steps(t, tooLate)) {
      events.push(...subject.step(step));
      const end = subject.overAt(step.t);
      if (end) events.push(...close(subject, end, step.t));
    }
    const end = subject.overAt(t);
    if (end) events.push(...close(subject, end, t));
    const { heardAt, aheadFrom } = subject.follower;
    if (t - heardAt >= settings.leaveAfterMs && aheadFrom === Number.POSITIVE_INFINITY) present.delete(subject.id);
    return events;
  }

  /** Who was heard for the first time until `t`, in the order of that: who came in first does not depend on whose packet did. */
  function admit(t: number): void {
    if (newcomers.size === 0) return;
    const first = ({ follower }: Subject): number => follower.aheadFrom;
    const due = [...newcomers.values()].filter((one) => first(one) <= t);
    for (const one of due.sort((a, b) => first(a) - first(b) || (a.id < b.id ? -1 : 1))) {
      newcomers.delete(one.id);
      present.set(one.id, one);
    }
  }

  /** Decides every step up to and with `t`. A gap with nobody to decide about is jumped over. */
  function decide(t: number): PresenceEvent[] {
    const events: PresenceEvent[] = [];
    const last = Math.floor(t / engine.stepMs) * engine.stepMs;
    decidedUntil ??= last;
    while (decidedUntil < last && present.size + newcomers.size > 0) {
      decidedUntil += engine.stepMs;
      admit(decidedUntil);
      for (const subject of present.values()) events.push(...live(subject, decidedUntil));
    }
    decidedUntil = Math.max(decidedUntil, last);
    return events;
  }

  function catchUp(t: number): PresenceEvent[] {
    const events: PresenceEvent[] = [];
    for (const { track, spans } of late.work(t, LATE_STEPS)) {
      changed.add(track);
      history.fill(track, spans);
      // A visit that goes on is told when it ends, with all that is known by then.
      if (!known(track)?.visit) events.push(...history.revise(track));
    }
    return events;
  }

  function expire(t: number): void {
    if (expiredAt !== undefined && Math.abs(t - expiredAt) < EXPIRY_PERIOD_MS) return;
    expiredAt = t;
    for (const track of history.expire(t - settings.logLateMs)) changed.add(track);
  }

  /**
   * The clock was wrong and was put right: until it came to where it had been, no zone would change and no visit end. What is open is
   * moved along, so that its lengths stay true; what is over was told by the wrong clock, and stays as it is.
   */
  function followClock(t: number): void {
    const newest = decidedUntil ?? Math.max(history.until(), ...[...present.values()].map(({ follower }) => follower.heardAt));
    const ms = newest - Math.floor(t / engine.stepMs) * engine.stepMs;
    if (ms < SET_BACK_MS || ms === Number.POSITIVE_INFINITY) return;
    if (decidedUntil !== undefined) decidedUntil -= ms;
    for (const track of history.forgetAll()) changed.add(track);
    newcomers.clear();
    for (const subject of present.values()) {
      subject.moveBack(ms, newFollower(), settings.absentAfterMs);
      changed.add(subject.id);
    }
  }

  function savedOf(track: string): SavedTrack | undefined {
    const open = known(track)?.saved();
    const past = history.of(track);
    return open || past ? { ...(open && { open }), ...(past && { past }) } : undefined;
  }

  function forget(track: string): PresenceEvent[] {
    const events = known(track)?.end('consent', decidedUntil ?? 0) ?? [];
    present.delete(track);
    newcomers.delete(track);
    late.forget(track);
    if (history.forget(track)) changed.add(track);
    return events;
  }

  const tracks = (): Set<string> => new Set([...present.keys(), ...newcomers.keys(), ...history.tracks(), ...late.tracks()]);

  function* visits(): Generator<KnownVisit> {
    for (const { id: track, visit } of present.values()) if (visit) yield { subject: subjectOf(track), visit };
    for (const track of history.tracks()) for (const visit of history.of(track)?.visits ?? []) yield { subject: subjectOf(track), visit };
  }

  const openVisits = (): OpenVisit[] => [...present.values()].flatMap((subject) => subject.open() ?? []);

  return {
    observe(track, { t, anchor, rssiDbm, rssiAt1mDbm, distanceM, position }) {
      const heard: Heard = {
        t,
        anchor,
        ...(rssiDbm !== undefined && { rssiDbm }),
        ...(rssiAt1mDbm !== undefined && { rssiAt1mDbm }),
        ...(distanceM !== undefined && { distanceM }),
        ...(position !== undefined && { position }),
      };
      if (decidedUntil !== undefined && decidedUntil - t > shop.ingest.lateAfterMs) keepLate(track, heard);
      else (known(track) ?? newSubject(track, newcomers)).follower.hear(heard, decidedUntil);
    },
    place(track, place, t) {
      const zone = shop.scannerZones.get(place) ?? shop.screens.get(place);
      if (zone === undefined) return [];
      const one = known(track) ?? newSubject(track, present);
      if (newcomers.delete(track)) present.set(track, one);
      // Seconds that are decided stay so: a tap of one of them counts from now on.
      const at = Math.max(t, decidedUntil ?? t);
      const end = one.overAt(at);
      return note([...(end ? close(one, end, at) : []), ...one.place(zone, at)]);
    },
    advance(t) {
      followClock(t);
      const events = [...decide(t), ...catchUp(t)];
      expire(t);
      return note(events);
    },
    dismiss: (subject) => note([...tracks()].filter((track) => subjectOf(track) === subject).flatMap(forget)),
    interrupt(track) {
      const events = known(track)?.end('suspect', decidedUntil ?? 0) ?? [];
      present.delete(track);
      newcomers.delete(track);
      late.forget(track);
      return note(events);
    },
    visitOf: (track) => known(track)?.open(),
    stayOf: (track) => known(track)?.stay(),
    openVisits,
    openVisitsOf: (subject) => openVisits().filter((visit) => visit.subject === subject),
    visitAt(subject, t, zone) {
      const then = [...visits()].filter((one) => one.subject === subject && isDuring(one.visit, t)).map(({ visit }) => visit);
      const there = then.find(({ spans }) => spans.some((span) => span.zone === zone && span.from <= t && t <= span.to));
      return (there ?? then[0])?.visitId;
    },
    subjects: () => [...new Set([...tracks()].map(subjectOf))],
    visits,
    changes(withHeard = false) {
      if (withHeard) for (const one of present.values()) if (one.visit) changed.add(one.id);
      const changes = [...changed].map((track) => trackChange(track, savedOf(track)));
      changed.clear();
      return changes;
    },
    late: () => late.size(),
  };
}

/** A visit that goes on has no end yet. */
function isDuring(visit: Visit, t: number): boolean {
  return t >= openedAt(visit) && (visit.told === undefined || t <= closedAt(visit));
}
