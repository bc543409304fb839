import Type from 'typebox';
import { InstantText, Name } from '../scalars.ts';

/**
 * What an offer gives: a price cut in percent or in money; points times a factor, or on top; use of a voucher or of a gift card that the member holds;
 * several products together; something to book or collect; something to read; an invitation; a game.
 */
export const OFFER_KINDS = [
  'percent-off',
  'amount-off',
  'points-multiplier',
  'bonus-points',
  'voucher',
  'gift-card',
  'bundle',
  'service',
  'information',
  'event',
  'game',
] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

export const SERVICES = ['booking', 'click-and-collect'] as const;
export const INFORMATION = ['product', 'reviews'] as const;

const Money = Type.Number({ minimum: 0, maximum: 1e6, description: 'in the currency of the chain' });

/** An offer of the catalogue, for one shop or for all. */
export const Offer = Type.Object(
  {
    id: Name,
    campaign: Name,
    title: Type.String({ minLength: 1, maxLength: 120 }),
    text: Type.Optional(Type.String({ maxLength: 400 })),
    badge: Type.Optional(Type.String({ maxLength: 24 })),
    kind: Type.Enum(OFFER_KINDS),
    value: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6, description: 'percent, amount, factor or points, by kind' })),
    service: Type.Optional(Type.Enum(SERVICES, { description: 'of the kind service: what is offered' })),
    information: Type.Optional(Type.Enum(INFORMATION, { description: 'of the kind information: what there is to read' })),
    startsOn: Type.Optional(Type.Unsafe<string>({ ...InstantText, description: 'of the kind event: when it takes place' })),
    code: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'what tills know it by; the id when absent' })),
    category: Name,
    line: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'product line' })),
    brand: Type.Optional(Name),
    supplier: Type.Optional(Name),
    products: Type.Optional(
      Type.Array(Name, { minItems: 1, maxItems: 2000, description: 'that it is for; all of the category when absent' }),
    ),
    minimumQuantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'pieces that must be bought' })),
    minimumSpend: Type.Optional(Money),
    margin: Type.Optional(
      Type.Number({ minimum: -1e6, maximum: 1e6, description: 'what a redemption earns, cost of the offer not taken off; 1 when absent' }),
    ),
    cost: Type.Optional(Type.Unsafe<number>({ ...Money, description: 'what showing it costs, redeemed or not; 0 when absent' })),
    zones: Type.Optional(Type.Array(Name, { maxItems: 500, description: 'where it may be shown; everywhere when absent' })),
    exclusiveGroup: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'of such a group a member gets one offer in a visit' })),
    stacks: Type.Optional(Type.Boolean({ description: 'false: not beside another offer that the member took in this visit' })),
    startsAt: InstantText,
    endsAt: InstantText,
  },
  { $id: 'Offer', additionalProperties: false },
);
export type Offer = Type.Static<typeof Offer>;
