import type { FactDraft } from '../../contract/facts/fact.ts';
import type { Security } from '../../contract/facts/security-facts.ts';
import { instantText } from '../../contract/instant.ts';

/** What headquarters is told of a deed that has to be accounted for. */
export function securityFact({ at, ...deed }: Readonly<Omit<Security, 'at'>> & { readonly at: number }): FactDraft {
  return { kind: 'security', t: at, data: { ...deed, at: instantText(at) } };
}
