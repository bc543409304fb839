import Type from 'typebox';
import { RANKER_CHANGES } from '../facts/offer-facts.ts';
import { RANKERS, RankingRecord } from '../offers/ranking-record.ts';
import { InstantText, Name } from '../scalars.ts';
import { route } from './route.ts';

const Share = Type.Number({ minimum: 0, maximum: 1 });
const OfPeriod = Type.Object({
  from: Type.Optional(InstantText),
  to: Type.Optional(InstantText),
  shop: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'all shops together when absent' })),
});

const estimate = {
  difference: Type.Number({ description: 'treated minus holdout' }),
  low: Type.Number({ description: '95 % interval' }),
  high: Type.Number(),
  smallestDetectable: Type.Number({ description: 'a smaller true difference would be missed in more than one of five such trials' }),
};

export const UPLIFT_METRICS = ['spend', 'visits', 'conversion'] as const;
export const UPLIFT_READINGS = ['more', 'less', 'unclear'] as const;

export const UpliftMetric = Type.Object({
  metric: Type.Enum(UPLIFT_METRICS, {
    description:
      'spend and visits per member and week; conversion: share of members with a receipt. What was redeemed is no measure of uplift',
  }),
  treated: Type.Number({ description: 'mean' }),
  holdout: Type.Number({ description: 'mean' }),
  ...estimate,
  adjusted: Type.Optional(
    Type.Object(
      { ...estimate, explained: Share },
      { description: 'with what the same members did in the eight weeks before taken off (CUPED); the figure to go by where there is one' },
    ),
  ),
  reading: Type.Enum(UPLIFT_READINGS, { description: 'where the interval lies; `unclear`: it holds 0, or the arms are broken' }),
});
export type UpliftMetric = Type.Static<typeof UpliftMetric>;

export const UPLIFT_ABOUT = ['all', 'campaign', 'offer'] as const;
export const UPLIFT_POPULATIONS = ['assigned', 'reached'] as const;

export const UpliftRow = Type.Object({
  about: Type.Enum(UPLIFT_ABOUT),
  id: Type.Optional(Name),
  population: Type.Enum(UPLIFT_POPULATIONS, {
    description:
      'assigned: every member, whatever happened (intention to treat); reached: for whom an offer was chosen, shown or only noted',
  }),
  members: Type.Object({ treated: Type.Integer(), holdout: Type.Integer() }),
  ratio: Type.Object({
    expected: Share,
    actual: Share,
    chance: Type.Unsafe<number>({ ...Share, description: 'how often chance alone would be as far off' }),
    isBroken: Type.Boolean({ description: 'members are missing from one arm: nothing may be read from the figures' }),
  }),
  exposures: Type.Integer(),
  redemptions: Type.Integer(),
  suppressed: Type.Boolean({ description: 'an arm is too small to be told' }),
  metrics: Type.Array(UpliftMetric),
});
export type UpliftRow = Type.Static<typeof UpliftRow>;

export const Uplift = Type.Object({
  from: InstantText,
  to: InstantText,
  drawnSince: Type.Unsafe<string>({ ...InstantText, description: 'since when members are drawn as they are now; nothing before counts' }),
  holdoutShare: Share,
  smallestArm: Type.Integer(),
  rows: Type.Array(UpliftRow),
});
export type Uplift = Type.Static<typeof Uplift>;

export const OfferResult = Type.Object({
  offer: Name,
  campaign: Type.Optional(Name),
  ranker: Type.Enum(RANKERS),
  arm: Type.Enum(['treated', 'holdout']),
  chosen: Type.Integer({ description: 'decisions for it' }),
  members: Type.Integer(),
  exposures: Type.Integer(),
  touched: Type.Integer(),
  ignored: Type.Integer(),
  dismissed: Type.Integer(),
  notInterested: Type.Integer({ description: 'taken back ones too' }),
  redemptions: Type.Integer(),
});
export type OfferResult = Type.Static<typeof OfferResult>;

export const RankerChangeRow = Type.Object({
  shop: Name,
  change: Type.Enum(RANKER_CHANGES),
  at: InstantText,
  by: Type.String(),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  evidence: Type.Optional(Type.Record(Type.String(), Type.Number())),
});
export type RankerChangeRow = Type.Static<typeof RankerChangeRow>;

export const RankingReply = Type.Object({
  serve: RankingRecord.properties.serve,
  switchedOn: RankingRecord.properties.switchedOn,
  evidence: RankingRecord.properties.evidence,
  holdoutShare: RankingRecord.properties.holdoutShare,
  drawnSince: InstantText,
});
export type RankingReply = Type.Static<typeof RankingReply>;

const json = <B extends Type.TSchema>(schema: B) => ({ types: ['application/json'], schema }) as const;

/** What offers bring, and what decides who is shown which. */
export const offerRoutes = {
  uplift: route({
    method: 'GET',
    path: '/api/offers/uplift',
    access: 'session',
    summary: 'Whether showing offers pays: members who are shown offers beside those of the holdout, with intervals.',
    query: OfPeriod,
    response: Uplift,
  }),
  offerResults: route({
    method: 'GET',
    path: '/api/offers/results',
    access: 'session',
    summary: 'What became of each offer: decisions, exposures, answers and redemptions, by what ordered the offers and by arm.',
    query: OfPeriod,
    response: Type.Object({
      rows: Type.Array(OfferResult),
      smallestCell: Type.Integer({ description: 'fewer members than this are not told' }),
    }),
  }),
  rankerChanges: route({
    method: 'GET',
    path: '/api/offers/ranker-changes',
    access: 'session',
    summary: 'What changed in what orders the offers of the shops, newest first.',
    query: OfPeriod,
    response: Type.Object({ rows: Type.Array(RankerChangeRow) }),
  }),
  ranking: route({
    method: 'GET',
    path: '/api/offers/ranking',
    access: 'session',
    summary: 'What orders the offers, and which share of members is shown none.',
    response: RankingReply,
  }),
  changeRanking: route({
    method: 'POST',
    path: '/api/offers/ranking',
    access: 'admin',
    summary: 'Changes what orders the offers, or the share that is shown none, in every shop. Noted in the audit log.',
    body: json(
      Type.Object(
        {
          serve: Type.Optional(RankingRecord.properties.serve),
          switchedOn: RankingRecord.properties.switchedOn,
          holdoutShare: Type.Optional(RankingRecord.properties.holdoutShare),
        },
        { additionalProperties: false },
      ),
    ),
    response: RankingReply,
  }),
  renewHoldout: route({
    method: 'POST',
    path: '/api/offers/holdout/renew',
    access: 'admin',
    summary: 'Draws the members anew who are shown no offers, as is right once a quarter. Noted in the audit log.',
    response: RankingReply,
  }),
} as const;
