import type { FactDraft } from '../../contract/facts/fact.ts';
import type { SecurityAction } from '../../contract/facts/security-facts.ts';
import { instantText } from '../../contract/instant.ts';

/** What headquarters is told of a deed that has to be accounted for. */
export function securityFact(deed: {
  readonly action: SecurityAction;
  readonly recordingId: string;
  readonly by: string;
  readonly at: number;
}): FactDraft {
  const { action, recordingId, by, at } = deed;
  return { kind: 'security', t: at, data: { action, at: instantText(at), recordingId, by } };
}
