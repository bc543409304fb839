import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import { PRODUCT } from '../../contract/audit.ts';
import { AislegateError } from '../../contract/errors.ts';
import type { AuditSink } from '../audit-log.ts';
import { assertSafeListen, isLoopback, listenError } from '../listen.ts';
import type { HttpMetric, Telemetry } from '../telemetry.ts';
import { adminCheck } from './admin.ts';
import { type LinkPages, registerCommon } from './common.ts';
import { addHeaders } from './headers.ts';
import { type Grant, type LinkTarget, OneTimeLinks } from './links.ts';
import { measure } from './measure.ts';
import { assertOurs } from './origin.ts';
import { type Page, servePages } from './pages.ts';
import { RateStore } from './rate-store.ts';
import { answerErrors, answerMisaddressed, cutOffTalkers, malformedRequestAnswer } from './refusal.ts';
import { createRouter, type Register } from './routes.ts';
import { createSessions } from './session.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** How the settings are called, for the one who has to change them. */
  readonly settings: { readonly host: string; readonly port: string; readonly tls: string };
  readonly adminToken: string;
  readonly cookieSecret: string;
  /** What browsers call us, where that is not the host and port we listen on. */
  readonly publicUrl?: string | undefined;
  readonly telemetry: Telemetry<HttpMetric>;
  readonly clock: { nowMs(): number };
  readonly random: { bytes(count: number): Uint8Array };
  readonly readiness: () => Readonly<Record<string, boolean>>;
  /** Hears who makes and opens links. */
  readonly audit: AuditSink;
  readonly pages: readonly Page[];
  readonly linkPages: LinkPages;
  /** WebSocket addresses that the pages connect to. */
  readonly connectTo?: readonly string[] | undefined;
}

export interface HttpServer {
  readonly register: Register;
  /** A fresh one-time link. Throws API_NOT_FOUND where there is no such page, screen or device. */
  link(wanted: { readonly target: LinkTarget; readonly id?: string | undefined }): string;
  /** Begins to listen; all routes are registered by then. */
  listen(): Promise<void>;
  /** Where it is reached, known once it listens. */
  url(): string;
  readonly inject: FastifyInstance['inject'];
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 65_536;
const REQUEST_TIMEOUT_MS = 60_000;
const MOST_URL_CHARACTERS = 2048;
const MOST_PARAMETER_CHARACTERS = 128;

/** The HTTP server of either process, closed by default; routes of the contract are added with `register`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, tls, settings, clock, telemetry } = options;
  assertSafeListen({ setting: settings.host, host, tls: tls !== undefined, tlsSetting: settings.tls });
  const loopback = isLoopback(host);

  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MOST_PARAMETER_CHARACTERS },
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(malformedRequestAnswer(error.code));
    },
    frameworkErrors: (_error, request, reply) => {
      answerMisaddressed(request, reply);
    },
    ...(tls && { https: { cert: readPem(tls.certFile), key: readPem(tls.keyFile) } }),
  }) as unknown as FastifyInstance;

  answerErrors(app, telemetry);
  cutOffTalkers(app);
  addHeaders(app, { tls: tls !== undefined, connectTo: options.connectTo ?? [] });
  measure(app, telemetry);
  app.addHook('onRequest', async (request) => {
    if (request.url.length > MOST_URL_CHARACTERS) throw new AislegateError('API_INVALID', { detail: 'its address is too long' });
    assertOurs(request, { loopback, publicUrl: options.publicUrl });
  });
  await app.register(cookie, { secret: options.cookieSecret });
  await app.register(rateLimit, {
    global: false,
    store: RateStore,
    errorResponseBuilder: (_request, { ttl }) => new AislegateError('API_TOO_MANY', { seconds: Math.ceil(ttl / 1000) }),
  });

  const nowMs = (): number => clock.nowMs();
  const sessions = createSessions({ roles: Object.keys(options.linkPages) as LinkTarget[], nowMs, secure: tls !== undefined });
  const register = createRouter({ app, sessions, isAdmin: adminCheck(app, options.adminToken) });
  const links = new OneTimeLinks({ nowMs, randomBytes: (count) => options.random.bytes(count) });

  const url = (): string => {
    if (options.publicUrl !== undefined) return new URL(options.publicUrl).origin;
    const named = ['0.0.0.0', '::'].includes(host) ? hostname() : host;
    const address = app.server.address() as AddressInfo | null;
    return `${tls ? 'https' : 'http'}://${named.includes(':') ? `[${named}]` : named}:${address?.port ?? port}`;
  };
  const linkUrl = (grant: Grant): string => {
    if (!options.linkPages[grant.target]?.exists(grant.id)) throw new AislegateError('API_NOT_FOUND');
    return `${url()}/enter?token=${links.create(grant)}`;
  };

  const { readiness, linkPages, audit } = options;
  registerCommon({ audit, register, links, linkPages, linkUrl, sessions, readiness, loopback, metricsText: () => telemetry.metricsText() });
  await servePages(app, options.pages, sessions);

  return {
    register,
    link: ({ target, id = '' }) => linkUrl({ target, id, by: PRODUCT }),
    listen: async () => {
      await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
        throw listenError(error, host, port, settings.port);
      });
    },
    url,
    inject: app.inject.bind(app),
    close: () => app.close(),
  };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AislegateError(
      missing ? 'CFG_FILE_MISSING' : 'CFG_FILE_UNREADABLE',
      { path, detail: (error as Error).message },
      { cause: error },
    );
  }
}
