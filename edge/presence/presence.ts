import type { Sighting } from '../../contract/sighting.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';
import type { PresenceSettings } from '../domain/shop.ts';
import { changeZone, closeVisit, movedBack, type OpenVisit, openVisit } from './visits.ts';
import { hear, newZoneTrack, STEP_MS, step, type ZoneTrack } from './zone-rule.ts';

export interface Presence {
  /** Takes a sighting of a known subject. */
  observe(subject: string, sighting: Sighting): readonly PresenceEvent[];
  /** The subject is certainly at the scanner at this moment, as at a card reader: in its zone at once. */
  place(subject: string, scanner: string, t: number): readonly PresenceEvent[];
  /** Lets event time pass without a sighting. Where it is far behind what was decided, the clock was set back, and the visits with it. */
  advance(t: number): readonly PresenceEvent[];
  /** Forgets a subject at once, closing the visit: consent was withdrawn. */
  dismiss(subject: string): readonly PresenceEvent[];
  visitOf(subject: string): OpenVisit | undefined;
  openVisits(): readonly OpenVisit[];
}

interface Track {
  zones: ZoneTrack;
  firstHeardAt: number;
  lastHeardAt: number;
  visit: OpenVisit | undefined;
}

export interface PresenceParts {
  readonly settings: PresenceSettings;
  readonly zoneOf: (scanner: string) => string | undefined;
  readonly id: () => string;
  /** Visits that were open when the process last stopped. */
  readonly resumed?: readonly OpenVisit[];
}

/** Less than this is not worth a doubt: for so long nobody's visit goes on. */
const SET_BACK_MS = 5000;

/**
 * Subjects' sightings → visits and zone stays. Event time moves in steps of a second, at the same moments whatever the order or number of
 * packets within a step, so the same sightings give the same visits. A sighting that comes after its second was decided still counts for the
 * mean of those that follow.
 */
export function createPresence({ settings, zoneOf, id, resumed = [] }: PresenceParts): Presence {
  const tracks = new Map<string, Track>(
    resumed.map((visit) => [
      visit.subject,
      { zones: newZoneTrack(visit.zone), firstHeardAt: visit.openedAt, lastHeardAt: visit.lastHeardAt, visit: { ...visit } },
    ]),
  );
  let decidedUntil: number | undefined;

  function decide(subject: string, track: Track, t: number): readonly PresenceEvent[] {
    if (t - track.lastHeardAt >= settings.leaveAfterMs) {
      tracks.delete(subject);
      return track.visit ? closeVisit(track.visit) : [];
    }
    // Who was heard for less than a step walked past the window, or was one stray packet.
    if (!track.visit && track.lastHeardAt - track.firstHeardAt < STEP_MS) return [];
    if (!step(track.zones, t, zoneOf, settings)) return [];
    const zone = track.zones.zone;
    if (zone === undefined) return [];
    if (track.visit) return changeZone(track.visit, zone, t, id);
    const [visit, events] = openVisit(subject, zone, track.firstHeardAt, t, id);
    visit.lastHeardAt = track.lastHeardAt;
    track.visit = visit;
    return events;
  }

  /** Decides every whole second up to and with `t`. A gap with nobody to decide about is jumped over. */
  function advance(t: number): PresenceEvent[] {
    const events: PresenceEvent[] = [];
    const last = Math.floor(t / STEP_MS) * STEP_MS;
    if (decidedUntil === undefined || tracks.size === 0) {
      decidedUntil = Math.max(last, decidedUntil ?? last);
      return events;
    }
    while (decidedUntil < last && tracks.size > 0) {
      decidedUntil += STEP_MS;
      for (const [subject, track] of tracks) events.push(...decide(subject, track, decidedUntil));
    }
    decidedUntil = Math.max(decidedUntil, last);
    return events;
  }

  /**
   * The clock was wrong and was put right: until it came to where it had been, no zone would change and no visit end. What is open is
   * moved along, so that its lengths stay true.
   */
  function followClock(t: number): void {
    const newest = decidedUntil ?? Math.max(...[...tracks.values()].map((track) => track.lastHeardAt));
    const ms = newest - Math.floor(t / STEP_MS) * STEP_MS;
    if (ms < SET_BACK_MS || ms === Number.POSITIVE_INFINITY) return;
    if (decidedUntil !== undefined) decidedUntil -= ms;
    for (const track of tracks.values()) {
      track.zones = newZoneTrack(track.zones.zone);
      track.firstHeardAt -= ms;
      track.lastHeardAt -= ms;
      track.visit = track.visit && movedBack(track.visit, ms);
    }
  }

  /** The track of a subject that was heard at `t`; what was due before goes to `events`. */
  function trackAt(subject: string, t: number, events: PresenceEvent[]): Track {
    events.push(...advance(t - 1));
    let track = tracks.get(subject);
    if (track && t - track.lastHeardAt >= settings.leaveAfterMs) {
      // The silence was long enough to have left, but nobody looked: the process was down.
      if (track.visit) events.push(...closeVisit(track.visit));
      tracks.delete(subject);
      track = undefined;
    }
    if (!track) {
      track = { zones: newZoneTrack(), firstHeardAt: t, lastHeardAt: t, visit: undefined };
      tracks.set(subject, track);
    }
    track.lastHeardAt = Math.max(track.lastHeardAt, t);
    if (track.visit) track.visit.lastHeardAt = track.lastHeardAt;
    return track;
  }

  return {
    observe(subject, sighting) {
      const events: PresenceEvent[] = [];
      const track = trackAt(subject, sighting.t, events);
      if (sighting.rssiDbm !== undefined) hear(track.zones, sighting.anchor, { t: sighting.t, rssiDbm: sighting.rssiDbm });
      return events;
    },
    place(subject, scanner, t) {
      const zone = zoneOf(scanner);
      if (zone === undefined) return [];
      const events: PresenceEvent[] = [];
      const track = trackAt(subject, t, events);
      if (track.visit?.zone === zone) return events;
      // Seconds that are decided stay so: a tap of one of them counts from now on.
      const from = Math.max(t, decidedUntil ?? t, track.visit?.enteredAt ?? t);
      track.zones.zone = zone;
      track.zones.challenger = undefined;
      if (track.visit) return [...events, ...changeZone(track.visit, zone, from, id)];
      const [visit, opened] = openVisit(subject, zone, track.firstHeardAt, from, id);
      track.visit = visit;
      return [...events, ...opened];
    },
    advance(t) {
      followClock(t);
      return advance(t);
    },
    dismiss(subject) {
      const visit = tracks.get(subject)?.visit;
      tracks.delete(subject);
      return visit ? closeVisit(visit) : [];
    },
    visitOf: (subject) => tracks.get(subject)?.visit,
    openVisits: () => [...tracks.values()].flatMap((track) => track.visit ?? []),
  };
}
