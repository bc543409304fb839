import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AislegateError } from '../../contract/errors.ts';
import { type Access, ANY_TYPE, type Route } from '../../contract/http/route.ts';
import type { Handler, RouteOptions, RouteRequest } from './handler.ts';
import { inputReader } from './input.ts';
import type { Session, Sessions } from './session.ts';
import { whoAsks } from './who-asks.ts';

export interface RouterOptions {
  readonly app: FastifyInstance;
  readonly sessions: Sessions;
  readonly isAdmin: (request: FastifyRequest) => Promise<boolean>;
}

export type Register = <R extends Route>(route: R, handler: Handler<R>, options?: RouteOptions) => void;

/** Registers routes of the contract: who may call, what may be sent, then the handler. */
export function createRouter({ app, sessions, isAdmin }: RouterOptions): Register {
  /** Admits the request or throws; the session where one spoke for it. */
  const admit = async (request: FastifyRequest, access: Access): Promise<Session | undefined> => {
    if (access === 'open' || (await isAdmin(request))) return undefined;
    const session = access === 'admin' ? undefined : sessions.of(request, wantedSession(request));
    if (!session) throw new AislegateError(sessions.of(request) ? 'API_FORBIDDEN' : 'API_UNAUTHORIZED');
    if (access === 'editor' && !session.mayEdit) throw new AislegateError('API_READ_ONLY');
    return session;
  };

  return (route, handler, options = {}) => {
    const read = {
      params: inputReader('params', route.params),
      query: inputReader('query', route.query),
      body: bodyForm(route) === 'bytes' ? (body: unknown) => body ?? new Uint8Array() : inputReader('body', route.body?.schema),
    };
    const admitted = new WeakMap<FastifyRequest, Session | undefined>();

    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const session = admitted.get(request);
      const input = {
        params: read.params(request.params),
        query: read.query(request.query),
        body: read.body(request.body),
        mediaType: (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
        session,
        by: whoAsks(request, session),
        raw: request,
      } as RouteRequest<typeof route>;
      if (route.status !== undefined) reply.code(route.status);
      const answered = await handler(input, reply);
      if (reply.sent || answered === reply) return reply;
      return reply.type(route.produces ? `${route.produces}; charset=utf-8` : 'application/json; charset=utf-8').send(answered);
    };

    void app.register(async (scope) => {
      if (route.body) takeOnly(scope, route.body.types, bodyForm(route));
      scope.route({
        method: route.method,
        url: route.path,
        ...(options.bodyLimitBytes !== undefined && { bodyLimit: options.bodyLimitBytes }),
        ...(options.mostPerMinute !== undefined && { config: { rateLimit: { max: options.mostPerMinute, timeWindow: 60_000 } } }),
        // Before the body is read: a stranger's megabytes are not even taken in.
        onRequest: async (request) => {
          admitted.set(request, await admit(request, options.access ?? route.access));
          options.admit?.(request);
        },
        handler: answer,
      });
    });
  };
}

/** A browser that is paired more than once says which pairing it means. */
function wantedSession(request: FastifyRequest): { role?: string; id?: string } {
  const { role, id } = request.query as Record<string, unknown>;
  return { ...(typeof role === 'string' && { role }), ...(typeof id === 'string' && { id }) };
}

type BodyForm = 'json' | 'text' | 'bytes';

function bodyForm({ body }: Route): BodyForm {
  const schema = body?.schema as { readonly type?: unknown; readonly format?: unknown } | undefined;
  if (schema?.type !== 'string') return 'json';
  return schema.format === 'binary' ? 'bytes' : 'text';
}

/** Lets bodies of these media types in; as they came where the route wants text or bytes. */
function takeOnly(scope: FastifyInstance, types: readonly string[], form: BodyForm): void {
  if (form === 'json') return;
  scope.removeAllContentTypeParsers();
  const taken = types.includes(ANY_TYPE) ? '*' : [...types];
  if (form === 'text') scope.addContentTypeParser(taken, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  else scope.addContentTypeParser(taken, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
