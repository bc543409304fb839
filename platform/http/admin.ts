import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AislegateError } from '../../contract/errors.ts';
import { isSameSecret } from '../../contract/same-secret.ts';

const MOST_FAILURES = 10;
const FAILURES_WINDOW_MS = 60_000;

/**
 * Whether the request bears the admin token; throws on a wrong one. An address that sent too many wrong ones in a minute has
 * to wait, even with the right one.
 */
export function adminCheck(app: FastifyInstance, adminToken: string): (request: FastifyRequest) => Promise<boolean> {
  const failures = app.createRateLimit({ max: MOST_FAILURES, timeWindow: FAILURES_WINDOW_MS });
  return async (request) => {
    const given = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) return false;
    const before = await failures(request, { increment: false });
    if (!before.isAllowed && before.isExceeded) throw new AislegateError('API_TOO_MANY', { seconds: before.ttlInSeconds });
    if (isSameSecret(given, adminToken)) return true;
    await failures(request);
    throw new AislegateError('API_UNAUTHORIZED');
  };
}
