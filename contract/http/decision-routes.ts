import Type from 'typebox';
import { Decision } from '../facts/offer-facts.ts';
import { Name, ThingId } from '../scalars.ts';
import { route } from './route.ts';

const { sealed: _sealed, subject: _subject, book, seed, ...tellable } = Decision.properties;

export const REPLAY_OUTCOMES = ['same', 'different', 'impossible'] as const;

/** A decision and why it came out so, without whom it is about. */
export const DecisionExplained = Type.Object({
  decision: Type.Object({ ...tellable, book: Type.Optional(book), seed: Type.Optional(seed) }),
  lines: Type.Array(Type.String(), { description: 'in words' }),
  replay: Type.Optional(
    Type.Object(
      {
        outcome: Type.Enum(REPLAY_OUTCOMES, { description: 'same: made again from what the shop kept, it is the same in every number' }),
        detail: Type.String({ description: 'what is other, or no longer there' }),
      },
      { description: 'only where it was made' },
    ),
  ),
});
export type DecisionExplained = Type.Static<typeof DecisionExplained>;

const OneDecision = Type.Object({ id: ThingId });

export const edgeDecisionRoutes = {
  decision: route({
    method: 'GET',
    path: '/api/decisions/:id',
    access: 'admin',
    summary: 'Why a decision came out so, and whether it comes out so again from what the shop kept. Noted in the audit log.',
    params: OneDecision,
    response: DecisionExplained,
  }),
} as const;

export const hqDecisionRoutes = {
  decision: route({
    method: 'GET',
    path: '/api/shops/:shop/decisions/:id',
    access: 'session',
    summary: 'Why a decision came out so.',
    params: Type.Object({ shop: Name, id: ThingId }),
    response: DecisionExplained,
  }),
} as const;
