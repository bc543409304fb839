import Type, { type Static } from 'typebox';

/** Low end, mean and high end, 95 %. */
export const Interval = Type.Tuple([Type.Number(), Type.Number(), Type.Number()]);
export type Interval = Static<typeof Interval>;

/** Null where the rows cannot tell: nobody redeemed, or everybody did. */
const Figure = Type.Union([Type.Number(), Type.Null()]);

/** How good one order of offers is (DESIGN §7, `offers evaluate`). */
export const Measures = Type.Object({
  auc: Figure,
  logLoss: Figure,
  ece: Figure,
  hitAt1: Figure,
  hitAt3: Figure,
  ndcgAt3: Figure,
  ndcgAt5: Figure,
  coldAuc: Figure,
  coldNdcgAt5: Figure,
});
export type Measures = Static<typeof Measures>;

/** The model beside what needs no learning, on slates that it was not trained on. */
export const Comparison = Type.Object({
  model: Measures,
  countRule: Measures,
  popularity: Measures,
  categoryAffinity: Measures,
  paired: Type.Object({ ndcgAt5OverCountRule: Type.Union([Interval, Type.Null()]) }),
});
export type Comparison = Static<typeof Comparison>;

/** What a shop and its headquarters should know of a model before they rely on it. */
export const ModelCard = Type.Object({
  /** By what is in it: equal weights over equal features have equal versions. */
  version: Type.String({ minLength: 1, maxLength: 80 }),
  featureNames: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 1000 }),
  featureHash: Type.String({ minLength: 8, maxLength: 64 }),
  /** In words. */
  trainedOn: Type.String({ maxLength: 1000 }),
  dataFingerprint: Type.String({ minLength: 1, maxLength: 128 }),
  /** RFC 3339: nothing that happened then or later was known. Says how old a model is; when it was computed says nothing. */
  knownUntil: Type.String({ minLength: 10, maxLength: 40 }),
  slates: Type.Integer({ minimum: 0 }),
  rows: Type.Integer({ minimum: 0 }),
  redemptions: Type.Integer({ minimum: 0 }),
  seed: Type.Integer({ minimum: 0 }),
  recipe: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()])),
  /** Measured on earlier folds of the same log, each trained only on what was before it; undefined where that was not asked for. */
  validation: Type.Optional(
    Type.Object({
      protocol: Type.String({ maxLength: 1000 }),
      figures: Comparison,
      /** By contender and measure. */
      intervals: Type.Record(Type.String(), Type.Record(Type.String(), Type.Union([Interval, Type.Null()]))),
    }),
  ),
  /** In words: what not to conclude from it. */
  limits: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 50 }),
});
export type ModelCard = Static<typeof ModelCard>;
