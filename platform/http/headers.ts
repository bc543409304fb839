import type { FastifyInstance } from 'fastify';

export interface HeaderOptions {
  readonly tls: boolean;
  /** WebSocket addresses that the pages may connect to, beside the server itself. */
  readonly connectTo: readonly string[];
}

/** What our pages may do, and nothing else: they bring their own scripts, styles, pictures and sounds. */
function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "img-src 'self' data:",
    "style-src 'self'",
    "font-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Sets the headers that every answer carries, errors and files included. */
export function addHeaders(app: FastifyInstance, { tls, connectTo }: HeaderOptions): void {
  const headers = {
    'content-security-policy': contentSecurityPolicy(connectTo),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(tls && { 'strict-transport-security': 'max-age=31536000' }),
  };
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
}
