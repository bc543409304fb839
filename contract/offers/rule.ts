import Type from 'typebox';
import { InstantText, Name } from '../scalars.ts';
import { OFFER_KINDS } from './offer.ts';

const Names = Type.Array(Name, { minItems: 1, maxItems: 500 });
const Days = Type.Integer({ minimum: 0, maximum: 3660 });
const Money = Type.Number({ minimum: 0, maximum: 1e6, description: 'in the currency of the chain' });
const LocalTime = Type.String({ pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d$', description: 'on the clock of the shop, as in 09:00' });
const object = <const P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

export const RULE_CHANNELS = ['screen', 'phone', 'staff', 'till'] as const;
export type RuleChannel = (typeof RULE_CHANNELS)[number];

/** Which offers a rule is about: those that fit all that it names; every offer when it names nothing. */
export const OfferSelection = object({
  offers: Type.Optional(Names),
  campaigns: Type.Optional(Names),
  kinds: Type.Optional(Type.Array(Type.Enum(OFFER_KINDS), { minItems: 1 })),
  categories: Type.Optional(Names),
  lines: Type.Optional(Names),
  brands: Type.Optional(Names),
  suppliers: Type.Optional(Names),
});
export type OfferSelection = Type.Static<typeof OfferSelection>;

/** What must hold: everything that is named. */
export const Condition = object({
  period: Type.Optional(object({ from: Type.Optional(InstantText), until: Type.Optional(InstantText) })),
  hours: Type.Optional(object({ from: LocalTime, until: LocalTime })),
  weekdays: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7, description: '0 is Sunday' })),
  shops: Type.Optional(Names),
  shopFormats: Type.Optional(Names),
  shopRegions: Type.Optional(Names),
  shopServices: Type.Optional(Type.Unsafe<string[]>({ ...Names, description: 'all of which the shop must have' })),
  shopOpen: Type.Optional(Type.Boolean({ description: 'within, or outside of, the opening hours of the shop' })),
  channels: Type.Optional(Type.Array(Type.Enum(RULE_CHANNELS), { minItems: 1 })),
  zones: Type.Optional(Names),
  subjects: Type.Optional(
    Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$' }), { minItems: 1, maxItems: 10_000, description: 'members' }),
  ),
  segments: Type.Optional(Type.Unsafe<string[]>({ ...Names, description: 'one of which the member is in' })),
  tiers: Type.Optional(Names),
  basketProducts: Type.Optional(Type.Unsafe<string[]>({ ...Names, description: 'one of which is in the basket' })),
  basketCategories: Type.Optional(Names),
  minimumSpend: Type.Optional(Money),
  stockAtLeast: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e9, description: 'pieces, here and now, of a product that it is for' })),
  firstPurchase: Type.Optional(
    Type.Enum(['any', 'category', 'brand', 'product'], {
      description: 'the member never bought anything, or nothing of the category, brand or products',
    }),
  ),
  birthdayWithinDays: Type.Optional(Type.Unsafe<number>({ ...Days, description: 'before or after; the day itself is 0' })),
  inactiveForDays: Type.Optional(Type.Unsafe<number>({ ...Days, description: 'since the last purchase' })),
});
export type Condition = Type.Static<typeof Condition>;

/** Data, not code: what may be shown to whom, when and where. */
export const Rule = Type.Object(
  {
    type: Type.Literal('rule'),
    id: Name,
    name: Type.String({ minLength: 1, maxLength: 120, description: 'as people call it; told where it refuses an offer' }),
    about: OfferSelection,
    effect: Type.Enum(['require', 'forbid'], {
      description: 'the offers are shown only where the condition holds; or only where it does not',
    }),
    when: Condition,
  },
  { $id: 'Rule', additionalProperties: false },
);
export type Rule = Type.Static<typeof Rule>;

/** How often a member is spoken to. What is not named is not limited. */
export const Cap = Type.Object(
  {
    type: Type.Literal('cap'),
    id: Name,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    about: OfferSelection,
    channels: Type.Optional(Type.Array(Type.Enum(RULE_CHANNELS), { minItems: 1 })),
    perVisit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    perDay: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    perWeek: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    gapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800_000, description: 'at least so long between two' })),
  },
  { $id: 'Cap', additionalProperties: false },
);
export type Cap = Type.Static<typeof Cap>;
