import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AislegateError } from '../../contract/errors.ts';

const MOST_FAILURES = 10;
const FAILURES_WINDOW_MS = 60_000;

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether the request bears the admin token; throws on a wrong one. An address that sent too many wrong ones in a minute has
 * to wait, even with the right one. Compared by hash in constant time: neither content nor length shows.
 */
export function adminCheck(app: FastifyInstance, adminToken: string): (request: FastifyRequest) => Promise<boolean> {
  const expected = hashOf(adminToken);
  const failures = app.createRateLimit({ max: MOST_FAILURES, timeWindow: FAILURES_WINDOW_MS });
  return async (request) => {
    const given = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) return false;
    const before = await failures(request, { increment: false });
    if (!before.isAllowed && before.isExceeded) throw new AislegateError('API_TOO_MANY', { seconds: before.ttlInSeconds });
    if (timingSafeEqual(hashOf(given), expected)) return true;
    await failures(request);
    throw new AislegateError('API_UNAUTHORIZED');
  };
}
