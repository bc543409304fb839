import Type from 'typebox';
import { DurationMs, InstantText, Name, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

/** A derived fact is an upsert: of the same id, the highest revision stands, in whatever order and however often they come. */
const Revision = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'a higher one of the same id replaces this' });
const Supersedes = Type.Optional(
  Type.Array(ThingId, { maxItems: 1000, description: 'ids that were one and the same: they no longer count' }),
);

export const STAY_KINDS = ['pass-through', 'visit', 'engaged'] as const;
export type StayKind = (typeof STAY_KINDS)[number];
/** `consent`: it ended; `suspect`: the identifier was copied, and nobody can say whose visit it is. */
export const VISIT_ENDS = ['silent', 'outside', 'midnight', 'consent', 'suspect'] as const;
export type VisitEnd = (typeof VISIT_ENDS)[number];

export const VisitOpened = Type.Object({ visitId: ThingId, subject: SubjectId, openedAt: InstantText, zone: Name });
export type VisitOpened = Type.Static<typeof VisitOpened>;

export const VisitClosed = Type.Object({
  visitId: ThingId,
  revision: Revision,
  supersedes: Supersedes,
  subject: SubjectId,
  openedAt: InstantText,
  closedAt: InstantText,
  dwellMs: Type.Unsafe<number>({ ...DurationMs, description: 'sum of the stays' }),
  unknownMs: Type.Unsafe<number>({ ...DurationMs, description: 'time of the visit that no stay accounts for' }),
  zones: Type.Integer({ minimum: 0, description: 'distinct zones' }),
  stays: Type.Integer({ minimum: 0 }),
  end: Type.Enum(VISIT_ENDS),
  bounce: Type.Boolean({ description: 'shorter than the shop counts as a real visit' }),
  excluded: Type.Optional(Type.Enum(['long-stay'], { description: 'why it counts for no footfall: as long as only employees stay' })),
});
export type VisitClosed = Type.Static<typeof VisitClosed>;

export const ZoneStay = Type.Object({
  stayId: ThingId,
  revision: Revision,
  supersedes: Supersedes,
  visitId: ThingId,
  subject: SubjectId,
  zone: Name,
  enteredAt: InstantText,
  leftAt: InstantText,
  dwellMs: Type.Unsafe<number>({ ...DurationMs, description: 'time credited to the zone: short absences from it are not in it' }),
  stay: Type.Enum(STAY_KINDS),
  confidence: Type.Number({ minimum: 0, maximum: 1, description: 'how sure the zone was, mean over the stay' }),
});
export type ZoneStay = Type.Static<typeof ZoneStay>;

export const VisitOpenedFact = factSchema('visit-opened', 'A consented member, guest or staff member entered the shop.', VisitOpened);
export const VisitClosedFact = factSchema(
  'visit-closed',
  'The visit ended, or what came late changed what was told of it: then with a higher revision.',
  VisitClosed,
);
export const ZoneStayFact = factSchema('zone-stay', 'A stay in one zone, told when it ends, or again when it changed.', ZoneStay);
