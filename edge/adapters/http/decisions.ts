import { AislegateError } from '../../../contract/errors.ts';
import { type DecisionExplained, edgeDecisionRoutes } from '../../../contract/http/decision-routes.ts';
import type { AuditSink } from '../../../platform/audit-log.ts';
import type { Register } from '../../../platform/http/routes.ts';

export interface DecisionsOptions {
  readonly register: Register;
  readonly audit: AuditSink;
  /** The shop, for the audit log. */
  readonly shop: string;
  readonly explained: (decisionId: string) => { readonly subject: string; readonly explained: DecisionExplained } | undefined;
}

/** Why a decision came out so: of somebody, and so accounted for. */
export function registerDecisions({ register, audit, shop, explained }: DecisionsOptions): void {
  register(edgeDecisionRoutes.decision, async ({ params, by }) => {
    const found = explained(params.id);
    if (!found) throw new AislegateError('OFR_NO_DECISION');
    await audit.append({ action: 'decision-explained', by, subject: found.subject, place: shop, thing: params.id });
    return found.explained;
  });
}
