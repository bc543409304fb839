import Type from 'typebox';
import { FiguresRecord, MAX_MODEL_TEXT, PublishedModel } from '../offers/model-record.ts';
import { Name } from '../scalars.ts';
import { route } from './route.ts';

const Scope = Type.Object({ shop: Type.Optional(Name) }, { description: 'for one shop; for all when absent' });

/** What orders the offers of the shops. */
export const modelRoutes = {
  models: route({
    method: 'GET',
    path: '/api/models',
    access: 'admin',
    summary: 'Models that were published, the newest first; five of all shops, and of each shop that has its own.',
    response: Type.Object({ rows: Type.Array(PublishedModel) }),
  }),
  publishModel: route({
    method: 'POST',
    path: '/api/models',
    access: 'admin',
    summary: 'Signs a model and hands it to the shops.',
    query: Scope,
    body: { types: ['application/json'], schema: Type.String({ maxLength: MAX_MODEL_TEXT }) },
    response: PublishedModel,
    status: 201,
  }),
  previousModel: route({
    method: 'POST',
    path: '/api/models/previous',
    access: 'admin',
    summary: 'Goes back to the model before the one that is served.',
    query: Scope,
    response: PublishedModel,
  }),
  publishFigures: route({
    method: 'POST',
    path: '/api/figures',
    access: 'admin',
    summary: 'What is known of everybody together, in all its parts.',
    query: Scope,
    body: { types: ['application/json'], schema: Type.Array(FiguresRecord, { minItems: 1, maxItems: 1000 }) },
    response: Type.Object({ version: Type.String(), parts: Type.Integer() }),
    status: 201,
  }),
} as const;
