import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import type { PresenceEvent } from '../domain/presence-event.ts';

/** The fact that a presence event is worth; a zone entry is told when the stay ends. */
export function presenceFact(event: PresenceEvent): FactDraft | undefined {
  const { t, subject, visitId } = event;
  switch (event.type) {
    case 'visit-opened':
      return { kind: 'visit-opened', t, data: { visitId, subject, openedAt: instantText(t), zone: event.zone } };
    case 'zone-left': {
      const { zone, stayId, enteredAt } = event;
      const times = { enteredAt: instantText(enteredAt), leftAt: instantText(t), dwellMs: t - enteredAt };
      return { kind: 'zone-stay', t, data: { stayId, visitId, subject, zone, ...times } };
    }
    case 'visit-closed': {
      const { openedAt, zones, stays } = event;
      const times = { openedAt: instantText(openedAt), closedAt: instantText(t), dwellMs: t - openedAt };
      return { kind: 'visit-closed', t, data: { visitId, subject, ...times, zones, stays } };
    }
    case 'zone-entered':
      return undefined;
  }
}
