import Type from 'typebox';
import { InstantText, Name } from '../scalars.ts';

/** What fits into one message of a NATS server as it comes (1 MB) with room for its envelope; the network needs a tenth of it. */
export const MAX_MODEL_TEXT = 700_000;

/** The model that orders offers: its file as it was signed, to be checked before it is believed. Key: `<scope>.model`. */
export const ModelRecord = Type.Object(
  {
    type: Type.Literal('model'),
    text: Type.String({ minLength: 2, maxLength: MAX_MODEL_TEXT, description: 'the JSON of the file' }),
    publishedAt: InstantText,
  },
  { $id: 'ModelRecord', additionalProperties: false },
);
export type ModelRecord = Type.Static<typeof ModelRecord>;

const Text = Type.String({ maxLength: 120 });
const Count = Type.Number({ minimum: 0, maximum: 1e15 });
const Rates = Type.Record(
  Type.String({ maxLength: 200 }),
  Type.Array(Count, { minItems: 2, maxItems: 2, description: 'exposed, redeemed' }),
);

export const FIGURES_ROWS_PER_PART = 4000;

/** A part of what is known of everybody together; the parts of one version belong together. Key: `<scope>.figures-<part>`. */
export const FiguresRecord = Type.Object(
  {
    type: Type.Literal('figures'),
    version: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    part: Type.Integer({ minimum: 1, maximum: 1000 }),
    parts: Type.Integer({ minimum: 1, maximum: 1000 }),
    historyDays: Type.Number({ minimum: 0, maximum: 36_600 }),
    products: Type.Array(
      Type.Object(
        {
          id: Text,
          category: Text,
          type: Type.Optional(Text),
          department: Text,
          manufacturer: Type.Optional(Text),
          private: Type.Optional(Type.Boolean()),
          lines: Count,
          amount: Type.Number({ minimum: -1e15, maximum: 1e15 }),
          quantity: Type.Number({ minimum: -1e15, maximum: 1e15 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: FIGURES_ROWS_PER_PART },
    ),
    rates: Type.Optional(
      Type.Object(
        {
          overall: Type.Array(Count, { minItems: 2, maxItems: 2 }),
          byCategory: Rates,
          byManufacturer: Rates,
          byType: Rates,
          byCode: Rates,
          byDeal: Rates,
        },
        { additionalProperties: false, description: 'in the first part only' },
      ),
    ),
    pastOffers: Type.Array(
      Type.Object(
        {
          code: Text,
          kind: Text,
          value: Type.Optional(Type.Number()),
          minimumQuantity: Type.Optional(Type.Number()),
          campaignType: Type.Optional(Text),
          category: Type.Optional(Text),
          products: Type.Array(Text, { maxItems: 20_000 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: FIGURES_ROWS_PER_PART },
    ),
  },
  { $id: 'FiguresRecord', additionalProperties: false },
);
export type FiguresRecord = Type.Static<typeof FiguresRecord>;

/** What the bucket `models` holds. */
export const RankerRecord = Type.Union([ModelRecord, FiguresRecord], { $id: 'RankerRecord' });
export type RankerRecord = Type.Static<typeof RankerRecord>;

export const modelKeyOf = (scope: string): string => `${scope}.model`;
export const figuresKeyOf = (scope: string, part: number): string => `${scope}.figures-${part}`;

/** Shops do not serve a model of headquarters that knows nothing of so long: habits of a year ago are not those of today. */
export const MODEL_STALE_DAYS = 180;

/** A model that was published, as headquarters lists it. */
export const PublishedModel = Type.Object({
  version: Type.String(),
  scope: Name,
  publishedAt: InstantText,
  by: Type.String(),
  isServed: Type.Boolean({ description: 'the one that shops are told to serve' }),
});
export type PublishedModel = Type.Static<typeof PublishedModel>;
