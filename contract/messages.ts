import Type from 'typebox';
import { NOT_INTERESTED_SCOPES } from './facts/offer-facts.ts';
import { InstantText, Name, SubjectId, ThingId } from './scalars.ts';

const Title = Type.String({ minLength: 1, maxLength: 120 });

/** Edge → screen. Never a name, never an identifier: a public screen is public. */
export const ShowMessage = Type.Object(
  {
    deliveryId: ThingId,
    offer: Type.Object({
      id: Name,
      title: Title,
      text: Type.Optional(Type.String({ maxLength: 400 })),
      badge: Type.Optional(Type.String({ maxLength: 24, description: 'as in −20 %' })),
      category: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'of which no more may be wanted' })),
      brand: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'the same' })),
    }),
    zone: Type.Object({ id: Name, name: Type.String({ maxLength: 120 }) }),
    showAt: InstantText,
    deadlineAt: InstantText,
    expiresAt: InstantText,
  },
  {
    $id: 'ShowMessage',
    description:
      'Show this offer until it expires. Sent again with an end that is not after `showAt`, it is taken back: off the screen at once.',
  },
);
export type ShowMessage = Type.Static<typeof ShowMessage>;

export const SCREEN_EVENT_TYPES = ['hello', 'shown', 'touched', 'dismissed', 'not-interested', 'undone'] as const;

/** Screen → edge. `hello` asks for what should be on the screen now. */
export const ScreenEvent = Type.Object(
  {
    eventId: ThingId,
    type: Type.Enum(SCREEN_EVENT_TYPES),
    deliveryId: Type.Optional(ThingId),
    scope: Type.Optional(Type.Enum(NOT_INTERESTED_SCOPES, { description: 'of `not-interested` and `undone`: in what' })),
  },
  {
    $id: 'ScreenEvent',
    additionalProperties: false,
    description: 'What a screen did. The edge stamps the time: a kiosk clock is not to be trusted.',
  },
);
export type ScreenEvent = Type.Static<typeof ScreenEvent>;

/** Edge → staff devices. */
export const StaffAlert = Type.Object(
  {
    alertId: ThingId,
    kind: Type.Literal('pickup'),
    state: Type.Union([Type.Literal('ringing'), Type.Literal('acknowledged'), Type.Literal('expired')]),
    title: Title,
    customer: Type.Optional(Type.String({ maxLength: 120, description: 'first name, with consent to staff assistance' })),
    orderNumber: Type.String({ maxLength: 64 }),
    zone: Type.Optional(Type.String({ maxLength: 120, description: 'name of the zone where the customer is' })),
    acknowledgedBy: Type.Optional(Type.String({ maxLength: 120 })),
    raisedAt: InstantText,
    expiresAt: InstantText,
  },
  {
    $id: 'StaffAlert',
    description: 'A customer with a ready pickup order is in the shop. The same alertId again replaces the earlier message.',
  },
);
export type StaffAlert = Type.Static<typeof StaffAlert>;

/** Staff device → edge. `hello` asks for the alerts that are open now. */
export const StaffEvent = Type.Object(
  {
    eventId: ThingId,
    type: Type.Union([Type.Literal('hello'), Type.Literal('acknowledged')]),
    alertId: Type.Optional(ThingId),
  },
  { $id: 'StaffEvent', additionalProperties: false, description: 'What a member of staff did.' },
);
export type StaffEvent = Type.Static<typeof StaffEvent>;

/** HQ → edge: everything up to these numbers is committed; the journal may forget it. */
export const Confirmed = Type.Object(
  {
    watermarks: Type.Array(Type.Object({ epoch: Type.String({ pattern: '^[0-9a-f]{24}$' }), sequence: Type.Integer({ minimum: 0 }) }), {
      maxItems: 1000,
    }),
  },
  { $id: 'Confirmed', description: 'Per journal epoch, the highest number below which HQ has committed every fact.' },
);
export type Confirmed = Type.Static<typeof Confirmed>;

/** Edge → HQ, request and reply: the keys of members that this shop may open. */
export const KeysRequest = Type.Object({ subjects: Type.Array(SubjectId, { minItems: 1, maxItems: 1000 }) }, { $id: 'KeysRequest' });
export type KeysRequest = Type.Static<typeof KeysRequest>;
export const KeysReply = Type.Object(
  { keys: Type.Array(Type.Object({ subject: SubjectId, key: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) })) },
  { $id: 'KeysReply', description: '256-bit keys, base64url. A subject that is left out has no key any more.' },
);
export type KeysReply = Type.Static<typeof KeysReply>;
