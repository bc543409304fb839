import Type from 'typebox';
import { BasketLine, Currency, DoorPeople, Money, REPORT_TYPES, ReceiptLine } from './business-event.ts';
import { NOT_INTERESTED_SCOPES } from './facts/offer-facts.ts';
import { EpochMs, InstantText, Name, ThingId } from './scalars.ts';

const EventId = Type.Union(
  [Type.String({ minLength: 1, maxLength: 128 }), Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })],
  {
    description: 'unique to the event at its device, for 7 days at least: the same event sent again counts once',
  },
);
const At = Type.Union([InstantText, EpochMs], {
  description: 'when it happened: RFC 3339, or ms since 1970-01-01 UTC; absent: when it is received',
});
const Card = Type.Union([Type.String({ maxLength: 64 }), Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })], {
  description: '4 to 32 letters and digits; spaces, dots and dashes do not count',
});
const device = (what: string) => Type.Optional(Type.Unsafe<string>({ ...Name, description: `the ${what}, where the topic does not say` }));

export const CardTapMessage = Type.Object(
  { card: Card, eventId: Type.Optional(EventId), at: Type.Optional(At), reader: device('reader') },
  { $id: 'CardTap', description: 'A loyalty card was held to a reader. The card number alone, as text, is understood too.' },
);

export const ReceiptMessage = Type.Object(
  {
    eventId: EventId,
    at: Type.Optional(At),
    card: Type.Optional(Card),
    lines: Type.Array(ReceiptLine, { maxItems: 500 }),
    total: Money,
    currency: Type.Optional(Currency),
    offers: Type.Optional(
      Type.Array(Name, { maxItems: 100, description: 'codes of the offers that were given; without them an offer counts by its products' }),
    ),
    till: device('till'),
  },
  { $id: 'Receipt', description: 'What a till sold. What the shop took back has negative quantity and amount.' },
);

export const ScreenReportMessage = Type.Object(
  {
    type: Type.Enum(REPORT_TYPES),
    deliveryId: Type.Optional(ThingId),
    offer: Type.Optional(Name),
    scope: Type.Optional(Type.Enum(NOT_INTERESTED_SCOPES, { description: 'of `not-interested` and `undone`: in what' })),
    eventId: Type.Optional(EventId),
    at: Type.Optional(At),
    screen: device('screen'),
  },
  { $id: 'ScreenReport', description: 'What a screen of another maker showed, or what was done with it.' },
);

export const WifiAssociationMessage = Type.Object(
  {
    address: Type.String({
      pattern: '^[0-9A-Fa-f]{2}([:.-]?)(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$',
      description: 'MAC of the phone on this network',
    }),
    termsAt: Type.Union([InstantText, EpochMs], {
      description: 'when the guest agreed to the terms: RFC 3339, or ms since 1970-01-01 UTC',
    }),
    withdrawn: Type.Optional(Type.Boolean({ description: 'the guest took the terms back, and is forgotten at once' })),
    card: Type.Optional(Card),
    eventId: Type.Optional(EventId),
    at: Type.Optional(At),
    network: device('network'),
  },
  { $id: 'WifiAssociation', description: 'A phone joined the guest Wi-Fi, and its owner agreed to the terms.' },
);

export const BasketChangeMessage = Type.Object(
  {
    card: Card,
    products: Type.Array(BasketLine, { maxItems: 500, description: 'all that is in the basket now' }),
    eventId: Type.Optional(EventId),
    at: Type.Optional(At),
    device: device('device'),
  },
  { $id: 'BasketChange', description: 'A self-scanning device tells what is in the basket after each change.' },
);

export const DoorCountMessage = Type.Object(
  { in: DoorPeople, out: DoorPeople, eventId: Type.Optional(EventId), at: Type.Optional(At), door: device('door') },
  { $id: 'DoorCount', description: 'People through a door since the last report, not since the morning.' },
);
