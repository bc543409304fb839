import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Access, Route } from '../../contract/http/route.ts';
import type { Session } from './session.ts';

type Value<S> = S extends TSchema ? Static<S> : undefined;
type BodyValue<B> = B extends { readonly schema: infer S } ? Value<S> : undefined;

/** What a handler sees of a request: its parts, read by the schemas of the route. */
export interface RouteRequest<R extends Route> {
  readonly params: R extends { readonly params: infer S } ? Value<S> : undefined;
  readonly query: R extends { readonly query: infer S } ? Value<S> : undefined;
  readonly body: R extends { readonly body: infer B } ? BodyValue<B> : undefined;
  /** Without its parameters, as in `text/csv`. */
  readonly mediaType: string;
  /** The paired browser that asks; undefined where the admin token did, or anyone may. */
  readonly session: Session | undefined;
  /** Who asks, as the audit log names him; nobody is known so on a route that is open to all. */
  readonly by: string;
  readonly raw: FastifyRequest;
}

export type Handler<R extends Route> = (
  request: RouteRequest<R>,
  reply: FastifyReply,
) => Static<R['response']> | FastifyReply | Promise<Static<R['response']> | FastifyReply>;

export interface RouteOptions {
  /** Overrides the server's own, for routes that take files. */
  readonly bodyLimitBytes?: number;
  /** Overrides the route's own, where the place decides. */
  readonly access?: Access;
  /** Requests of one address in a minute. */
  readonly mostPerMinute?: number;
  /** What else the sender must show; throws before the body is read. */
  readonly admit?: (request: FastifyRequest) => void;
}
