import type { VisitEnd } from '../../../contract/facts/presence-facts.ts';
import type { PresenceEvent, Stay, VisitSummary } from '../../domain/presence-event.ts';
import type { FootfallSettings } from '../../domain/shop.ts';
import { ofTrack } from '../../domain/subject.ts';
import type { Span } from './span.ts';
import { type StayRules, type StayShape, staysOf } from './stays.ts';

export type VisitRules = StayRules & Pick<FootfallSettings, 'bounceMs' | 'staffAfterMs'>;

/** A stay as it was told. */
export interface ToldStay extends Stay {
  readonly visitId: string;
}

/** A visit, going on or over, in the form in which it survives a restart: its times in zones, and what was told of it. */
export interface Visit {
  readonly visitId: string;
  readonly spans: Span[];
  stays: readonly ToldStay[];
  /** Undefined until it is over. */
  told?: VisitSummary | undefined;
}

export const openedAt = ({ spans }: { readonly spans: readonly Span[] }): number => spans[0]?.from ?? 0;
export const closedAt = ({ spans }: { readonly spans: readonly Span[] }): number => spans.at(-1)?.to ?? 0;

export interface Telling {
  readonly track: string;
  readonly rules: VisitRules;
  readonly id: () => string;
}

/** Tells the stays of the visit that are not yet told as they are, and of which `isDone` says that they can be. */
export function tellStays(visit: Visit, telling: Telling, isDone: (stay: StayShape) => boolean = () => true): PresenceEvent[] {
  const { track, rules, id } = telling;
  const { visitId } = visit;
  const stays: ToldStay[] = [];
  const events: PresenceEvent[] = [];
  for (const shape of staysOf(visit.spans, rules)) {
    const before = visit.stays.filter((told) => isPartOf(told, shape));
    const [first, ...others] = before;
    if (first && others.length === 0 && first.visitId === visitId && isAsTold(first, shape)) {
      stays.push(first);
      continue;
    }
    if (!isDone(shape)) {
      stays.push(...before);
      continue;
    }
    const stay: ToldStay = {
      ...shape,
      visitId,
      stayId: first?.stayId ?? id(),
      revision: 1 + Math.max(0, ...before.map(({ revision }) => revision)),
      supersedes: [...(first?.supersedes ?? []), ...others.flatMap((other) => [other.stayId, ...other.supersedes])],
    };
    stays.push(stay);
    const { visitId: _, ...told } = stay;
    events.push({ type: 'stay-told', t: stay.leftAt, ...ofTrack(track), visitId, stay: told });
  }
  visit.stays = stays;
  return events;
}

/** Later knowledge only makes stays longer, or one of several. */
function isPartOf(told: ToldStay, shape: StayShape): boolean {
  return told.zone === shape.zone && told.enteredAt >= shape.enteredAt && told.leftAt <= shape.leftAt;
}

function isAsTold(told: ToldStay, shape: StayShape): boolean {
  return told.enteredAt === shape.enteredAt && told.leftAt === shape.leftAt && told.dwellMs === shape.dwellMs;
}

/** The visit as it is known by now, with a higher revision than what was told of it. */
export function summaryOf(visit: Visit, end: VisitEnd, { rules }: Pick<Telling, 'rules'>, merged: readonly Visit[] = []): VisitSummary {
  const stays = staysOf(visit.spans, rules);
  const dwellMs = stays.reduce((sum, stay) => sum + stay.dwellMs, 0);
  const lengthMs = closedAt(visit) - openedAt(visit);
  const before = [visit, ...merged].map(({ told }) => told?.revision ?? 0);
  return {
    revision: 1 + Math.max(...before),
    supersedes: [...(visit.told?.supersedes ?? []), ...merged.flatMap(({ visitId, told }) => [visitId, ...(told?.supersedes ?? [])])],
    openedAt: openedAt(visit),
    closedAt: closedAt(visit),
    dwellMs,
    unknownMs: lengthMs - dwellMs,
    zones: new Set(stays.map(({ zone }) => zone)).size,
    stays: stays.length,
    end,
    bounce: lengthMs < rules.bounceMs,
    ...(lengthMs >= rules.staffAfterMs && { excluded: 'long-stay' }),
  };
}
