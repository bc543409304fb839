import Type from 'typebox';
import { InstantText, Name, Sealed, SubjectId, ThingId } from '../scalars.ts';
import { factSchema } from './envelope.ts';

export const REFUSALS = ['OUT_OF_PERIOD', 'OTHER_ZONE', 'OUT_OF_STOCK', 'SHOWN_THIS_VISIT', 'SENSITIVE_CATEGORY', 'NO_SCREEN'] as const;
export type Refusal = (typeof REFUSALS)[number];

export const Candidate = Type.Object({
  offer: Name,
  score: Type.Optional(Type.Number({ description: 'probability of redemption by the model; absent where a rule refused the offer' })),
  refused: Type.Array(Type.Enum(REFUSALS)),
});
export type Candidate = Type.Static<typeof Candidate>;

export const Decision = Type.Object({
  decisionId: ThingId,
  visitId: ThingId,
  subject: SubjectId,
  zone: Name,
  screen: Type.Optional(Name),
  decidedAt: InstantText,
  model: Type.String({ maxLength: 120, description: 'version of the ranker' }),
  exploreShare: Type.Number({ minimum: 0, maximum: 1 }),
  candidates: Type.Array(Candidate),
  chosen: Type.Optional(Name),
  explored: Type.Boolean(),
  propensity: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'exact probability with which the chosen offer would be chosen again; 1 for showing nothing when nothing may be shown',
  }),
  sealed: Type.Optional(Sealed),
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

/**
 * `expired`: not shown by its deadline; `replaced`: a newer offer came before it was shown; `shown`: by a screen that chose for itself,
 * for what we pushed is told as an exposure.
 */
export const SCREEN_OUTCOMES = ['expired', 'replaced', 'shown', 'touched', 'dismissed'] as const;

export const ScreenEventData = Type.Object({
  screen: Name,
  outcome: Type.Enum(SCREEN_OUTCOMES),
  at: InstantText,
  deliveryId: Type.Optional(ThingId),
  offer: Type.Optional(Name),
});
export type ScreenEventData = Type.Static<typeof ScreenEventData>;

export const DecisionFact = factSchema(
  'decision',
  'What was decided for a subject at a zone entry, with all that is needed to explain it.',
  Decision,
);
export const ExposureFact = factSchema('exposure', 'A screen reported that it showed the offer.', Exposure);
export const ScreenEventFact = factSchema(
  'screen-event',
  'What else a screen reported, or that it did not report in time.',
  ScreenEventData,
);
