import type { VisitEnd } from '../../../contract/facts/presence-facts.ts';
import type { PresenceEvent } from '../../domain/presence-event.ts';
import type { PresenceSettings } from '../../domain/shop.ts';
import { ofTrack } from '../../domain/subject.ts';
import { OUT } from '../engine/presence-engine.ts';
import type { Follower, Step } from './follower.ts';
import type { History } from './history.ts';
import type { PartitionRules } from './partition.ts';
import { append, lengthen, type Span } from './span.ts';
import type { SavedTrack } from './state.ts';
import { staysOf } from './stays.ts';
import { closedAt, openedAt, summaryOf, tellStays, type Visit, type VisitRules } from './visit.ts';

/** A visit that is going on, for those who look at the shop as it is now. */
export interface OpenVisit {
  readonly subject: string;
  readonly track: string;
  readonly visitId: string;
  readonly openedAt: number;
  readonly lastHeardAt: number;
  /** Undefined while the subject is silent, or in no zone. */
  readonly zone: string | undefined;
}

/** The stay that goes on, for those who decide on it. */
export interface OpenStay {
  readonly zone: string;
  readonly enteredAt: number;
  /** How often the subject came back to this zone in the visit. */
  readonly returns: number;
}

export interface SubjectParts {
  readonly rules: VisitRules & PartitionRules & PresenceSettings & { readonly confidence: number; readonly hasOutside: boolean };
  readonly history: History;
  readonly id: () => string;
}

/** Who was heard for less walked past the window, or was one stray packet. */
const HEARD_FOR_MS = 1000;

/** What goes on with one track of a subject: its visit, second by second. */
export class Subject {
  readonly id: string;
  readonly #parts: SubjectParts;
  follower: Follower;
  visit: Visit | undefined;
  /** The end of what is known, in a zone or outside; it grows. */
  #current: Span | undefined;
  /** Since when the subject is in its zone, where that is not yet told. */
  #entering: number | undefined;
  #outsideSince: number | undefined;
  /** Zones sure enough for an offer, and when they were last left. */
  #confirmed = new Map<string, number>();
  /** When stays that ended can no longer go on. */
  #settling: number[] = [];

  constructor(id: string, follower: Follower, parts: SubjectParts) {
    this.id = id;
    this.follower = follower;
    this.#parts = parts;
  }

  open(): OpenVisit | undefined {
    const { visit } = this;
    if (!visit) return undefined;
    return {
      ...ofTrack(this.id),
      visitId: visit.visitId,
      openedAt: openedAt(visit),
      lastHeardAt: this.follower.heardAt,
      zone: this.#zone(),
    };
  }

