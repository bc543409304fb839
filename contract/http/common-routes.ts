import Type from 'typebox';
import { Name } from '../scalars.ts';
import { route } from './route.ts';

export const Health = Type.Object({ status: Type.Literal('ok') });
export const Readiness = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.Boolean(), { description: 'each thing that must work before traffic may come' }),
});

export const LinkRequest = Type.Object({
  target: Type.Union([Type.Literal('screen'), Type.Literal('staff'), Type.Literal('dashboard')]),
  id: Type.Optional(Type.String({ maxLength: 64, description: 'the screen or staff device' })),
  editor: Type.Optional(
    Type.Unsafe<string>({ ...Name, description: 'who may edit rules in the dashboard that it opens; kept account of under this name' }),
  ),
});
export const LinkReply = Type.Object({ url: Type.String({ description: 'opens once, within 15 minutes' }) });
export type LinkReply = Type.Static<typeof LinkReply>;

/** Both processes have these. */
export const commonRoutes = {
  health: route({ method: 'GET', path: '/healthz', access: 'open', summary: 'Whether the process lives.', response: Health }),
  ready: route({
    method: 'GET',
    path: '/readyz',
    access: 'open',
    summary: 'Whether it can do its work; 503 with the failing check otherwise.',
    response: Readiness,
    alsoStatuses: [503],
  }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    access: 'admin',
    summary: 'Prometheus metrics. Open on loopback, with the admin token elsewhere.',
    response: Type.String(),
    produces: 'text/plain',
  }),
  enter: route({
    method: 'GET',
    path: '/enter',
    access: 'open',
    summary: 'Trades a one-time token for a session cookie and leads to the page.',
    query: Type.Object({ token: Type.String({ maxLength: 128 }) }),
    response: Type.String(),
    status: 303,
    produces: 'text/html',
  }),
  link: route({
    method: 'POST',
    path: '/api/links',
    access: 'admin',
    summary: 'A fresh one-time link to a page.',
    body: { types: ['application/json'], schema: LinkRequest },
    response: LinkReply,
  }),
} as const;
