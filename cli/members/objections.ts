import { AislegateError } from '../../contract/errors.ts';
import { NOT_INTERESTED_SCOPES } from '../../contract/facts/offer-facts.ts';
import type { MemberObjections } from '../../contract/http/member-routes.ts';

/** What is not wanted, for people to read. */
export function objectionLines({ objections }: MemberObjections): string[] {
  if (objections.length === 0) return ['no objections'];
  return objections.map(({ scope, of, saidAt, blockedUntil, fadesUntil }) => {
    const what = of === undefined ? scope : `${scope}:${of}`;
    return `${what.padEnd(WIDTH)} said ${day(saidAt)}, nothing of it until ${day(blockedUntil)}, over on ${day(fadesUntil)}`;
  });
}

const WIDTH = 28;
const day = (instant: string): string => instant.slice(0, 'YYYY-MM-DD'.length);

/** `category:wine` as the API asks for it; nothing where all are meant. CLI_USAGE where it is no objection. */
export function namedObjection(text: string | true | undefined): { readonly scope?: string; readonly of?: string } {
  if (text === undefined || text === true) return {};
  const [scope = '', ...rest] = text.split(':');
  const of = rest.join(':');
  if (!NOT_INTERESTED_SCOPES.some((known) => known === scope) || (of === '') !== (scope === 'all')) {
    throw new AislegateError('CLI_USAGE', { detail: '--delete takes offer:<id>, category:<name>, brand:<name> or all' });
  }
  return { scope, ...(of !== '' && { of }) };
}
