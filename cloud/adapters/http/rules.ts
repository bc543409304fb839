import { hqRoutes } from '../../../contract/http/hq-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { LeaseDesk } from '../../budgets/lease-desk.ts';
import type { RuleDesk } from '../../distribution/rule-desk.ts';
import type { AuditLog } from '../../ports/audit-log.ts';

/** What headquarters decides and every shop obeys, and what became of the budgets. Rules are brought by the import. */
export function registerRules(register: Register, rules: RuleDesk, leases: LeaseDesk, audit: AuditLog): void {
  register(hqRoutes.rules, async () => ({ rows: await rules.rows() }));
  register(hqRoutes.removeRule, async ({ params: { scope, type, id }, by }) => {
    const removed = await rules.remove(scope, type, id);
    await audit.append({ action: 'rule-removed', by, what: type, place: scope, outcome: removed ? 'done' : 'refused' });
    return { removed };
  });
  register(hqRoutes.budgets, async () => ({ rows: await leases.rows() }));
  register(hqRoutes.takeBackBudget, async ({ params: { campaign, shop }, by }) => {
    const takenBack = await leases.takeBack(campaign, shop);
    await audit.append({ action: 'budget-taken-back', by, place: shop });
    return { takenBack };
  });
}
