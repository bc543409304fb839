import Type from 'typebox';
import { DurationMs, InstantText, Name, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

export const VisitOpened = Type.Object({ visitId: ThingId, subject: SubjectId, openedAt: InstantText, zone: Name });
export type VisitOpened = Type.Static<typeof VisitOpened>;

export const VisitClosed = Type.Object({
  visitId: ThingId,
  subject: SubjectId,
  openedAt: InstantText,
  closedAt: InstantText,
  dwellMs: DurationMs,
  zones: Type.Integer({ minimum: 0, description: 'distinct zones' }),
  stays: Type.Integer({ minimum: 0 }),
});
export type VisitClosed = Type.Static<typeof VisitClosed>;

export const ZoneStay = Type.Object({
  stayId: ThingId,
  visitId: ThingId,
  subject: SubjectId,
  zone: Name,
  enteredAt: InstantText,
  leftAt: InstantText,
  dwellMs: DurationMs,
});
export type ZoneStay = Type.Static<typeof ZoneStay>;

export const VisitOpenedFact = factSchema('visit-opened', 'A consented member, guest or staff member entered the shop.', VisitOpened);
export const VisitClosedFact = factSchema('visit-closed', 'The visit ended: silence longer than the shop allows.', VisitClosed);
export const ZoneStayFact = factSchema('zone-stay', 'A stay in one zone, told when it ends.', ZoneStay);