  stay(): OpenStay | undefined {
    const zone = this.#zone();
    if (!this.visit || zone === undefined) return undefined;
    const here = staysOf(this.visit.spans, this.#parts.rules).filter((stay) => stay.zone === zone);
    return { zone, enteredAt: here.at(-1)?.enteredAt ?? this.follower.heardAt, returns: Math.max(0, here.length - 1) };
  }

  saved(): SavedTrack['open'] {
    const zone = this.#zone();
    return this.visit && { visit: this.visit, heardAt: this.follower.heardAt, ...(zone !== undefined && { zone }) };
  }

  resume({ visit, heardAt, zone }: NonNullable<SavedTrack['open']>, absentAfterMs: number): void {
    this.visit = visit;
    this.follower.resume(zone, heardAt, absentAfterMs);
    this.#current = zone === undefined ? undefined : visit.spans.at(-1);
    if (zone !== undefined) this.#confirmed.set(zone, heardAt);
  }

  step(step: Step): PresenceEvent[] {
    const { t, zone, confidence, until, from } = step;
    const events: PresenceEvent[] = [];
    if (this.#current) lengthen(this.#current, until, confidence);
    if (from !== undefined) {
      events.push(...this.#leave());
      if (zone === OUT) this.#goOut(from, until, confidence);
      else this.#entering = zone === undefined ? undefined : from;
    }
    if (this.#entering !== undefined && zone !== undefined && (this.visit || this.follower.heardForMs >= HEARD_FOR_MS)) {
      events.push(...this.#enter(zone, this.#entering, t, until, confidence));
    }
    if (zone !== undefined && !step.isPast) events.push(...this.#confirm(zone, t, confidence));
    while ((this.#settling[0] ?? Number.POSITIVE_INFINITY) <= t) {
      this.#settling.shift();
      events.push(...this.#tell(t));
    }
    return events;
  }

  /** The subject is certainly in the zone. */
  place(zone: string, t: number): PresenceEvent[] {
    const at = Math.max(t, this.#current?.to ?? t);
    const isThere = this.#zone() === zone;
    const heardThereSince = this.follower.zone === zone ? this.#entering : undefined;
    const placedSince = this.follower.place(zone, at);
    const since = heardThereSince ?? placedSince;
    if (isThere) {
      if (this.#current) lengthen(this.#current, at, 1);
      return [];
    }
    const events = this.#leave(at);
    return [...events, ...this.#enter(zone, since, at, at, 1), ...this.#confirm(zone, at, 1)];
  }

  /** Why the visit is over at `t`, if it is. */
  overAt(t: number): VisitEnd | undefined {
    const { visit, follower } = this;
    if (!visit) return undefined;
    const { leaveAfterMs, outsideAfterMs, midnightAfter, hasOutside } = this.#parts.rules;
    if (t >= midnightAfter(openedAt(visit))) return 'midnight';
    if (hasOutside && this.#outsideSince !== undefined && t - this.#outsideSince >= outsideAfterMs) return 'outside';
    return t - follower.heardAt >= leaveAfterMs ? 'silent' : undefined;
  }

  end(end: VisitEnd, t: number): PresenceEvent[] {
    const { visit } = this;
    if (!visit) return [];
    const { history, rules, id } = this.#parts;
    const { zone } = this.follower;
    const telling = { track: this.id, rules, id };
    // Who is outside is so after the visit, too.
    const events = this.#zone() === undefined ? [] : this.#leave();
    events.push(...tellStays(visit, telling));
    visit.told = summaryOf(visit, end, telling);
    events.push({ type: 'visit-closed', t: closedAt(visit), ...ofTrack(this.id), visitId: visit.visitId, visit: visit.told });
    history.add(this.id, visit);
    this.visit = undefined;
    this.#settling = [];
    this.#confirmed.clear();
    this.follower.startAnew();
    // Whoever is heard after midnight is in the shop on another day.
    if (end === 'midnight' && zone !== OUT) this.#entering = zone === undefined ? undefined : t;
    return events;
  }

  /** By a clock that was set back by so much. */
  moveBack(ms: number, follower: Follower, absentAfterMs: number): void {
    const heardAt = this.follower.heardAt - ms;
    const zone = this.#zone();
    const visit = this.visit && movedBack(this.visit, ms);
    this.follower = follower;
    this.visit = visit;
    this.follower.resume(visit ? zone : undefined, heardAt, absentAfterMs);
    this.#current = zone === undefined ? undefined : visit?.spans.at(-1);
    this.#entering = undefined;
    this.#outsideSince = undefined;
    this.#settling = this.#settling.map((t) => t - ms);
    this.#confirmed = new Map([...this.#confirmed].map(([of, t]) => [of, t - ms]));
  }

  #zone(): string | undefined {
    return this.#current && this.#current.zone !== OUT ? this.#current.zone : undefined;
  }

  #goOut(from: number, until: number, confidence: number): void {
    this.#outsideSince ??= from;
    this.#entering = undefined;
    this.#current = { zone: OUT, from, to: Math.max(from, until), confidence };
    this.#parts.history.addOutside(this.id, this.#current);
  }

  #enter(zone: string, since: number, t: number, until: number, confidence: number): PresenceEvent[] {
    const { history, id } = this.#parts;
    const events: PresenceEvent[] = [];
    const last = this.visit ?? history.of(this.id)?.visits.at(-1);
    const from = last ? Math.max(since, closedAt(last)) : since;
    const span: Span = { zone, from, to: Math.max(from, until), confidence };
    this.visit ??= history.reopen(this.id, span);
    if (!this.visit) {
      this.visit = { visitId: id(), spans: [], stays: [] };
      events.push({ type: 'visit-opened', t: from, ...ofTrack(this.id), visitId: this.visit.visitId, zone });
    }
    this.#current = append(this.visit.spans, span);
    this.#entering = undefined;
    this.#outsideSince = undefined;
    events.push({ type: 'zone-entered', t, ...ofTrack(this.id), visitId: this.visit.visitId, zone, confidence });
    return events;
  }

  /** The zone that the subject is no longer in, from the end of its span or from `t` on. */
  #leave(t?: number): PresenceEvent[] {
    const current = this.#current;
    this.#current = undefined;
    if (!current) return [];
    if (t !== undefined) lengthen(current, t, current.confidence);
    if (current.zone === OUT || !this.visit) return [];
    const { mergeStaysMs } = this.#parts.rules;
    this.#settling.push(current.to + mergeStaysMs);
    if (this.#confirmed.has(current.zone)) this.#confirmed.set(current.zone, current.to);
    return [{ type: 'zone-left', t: current.to, ...ofTrack(this.id), visitId: this.visit.visitId, zone: current.zone }];
  }

  #confirm(zone: string, t: number, confidence: number): PresenceEvent[] {
    const { visit } = this;
    const current = this.#current;
    if (!visit || current?.zone !== zone || zone === OUT || confidence < this.#parts.rules.confidence) return [];
    const before = this.#confirmed.get(zone);
    const isSame = before !== undefined && (before === Number.POSITIVE_INFINITY || current.from - before < this.#parts.rules.mergeStaysMs);
    this.#confirmed.set(zone, Number.POSITIVE_INFINITY);
    return isSame ? [] : [{ type: 'zone-confirmed', t, ...ofTrack(this.id), visitId: visit.visitId, zone, confidence }];
  }

  /** Tells the stays that nothing can be added to any more, but by what comes late. */
  #tell(t: number): PresenceEvent[] {
    const { visit } = this;
    if (!visit) return [];
    const { rules, id } = this.#parts;
    const here = this.#zone();
    return tellStays(visit, { track: this.id, rules, id }, (stay) => {
      const goesOn = stay.zone === here && stay.leftAt === this.#current?.to;
      return !goesOn && stay.leftAt + rules.mergeStaysMs <= t;
    });
  }
}

function movedBack(visit: Visit, ms: number): Visit {
  return {
    ...visit,
    spans: visit.spans.map((span) => ({ ...span, from: span.from - ms, to: span.to - ms })),
    stays: visit.stays.map((stay) => ({ ...stay, enteredAt: stay.enteredAt - ms, leftAt: stay.leftAt - ms })),
  };
}
