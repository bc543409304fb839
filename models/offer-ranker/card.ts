import Type from 'typebox';

/** What a model says of itself, in card.json beside its weights. */
export const ModelCard = Type.Object(
  {
    version: Type.String({ minLength: 1, maxLength: 120, description: 'goes into every decision' }),
    featureNames: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 1000 }),
    featureHash: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'must be the hash of the features that the shop computes' }),
    trainedOn: Type.String({ maxLength: 200 }),
    seed: Type.Integer({ minimum: 0 }),
    metrics: Type.Object(
      { auc: Type.Number(), logLoss: Type.Number(), exposures: Type.Integer({ minimum: 0 }) },
      { description: 'on held-out exposures' },
    ),
  },
  { $id: 'ModelCard' },
);
export type ModelCard = Type.Static<typeof ModelCard>;
