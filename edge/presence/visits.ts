import type { PresenceEvent } from '../domain/presence-event.ts';

/** A visit that is going on, in the form in which it survives a restart. */
export interface OpenVisit {
  readonly subject: string;
  readonly visitId: string;
  readonly openedAt: number;
  lastHeardAt: number;
  zone: string;
  stayId: string;
  enteredAt: number;
  zones: string[];
  stays: number;
}

/** Opens a visit in its first zone; `openedAt` is when the subject was first heard, `t` when the zone was sure. */
export function openVisit(subject: string, zone: string, openedAt: number, t: number, id: () => string): [OpenVisit, PresenceEvent[]] {
  const visitId = id();
  const visit: OpenVisit = { subject, visitId, openedAt, lastHeardAt: t, zone, stayId: id(), enteredAt: openedAt, zones: [zone], stays: 1 };
  return [
    visit,
    [
      { type: 'visit-opened', t: openedAt, subject, visitId, zone },
      { type: 'zone-entered', t, subject, visitId, zone },
    ],
  ];
}

export function changeZone(visit: OpenVisit, zone: string, t: number, id: () => string): PresenceEvent[] {
  const left = leave(visit, t);
  visit.zone = zone;
  visit.stayId = id();
  visit.enteredAt = t;
  visit.stays += 1;
  if (!visit.zones.includes(zone)) visit.zones.push(zone);
  return [left, { type: 'zone-entered', t, subject: visit.subject, visitId: visit.visitId, zone }];
}

/** The visit by a clock that was set back by so much. */
export function movedBack(visit: OpenVisit, ms: number): OpenVisit {
  return { ...visit, openedAt: visit.openedAt - ms, lastHeardAt: visit.lastHeardAt - ms, enteredAt: visit.enteredAt - ms };
}

/** Ends a visit where the subject was last heard: the silence after that is not dwell. */
export function closeVisit(visit: OpenVisit): PresenceEvent[] {
  const t = Math.max(visit.lastHeardAt, visit.enteredAt);
  const { subject, visitId, openedAt, zones, stays } = visit;
  return [leave(visit, t), { type: 'visit-closed', t, subject, visitId, openedAt, zones: zones.length, stays }];
}

function leave(visit: OpenVisit, t: number): PresenceEvent {
  const { subject, visitId, zone, stayId, enteredAt } = visit;
  return { type: 'zone-left', t, subject, visitId, zone, stayId, enteredAt };
}
