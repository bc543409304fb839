import Type from 'typebox';
import { Currency, DoorPeople, ReceiptLine } from '../business-event.ts';
import { InstantText, Name, Sealed, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

/** Ids of taps and receipts are the same whenever the same event is told again, even to a journal restored from a backup. */
const EventKey = Type.Unsafe<string>({ ...ThingId, description: 'the same for the same event however often it is told, 32 hex' });

export const Tap = Type.Object({
  tapId: EventKey,
  reader: Name,
  zone: Type.Optional(Name),
  at: InstantText,
  subject: Type.Optional(SubjectId),
});
export type Tap = Type.Static<typeof Tap>;

export const ReceiptData = Type.Object({
  receiptId: EventKey,
  till: Name,
  at: InstantText,
  subject: Type.Optional(SubjectId),
  visitId: Type.Optional(Type.Unsafe<string>({ ...ThingId, description: 'the visit in which it was bought, where the member was heard' })),
  total: Type.Number(),
  currency: Type.Optional(Currency),
  lines: Type.Optional(Type.Array(ReceiptLine, { description: 'of a receipt that belongs to nobody known' })),
  sealed: Type.Optional(Sealed),
});
export type ReceiptData = Type.Static<typeof ReceiptData>;

export const Count = Type.Object({ countId: EventKey, door: Name, at: InstantText, in: DoorPeople, out: DoorPeople });
export type Count = Type.Static<typeof Count>;

export const TapFact = factSchema('tap', 'A loyalty card was held to a reader; of a member who agrees to analytics, with the member.', Tap);
export const ReceiptFact = factSchema(
  'receipt',
  'A till sold something. What a member bought stands sealed under the key of that member.',
  ReceiptData,
);
export const CountFact = factSchema('count', 'People who went through a door since its counter last told.', Count);
