import Type from 'typebox';
import { RANKERS } from '../offers/ranking-record.ts';
import { InstantText, Name, Sealed, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

/** Why an offer could not be shown. Words for people: `docs/offers.md`. */
export const REFUSALS = [
  'OUT_OF_PERIOD',
  'OTHER_ZONE',
  'OUT_OF_STOCK',
  'SHOWN_THIS_VISIT',
  'SENSITIVE_CATEGORY',
  'NO_SCREEN',
  'RULE',
  'CAPPED',
  'BUDGET_SPENT',
  'BUDGET_NOT_GRANTED',
  'MEMBER_BUDGET_SPENT',
  'MEMBER_BUDGET_NOT_GRANTED',
  'SHOP_DAY_BUDGET_SPENT',
  'EXCLUDES_ANOTHER',
  'DOES_NOT_STACK',
  'SPEND_TOO_LOW',
  'NO_VOUCHER',
  'DISMISSED',
  'NOT_INTERESTED',
  'NOT_FOR_GROUP',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What made the shop decide. */
export const TRIGGERS = ['zone', 'dwell', 'return', 'basket', 'touch', 'order-ready', 'expiry'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Why the count rule orders although a model is meant to. */
export const FALLBACKS = [
  'cold-start',
  'ordered',
  'no-model',
  'stale',
  'wrong-shape',
  'not-a-number',
  'too-slow',
  'bad-signature',
  'unreadable',
  'failed',
] as const;
export type Fallback = (typeof FALLBACKS)[number];

const Probability = Type.Number({ minimum: 0, maximum: 1 });

/** An offer that might have been shown. */
export const Candidate = Type.Object({
  offer: Name,
  score: Type.Unsafe<number>({
    ...Probability,
    description: 'chance of redemption, by the model; by the count rule its share of what it counts',
  }),
  value: Type.Number({ description: 'expected: score times margin minus cost, after what the member said of such offers' }),
  propensity: Type.Unsafe<number>({ ...Probability, description: 'exact probability with which it would be the one' }),
  shadow: Type.Optional(Type.Unsafe<number>({ ...Probability, description: 'score by the ranker that is on trial' })),
});
export type Candidate = Type.Static<typeof Candidate>;

/** Offers that a rule took out. */
export const RefusedOffers = Type.Object({
  reason: Type.Enum(REFUSALS),
  rule: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'which rule, cap or campaign of headquarters' })),
  offers: Type.Array(Name),
});
export type RefusedOffers = Type.Static<typeof RefusedOffers>;

/** What spoke for an offer, in parts that add up to its log-odds. */
export const Contributions = Type.Object({
  offer: Name,
  parts: Type.Array(Type.Object({ name: Type.String({ maxLength: 64 }), logOdds: Type.Number() }), { maxItems: 40 }),
});
export type Contributions = Type.Static<typeof Contributions>;

export const Decision = Type.Object({
  decisionId: ThingId,
  visitId: ThingId,
  subject: SubjectId,
  zone: Name,
  screen: Type.Optional(Name),
  decidedAt: InstantText,
  trigger: Type.Enum(TRIGGERS),
  ranker: Type.Enum(RANKERS, { description: 'which order was used' }),
  fallback: Type.Optional(Type.Enum(FALLBACKS)),
  model: Type.String({ maxLength: 120, description: 'version of the model, or of the count rule' }),
  head: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'snapshot of what the shop learnt on top of the model; doubted: nothing yet, drawn around the model',
    }),
  ),
  shadow: Type.Optional(Type.String({ maxLength: 120, description: 'version of what is on trial' })),
  book: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'offers, rules and figures that it was decided from: the shop keeps them' }),
  arm: Type.Enum(['treated', 'holdout'], { description: 'holdout: chosen and not shown, to measure what showing does' }),
  audience: Type.Integer({ minimum: 1, description: 'how many people the choice was for' }),
  exploreShare: Probability,
  seed: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'of all that was drawn' }),
  candidates: Type.Array(Candidate),
  refused: Type.Array(RefusedOffers),
  chosen: Type.Optional(Name),
  explored: Type.Boolean(),
  propensity: Type.Unsafe<number>({
    ...Probability,
    description: 'exact probability with which the chosen offer would be chosen again; 1 for showing nothing when nothing may be shown',
  }),
  contributions: Type.Array(Contributions, { maxItems: 5, description: 'of the chosen offer and the best of the others' }),
  sealed: Type.Optional(
    Type.Unsafe<string>({ ...Sealed, description: 'what was known of the member: to explain and replay the decision' }),
  ),
});
export type Decision = Type.Static<typeof Decision>;

