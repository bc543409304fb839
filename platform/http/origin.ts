import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { AislegateError } from '../../contract/errors.ts';
import { isLoopback } from '../listen.ts';

export interface OriginOptions {
  /** Whether only this machine reaches the server. */
  readonly loopback: boolean;
  readonly publicUrl: string | undefined;
}

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another web site makes a browser send. On loopback, where some routes are open, the host must be named as ours:
 * a foreign name that was made to resolve to 127.0.0.1 (DNS rebinding) is not. And nothing is changed for a foreign origin.
 */
export function assertOurs(request: FastifyRequest, { loopback, publicUrl }: OriginOptions): void {
  const ours = publicUrl === undefined ? undefined : new URL(publicUrl);
  const host = request.hostname.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  if (loopback && !isLoopback(host) && isIP(host) === 0 && host !== ours?.hostname) throw new AislegateError('API_FOREIGN');
  if (CHANGES_NOTHING.has(request.method)) return;
  if (request.headers['sec-fetch-site'] === 'cross-site') throw new AislegateError('API_FOREIGN');
  const { origin } = request.headers;
  if (origin === undefined || origin === ours?.origin) return;
  if (!URL.canParse(origin) || new URL(origin).host !== request.host) throw new AislegateError('API_FOREIGN');
}
