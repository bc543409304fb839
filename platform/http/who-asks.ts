import type { FastifyRequest } from 'fastify';
import { ACTOR_HEADER } from '../../contract/audit.ts';
import { checker } from '../../contract/check.ts';
import { Actor } from '../../contract/facts/security-facts.ts';
import type { Session } from './session.ts';

const check = checker(Actor);

/**
 * Who asks, for the audit log. A browser acts for whoever made the link that paired it. The admin token is one for all: its bearer says who
 * he is, and is believed, for he could read the token's file.
 */
export function whoAsks(request: FastifyRequest, session: Session | undefined): string {
  if (session) return session.by;
  const said = check(request.headers[ACTOR_HEADER]);
  return said.ok ? said.value : 'api';
}
