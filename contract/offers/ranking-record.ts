import Type from 'typebox';
import { Name } from '../scalars.ts';

export const RANKERS = ['count-rule', 'model'] as const;
export type RankerKind = (typeof RANKERS)[number];

/** Which order the shops show, and who is shown nothing so that the difference can be measured. */
export const RankingRecord = Type.Object(
  {
    type: Type.Literal('ranking'),
    id: Name,
    serve: Type.Enum(['auto', ...RANKERS], {
      description: 'auto: the count rule until the evidence is there, then the model; the others hold until this record says otherwise',
    }),
    switchedOn: Type.Optional(Type.Boolean({ description: 'the evidence is there, for this shop or for all' })),
    evidence: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }), Type.Number(), { description: 'the figures that the switch rests on' }),
    ),
    holdoutShare: Type.Number({ minimum: 0, maximum: 0.5, description: 'share of members who are shown nothing; 0.1 to begin with' }),
    holdoutSalt: Type.String({ pattern: '^[0-9a-f]{16,64}$', description: 'made at headquarters; another one draws the members anew' }),
  },
  { $id: 'RankingRecord', additionalProperties: false },
);
export type RankingRecord = Type.Static<typeof RankingRecord>;
