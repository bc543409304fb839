import Type from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 100 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a day as in 2017-03-01' });
const Moment = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}:\\d{2}Z?$',
  description: 'a time as in 2017-03-01 09:30:00',
});
const Label = Type.Optional(Type.String({ maxLength: 200 }));

/** What is read of the tables of Complete Journey, by the names of its CSV files. Its demographics are not: no age, income or family is asked for. */
export const COMPLETE_JOURNEY_TABLES = {
  campaign_descriptions: {
    files: ['campaign_descriptions'],
    row: Type.Object({ campaign_id: Id, campaign_type: Id, start_date: Day, end_date: Day }),
  },
  campaigns: { files: ['campaigns'], row: Type.Object({ campaign_id: Id, household_id: Id }) },
  coupons: { files: ['coupons'], row: Type.Object({ coupon_upc: Id, product_id: Id, campaign_id: Id }) },
  coupon_redemptions: {
    files: ['coupon_redemptions'],
    row: Type.Object({ household_id: Id, coupon_upc: Id, campaign_id: Id, redemption_date: Day }),
  },
  products: {
    files: ['products'],
    row: Type.Object({
      product_id: Id,
      manufacturer_id: Label,
      department: Label,
      brand: Label,
      product_category: Label,
      product_type: Label,
    }),
  },
  transactions: {
    files: ['transactions', 'transactions_100k'],
    row: Type.Object({
      household_id: Id,
      store_id: Id,
      basket_id: Id,
      product_id: Id,
      quantity: Type.Number(),
      sales_value: Type.Number(),
      retail_disc: Type.Number(),
      coupon_disc: Type.Number(),
      coupon_match_disc: Type.Number(),
      transaction_timestamp: Moment,
    }),
  },
} as const;

export type JourneyTable = keyof typeof COMPLETE_JOURNEY_TABLES;
export type JourneyRow<T extends JourneyTable> = Type.Static<(typeof COMPLETE_JOURNEY_TABLES)[T]['row']>;
