import type { PresenceEvent } from '../../domain/presence-event.ts';
import { ofTrack } from '../../domain/subject.ts';
import { type PartitionRules, partition } from './partition.ts';
import { inOrder, isCovered, type Span, without } from './span.ts';
import { closedAt, openedAt, summaryOf, type Telling, tellStays, type Visit, type VisitRules } from './visit.ts';

/** What is remembered of a track once its visits are over, for as long as late sightings may change them. */
export interface Past {
  visits: Visit[];
  /** When it was certainly in no zone. */
  outside: Span[];
  /** Learnt late, and not yet part of a visit: one is going on. */
  fills: Span[];
}

export interface HistoryParts {
  readonly rules: VisitRules & PartitionRules;
  readonly id: () => string;
}

/** Less is a stray packet. */
const SHORTEST_VISIT_MS = 1000;
/** Somebody who lives above the shop goes in and out of hearing all day. */
const MAX_OUTSIDE = 500;

export class History {
  readonly #parts: HistoryParts;
  readonly #pasts = new Map<string, Past>();

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  of(track: string): Past | undefined {
    return this.#pasts.get(track);
  }

  tracks(): Iterable<string> {
    return this.#pasts.keys();
  }

  put(track: string, past: Past): void {
    this.#pasts.set(track, past);
  }

  add(track: string, visit: Visit): void {
    this.#pastOf(track).visits.push(visit);
  }

  /** The track is outside of all zones from now on. */
  addOutside(track: string, span: Span): void {
    const { outside } = this.#pastOf(track);
    outside.push(span);
    if (outside.length > MAX_OUTSIDE) outside.shift();
  }

  /** Whether it is known where the track was. */
  knows(track: string, t: number): boolean {
    const past = this.#pasts.get(track);
    return past !== undefined && (isCovered(past.outside, t) || past.visits.some(({ spans }) => isCovered(spans, t)));
  }

  /** The last visit, where somebody who is in the zone from then on never left; it is no longer past. */
  reopen(track: string, span: Span): Visit | undefined {
    const past = this.#pasts.get(track);
    const last = past?.visits.at(-1);
    if (!past || !last || span.from < closedAt(last)) return undefined;
    const parts = partition([...last.spans, span], past.outside, [intervalOf(last)], this.#parts.rules);
    return parts.length === 1 ? past.visits.pop() : undefined;
  }

  /** Of one time, what was learnt first counts. */
  fill(track: string, spans: readonly Span[]): void {
    const { fills } = this.#pastOf(track);
    fills.push(...without(spans, inOrder(fills)));
  }

  /** Makes what was learnt late part of the visits: longer ones, several that were one, others that nobody knew of. */
  revise(track: string): PresenceEvent[] {
    const past = this.#pasts.get(track);
    if (!past || past.fills.length === 0) return [];
    const { rules, id } = this.#parts;
    const telling: Telling = { track, rules, id };
    const spans = past.visits.flatMap((visit) => visit.spans);
    const news = without(inOrder(past.fills), inOrder([...spans, ...past.outside]));
    past.fills = [];
    if (news.length === 0) return [];
    const events: PresenceEvent[] = [];
    const visits: Visit[] = [];
    for (const part of partition(inOrder([...spans, ...news]), past.outside, past.visits.map(intervalOf), rules)) {
      const olds = past.visits.filter((old) => openedAt(old) <= closedAt(part) && closedAt(old) >= openedAt(part));
      const [first, ...merged] = olds;
      if (!first && closedAt(part) - openedAt(part) < SHORTEST_VISIT_MS) continue;
      if (first && merged.length === 0 && creditedMs(first.spans) === creditedMs(part.spans)) {
        visits.push(first);
        continue;
      }
      const stays = olds.flatMap((old) => old.stays);
      const visit: Visit = { visitId: first?.visitId ?? id(), spans: [...part.spans], stays, told: first?.told };
      events.push(...tellStays(visit, telling));
      const toldEnd = olds.find((old) => closedAt(old) === closedAt(part))?.told?.end;
      visit.told = summaryOf(visit, toldEnd ?? part.end, telling, merged);
      events.push({ type: 'visit-revised', t: closedAt(visit), ...ofTrack(track), visitId: visit.visitId, visit: visit.told });
      visits.push(visit);
    }
    past.visits = visits;
    return events;
  }

  forget(track: string): boolean {
    return this.#pasts.delete(track);
  }

  /** The latest moment of which anything is known. */
  until(): number {
    let until = Number.NEGATIVE_INFINITY;
    for (const { visits, outside } of this.#pasts.values()) {
      for (const { to } of outside) until = Math.max(until, to);
      for (const visit of visits) until = Math.max(until, closedAt(visit));
    }
    return until;
  }

  forgetAll(): string[] {
    const tracks = [...this.#pasts.keys()];
    this.#pasts.clear();
    return tracks;
  }

  /** Forgets what ended before, and returns whose it was. */
  expire(before: number): string[] {
    const changed: string[] = [];
    for (const [track, past] of this.#pasts) {
      const { visits, outside, fills } = past;
      past.visits = visits.filter((visit) => closedAt(visit) >= before);
      past.outside = outside.filter(({ to }) => to >= before);
      if (past.visits.length < visits.length || past.outside.length < outside.length) changed.push(track);
      if (past.visits.length + past.outside.length + fills.length === 0) this.#pasts.delete(track);
    }
    return changed;
  }

  #pastOf(track: string): Past {
    const known = this.#pasts.get(track);
    if (known) return known;
    const past: Past = { visits: [], outside: [], fills: [] };
    this.#pasts.set(track, past);
    return past;
  }
}

const creditedMs = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);
const intervalOf = (visit: Visit): { from: number; to: number } => ({ from: openedAt(visit), to: closedAt(visit) });