export const Exposure = Type.Object({
  deliveryId: ThingId,
  decisionId: ThingId,
  visitId: ThingId,
  subject: SubjectId,
  offer: Name,
  zone: Name,
  screen: Name,
  pushedAt: InstantText,
  shownAt: InstantText,
});
export type Exposure = Type.Static<typeof Exposure>;

export const RESPONSES = ['touched', 'ignored', 'dismissed', 'not-interested', 'undone'] as const;
export type ResponseKind = (typeof RESPONSES)[number];
export const NOT_INTERESTED_SCOPES = ['offer', 'category', 'brand', 'all'] as const;
export type NotInterestedScope = (typeof NOT_INTERESTED_SCOPES)[number];

/** What a member made of an offer; four things that mean four different things. */
export const ResponseData = Type.Object({
  responseId: ThingId,
  subject: SubjectId,
  response: Type.Enum(RESPONSES),
  at: InstantText,
  deliveryId: Type.Optional(ThingId),
  decisionId: Type.Optional(ThingId),
  visitId: Type.Optional(ThingId),
  offer: Type.Optional(Name),
  scope: Type.Optional(Type.Enum(NOT_INTERESTED_SCOPES)),
  of: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'which offer, category or brand the member is not interested in' })),
});
export type ResponseData = Type.Static<typeof ResponseData>;

/** `code`: the till told which offer; `products`: what the offer is for was bought within its time. */
export const REDEMPTION_PROOFS = ['code', 'products'] as const;

export const Redemption = Type.Object({
  redemptionId: Type.Unsafe<string>({ ...ThingId, description: 'the same for the same receipt and offer however often it is told' }),
  decisionId: ThingId,
  visitId: Type.Optional(ThingId),
  subject: SubjectId,
  offer: Name,
  receiptId: ThingId,
  proof: Type.Enum(REDEMPTION_PROOFS),
  at: InstantText,
  amount: Type.Optional(Type.Number({ description: 'paid for what the offer is for' })),
});
export type Redemption = Type.Static<typeof Redemption>;

export const RANKER_CHANGES = [
  'model-taken',
  'model-refused',
  'switched',
  'rolled-back',
  'head-promoted',
  'head-held',
  'fallback-began',
  'fallback-ended',
] as const;

/** Something else orders the offers now, or was kept from it, and why. */
export const RankerChange = Type.Object({
  change: Type.Enum(RANKER_CHANGES),
  at: InstantText,
  by: Type.String({ pattern: '^[A-Za-z0-9_.@-]{1,64}$', description: 'who asked for it; `edge` where the shop did it by itself' }),
  from: Type.Optional(Type.String({ maxLength: 120 })),
  to: Type.Optional(Type.String({ maxLength: 120 })),
  reason: Type.Optional(Type.Enum(FALLBACKS)),
  evidence: Type.Optional(
    Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }), Type.Number(), { description: 'the figures that it rests on' }),
  ),
});
export type RankerChange = Type.Static<typeof RankerChange>;

/**
 * `expired`: not shown by its deadline; `replaced`: a newer offer came before it was shown; `shown`: by a screen that chose for itself,
 * for what we pushed is told as an exposure.
 */
export const SCREEN_OUTCOMES = ['expired', 'replaced', 'shown', 'touched', 'dismissed', 'not-interested', 'undone'] as const;

export const ScreenEventData = Type.Object({
  screen: Name,
  outcome: Type.Enum(SCREEN_OUTCOMES),
  at: InstantText,
  deliveryId: Type.Optional(ThingId),
  offer: Type.Optional(Name),
});
export type ScreenEventData = Type.Static<typeof ScreenEventData>;

export const DecisionFact = factSchema('decision', 'What was decided for a subject, with all that is needed to explain it.', Decision);
export const ExposureFact = factSchema('exposure', 'A screen reported that it showed the offer.', Exposure);
export const ResponseFact = factSchema('response', 'What a member made of an offer that was shown.', ResponseData);
export const RedemptionFact = factSchema(
  'redemption',
  'A member bought what was offered, within the time that the offer is given.',
  Redemption,
);
export const RankerFact = factSchema('ranker', 'What orders the offers of a shop changed, and on what evidence.', RankerChange);
export const ScreenEventFact = factSchema(
  'screen-event',
  'What else a screen reported, or that it did not report in time.',
  ScreenEventData,
);
