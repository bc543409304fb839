import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import type { PresenceEvent, Stay, VisitSummary } from '../domain/presence-event.ts';

/** The fact that a presence event is worth; of zones, only stays are. */
export function presenceFact(event: PresenceEvent): FactDraft | undefined {
  const { t, subject, visitId } = event;
  switch (event.type) {
    case 'visit-opened':
      return { kind: 'visit-opened', t, data: { visitId, subject, openedAt: instantText(t), zone: event.zone } };
    case 'stay-told':
      return stayFact(t, subject, visitId, event.stay);
    case 'visit-closed':
    case 'visit-revised':
      return visitFact(t, subject, visitId, event.visit);
    case 'zone-entered':
    case 'zone-confirmed':
    case 'zone-left':
      return undefined;
  }
}

/** When that began of which the event tells: who agrees to the end of something need not have agreed to all of it. */
export function beganAt(event: PresenceEvent): number {
  if (event.type === 'stay-told') return event.stay.enteredAt;
  return event.type === 'visit-closed' || event.type === 'visit-revised' ? event.visit.openedAt : event.t;
}

function stayFact(t: number, subject: string, visitId: string, { kind, supersedes, enteredAt, leftAt, ...stay }: Stay): FactDraft {
  const times = { enteredAt: instantText(enteredAt), leftAt: instantText(leftAt) };
  return { kind: 'zone-stay', t, data: { ...stay, visitId, subject, ...times, stay: kind, ...merged(supersedes) } };
}

function visitFact(t: number, subject: string, visitId: string, { supersedes, openedAt, closedAt, ...visit }: VisitSummary): FactDraft {
  const times = { openedAt: instantText(openedAt), closedAt: instantText(closedAt) };
  return { kind: 'visit-closed', t, data: { ...visit, visitId, subject, ...times, ...merged(supersedes) } };
}

const merged = (supersedes: readonly string[]): { supersedes?: string[] } => (supersedes.length > 0 ? { supersedes: [...supersedes] } : {});
