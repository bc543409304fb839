import Type from 'typebox';
import { InstantText, Name, Sealed, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

export const PICKUP_STAGES = ['alerted', 'acknowledged', 'expired'] as const;

export const Pickup = Type.Object({
  alertId: ThingId,
  order: Name,
  visitId: ThingId,
  subject: SubjectId,
  stage: Type.Enum(PICKUP_STAGES),
  at: InstantText,
  zone: Type.Optional(Name),
  device: Type.Optional(Name),
  sealed: Type.Optional(Sealed),
});
export type Pickup = Type.Static<typeof Pickup>;

export const PickupFact = factSchema('pickup', 'A customer with a ready order walked in, and what staff did about it.', Pickup);
