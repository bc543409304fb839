import Type from 'typebox';

/** RFC 3339 §5.6, whose note lets a blank stand for the `T`, as many programs write it. */
const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d{2}:\\d{2})$',
  maxLength: 40,
  description: 'a time as in 2026-03-01T09:30:00Z',
});
const Text = Type.String({ minLength: 1, maxLength: 200 });
const Count = Type.Integer({ minimum: 1, maximum: 1e6 });
const Amount = Type.Number({ minimum: -1e12, maximum: 1e12 });
const Share = Type.Number({ exclusiveMinimum: 0, maximum: 1 });
const Probability = Type.Number({ minimum: 0, maximum: 1 });

/** The rows of the files of an offer log, as DESIGN §8 names their columns; what is optional here may be left out or empty. */
export const OFFER_LOG_ROWS = {
  offers: Type.Object({
    offer_id: Text,
    campaign_id: Text,
    starts_at: Instant,
    ends_at: Instant,
    category: Type.Optional(Text),
    brand: Type.Optional(Text),
    kind: Type.Optional(Text),
    value: Type.Optional(Amount),
    code: Type.Optional(Text),
    campaign_type: Type.Optional(Text),
    minimum_quantity: Type.Optional(Count),
  }),
  offer_products: Type.Object({ offer_id: Text, product_id: Text }),
  products: Type.Object({
    product_id: Text,
    category: Text,
    department: Text,
    brand: Text,
    type: Type.Optional(Text),
    manufacturer: Type.Optional(Text),
  }),
  slates: Type.Object({
    slate_id: Text,
    member_id: Text,
    offer_id: Text,
    shown_at: Instant,
    redeemed_at: Type.Optional(Instant),
    position: Type.Optional(Count),
    propensity: Type.Optional(Probability),
    shown_share: Type.Optional(Share),
  }),
  purchases: Type.Object({
    member_id: Text,
    product_id: Text,
    shop_id: Text,
    purchased_at: Instant,
    quantity: Amount,
    amount: Amount,
    discount: Type.Optional(Amount),
    coupon_discount: Type.Optional(Amount),
    basket_id: Type.Optional(Text),
  }),
} as const;

export type LogFile = keyof typeof OFFER_LOG_ROWS;
export type RowOf<F extends LogFile> = Type.Static<(typeof OFFER_LOG_ROWS)[F]>;

/** In the order in which they are read: each is checked against those before it. */
export const LOG_FILES = ['offers', 'offer_products', 'products', 'slates', 'purchases'] as const satisfies readonly LogFile[];
