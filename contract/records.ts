import Type from 'typebox';
import { Identifier } from './identifier.ts';
import { ConfigRecord } from './offers/config-record.ts';
import { RankerRecord } from './offers/model-record.ts';
import { Offer } from './offers/offer.ts';
import { InstantText, Name, Sealed, SubjectId, ThingId } from './scalars.ts';

export const PURPOSES = ['recognition', 'personal-offers', 'staff-assistance', 'analytics', 'phone-messages'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const Consent = Type.Object({
  purpose: Type.Enum(PURPOSES),
  givenAt: InstantText,
  expiresAt: Type.Optional(InstantText),
  withdrawnAt: Type.Optional(InstantText),
});
export type Consent = Type.Static<typeof Consent>;

const Count = Type.Integer({ minimum: 0, maximum: 1e9 });
const Amount = Type.Number({ minimum: -1e9, maximum: 1e9, description: 'in the currency of the chain' });
const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'date, as in 2026-03-01' });

/** What a member bought of one product line. */
export const PurchaseLine = Type.Object(
  { product: Name, times: Count, amount: Type.Optional(Amount), lastOn: DayText },
  { additionalProperties: false, description: 'product, times, amount and day, in CSV as 4711:3:24.90@2026-03-01' },
);
export type PurchaseLine = Type.Static<typeof PurchaseLine>;

/** What became of one offer with a member. */
export const OfferLine = Type.Object(
  { offer: Name, shown: Count, redeemed: Type.Optional(Count), lastOn: DayText },
  { additionalProperties: false, description: 'offer, shown, redeemed and day, in CSV as wine-10:3:1@2026-03-01' },
);
export type OfferLine = Type.Static<typeof OfferLine>;

/** A voucher, or a gift card with what is left on it. */
export const Voucher = Type.Object(
  { id: Name, kind: Type.Enum(['voucher', 'gift-card']), value: Amount, endsOn: Type.Optional(DayText) },
  { additionalProperties: false, description: 'id, value and day, in CSV as V-10:5.00@2026-12-31' },
);
export type Voucher = Type.Static<typeof Voucher>;

export const CHANNELS = ['screen', 'phone', 'email', 'post', 'none'] as const;

/** The personal fields of a member: exists in clear only in memory, and sealed everywhere else. */
export const MemberFields = Type.Object(
  {
    memberId: Type.String({ minLength: 1, maxLength: 64 }),
    firstName: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    identifiers: Type.Array(Identifier, { maxItems: 32 }),
    devices: Type.Optional(
      Type.Array(Type.Array(Identifier, { minItems: 1, maxItems: 32 }), {
        maxItems: 8,
        description: 'identifiers of further phones of a household that shares the card: each walks by itself',
      }),
    ),
    consents: Type.Array(Consent, { maxItems: 32 }),
    language: Type.Optional(
      Type.String({
        pattern: '^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$',
        maxLength: 35,
        description: 'a language as in fr or de-CH (BCP 47)',
      }),
    ),
    channel: Type.Optional(Type.Enum(CHANNELS, { description: 'where the member likes to be told' })),
    shops: Type.Optional(Type.Array(Name, { maxItems: 20, description: 'preferred shops, the first before all' })),
    points: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e9 })),
    tier: Type.Optional(Name),
    vouchers: Type.Optional(Type.Array(Voucher, { maxItems: 50 })),
    purchases: Type.Optional(Type.Array(PurchaseLine, { maxItems: 500 })),
    offers: Type.Optional(Type.Array(OfferLine, { maxItems: 500 })),
    asOf: Type.Optional(
      Type.Unsafe<string>({ ...InstantText, description: 'RFC 3339: until when purchases and offers are accounted for here' }),
    ),
    segments: Type.Optional(Type.Array(Name, { maxItems: 100 })),
    affinities: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), Type.Number({ minimum: 0, maximum: 1 }), {
        description: 'share of own purchases per category',
      }),
    ),
    birthday: Type.Optional(
      Type.String({
        pattern: '^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$',
        description: 'month and day, as in 03-01: nobody here needs to know how old a member is',
      }),
    ),
    since: Type.Optional(
      Type.Unsafe<string>({ ...DayText, description: 'date, as in 2026-03-01: from which day on purchases are counted' }),
    ),
  },
  { $id: 'MemberFields', additionalProperties: false },
);
export type MemberFields = Type.Static<typeof MemberFields>;

/** What travels and rests: a random subject id and sealed fields. Context of the seal: `member/<subject>`. */
export const MemberRecord = Type.Object({ subject: SubjectId, sealed: Sealed }, { $id: 'MemberRecord', additionalProperties: false });
export type MemberRecord = Type.Static<typeof MemberRecord>;
export const memberSealContext = (subject: string): string => `member/${subject}`;

export const ORDER_STATES = ['ready', 'collected', 'cancelled'] as const;

export const OrderFields = Type.Object({ orderNumber: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });
export type OrderFields = Type.Static<typeof OrderFields>;

/** A pickup order. Context of the seal: `order/<id>`. */
export const OrderRecord = Type.Object(
  {
    id: Name,
    subject: SubjectId,
    state: Type.Enum(ORDER_STATES),
    readyAt: InstantText,
    sealed: Sealed,
  },
  { $id: 'OrderRecord', additionalProperties: false },
);
export type OrderRecord = Type.Static<typeof OrderRecord>;
export const orderSealContext = (order: string): string => `order/${order}`;

export const StockRecord = Type.Object(
  { product: Name, quantity: Type.Number({ minimum: 0, maximum: 1e9 }) },
  { $id: 'StockRecord', additionalProperties: false },
);
export type StockRecord = Type.Static<typeof StockRecord>;

/** Somebody asked to be forgotten: what is left for ever, so that nothing that comes late brings anything of it back. */
export const ErasureRecord = Type.Object(
  { erasureId: ThingId, subject: SubjectId, requestedAt: InstantText },
  { $id: 'ErasureRecord', additionalProperties: false },
);
export type ErasureRecord = Type.Static<typeof ErasureRecord>;

/** What each bucket holds. */
export const BUCKET_SCHEMAS = {
  erasures: ErasureRecord,
  config: ConfigRecord,
  models: RankerRecord,
  catalogue: Offer,
  members: MemberRecord,
  orders: OrderRecord,
  inventory: StockRecord,
} as const;
