import type { FastifyRequest } from 'fastify';
import { isSameSecret } from '../../../contract/same-secret.ts';

/** Whether the request bears the intake token in one of the ways that gateways can be told to: bearer, password, or `token` in the address. */
export function bearsToken({ headers, query }: Pick<FastifyRequest, 'headers' | 'query'>, token: string): boolean {
  const [, scheme = '', credentials = ''] = /^(Bearer|Basic) +(\S+)$/iu.exec(headers.authorization ?? '') ?? [];
  const inAddress = (query as Readonly<Record<string, unknown>>)['token'];
  const given = scheme === '' ? inAddress : scheme.toLowerCase() === 'bearer' ? credentials : passwordOf(credentials);
  return typeof given === 'string' && isSameSecret(given, token);
}

/** RFC 7617: the user name ends at the first colon, and ours does not matter. */
function passwordOf(credentials: string): string {
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
