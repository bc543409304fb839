import Type from 'typebox';
import { FALLBACKS } from '../facts/offer-facts.ts';
import { RANKERS } from '../offers/ranking-record.ts';
import { InstantText } from '../scalars.ts';
import { route } from './route.ts';

const Evidence = Type.Record(Type.String(), Type.Number(), { description: 'the figures that it rests on' });

/** What orders the offers of a shop, and what it has learnt. */
export const RankerStatus = Type.Object({
  serves: Type.Enum(RANKERS),
  fallback: Type.Optional(Type.Enum(FALLBACKS, { description: 'why the count rule orders' })),
  orderedToCountRule: Type.Boolean({ description: 'by `offers rollback --to count-rule`, until `--to auto`' }),
  model: Type.Optional(
    Type.Object({
      version: Type.String(),
      source: Type.Enum(['headquarters', 'shipped']),
      knownUntil: Type.String({ description: 'nothing later was known to it' }),
    }),
  ),
  switchedAt: Type.Optional(Type.Unsafe<string>({ ...InstantText, description: 'when the evidence was there and the model took over' })),
  trial: Type.Optional(Type.Unsafe<Record<string, number>>({ ...Evidence, description: 'of the model beside the count rule' })),
  head: Type.Object({
    served: Type.Optional(Type.String({ description: 'snapshot of what the shop learnt; none: the model as it came' })),
    snapshots: Type.Array(Type.String(), { description: 'oldest first; the last one is served' }),
    shadow: Type.Optional(Type.String({ description: 'the one on trial' })),
    verdict: Type.Optional(Type.Enum(['promote', 'hold', 'waiting'])),
    evidence: Type.Optional(Evidence),
    lessons: Type.Integer({ description: 'impressions that it learns from' }),
  }),
});
export type RankerStatus = Type.Static<typeof RankerStatus>;

/** `head`: the snapshot before; `model`: the model before; `count-rule`: no model, until `auto` gives the choice back to the evidence. */
export const ROLLBACKS = ['head', 'model', 'count-rule', 'auto'] as const;
export type Rollback = (typeof ROLLBACKS)[number];

export const rankerRoutes = {
  ranker: route({
    method: 'GET',
    path: '/api/ranker',
    access: 'admin',
    summary: 'What orders the offers now, why, and what the shop has learnt.',
    response: RankerStatus,
  }),
  rollBackRanker: route({
    method: 'POST',
    path: '/api/ranker/rollback',
    access: 'admin',
    summary: 'Goes back to what ordered the offers before, from the next decision on. Told to headquarters as a fact.',
    body: { types: ['application/json'], schema: Type.Object({ to: Type.Enum(ROLLBACKS) }) },
    response: RankerStatus,
  }),
} as const;
