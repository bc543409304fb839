import { AislegateError } from '../../../contract/errors.ts';
import { hqRoutes } from '../../../contract/http/hq-routes.ts';
import type { RuleReply } from '../../../contract/http/rule-routes.ts';
import type { Problem } from '../../../contract/row-problems.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { LeaseDesk } from '../../budgets/lease-desk.ts';
import type { Account, RuleDesk, RuleEdit } from '../../distribution/rule-desk.ts';
import { readRule, ruleProblems } from '../../distribution/rules.ts';
import type { AuditLog } from '../../ports/audit-log.ts';

/** A condition may name ten thousand members, and a rule several such lists. */
const RULE_LIMIT_BYTES = 1_048_576;

/** What headquarters decides and every shop obeys, and what became of the budgets. */
export function registerRules(register: Register, rules: RuleDesk, leases: LeaseDesk, audit: AuditLog): void {
  type Edited = Pick<RuleEdit, 'scope' | 'type'>;
  const noted = (action: 'rule-changed' | 'rule-removed', by: string, { scope, type }: Edited) => {
    const entry = { action, by, what: type, place: scope };
    const done: Account = (version) => audit.append({ ...entry, thing: version, outcome: 'done' });
    return { done, refused: () => audit.append({ ...entry, outcome: 'refused' }) };
  };

  register(hqRoutes.rules, async ({ session }) => ({
    rows: await rules.rows(),
    mayEdit: session === undefined || session.mayEdit === true,
  }));

  register(
    hqRoutes.putRule,
    async ({ params, query: { version }, body, by }, reply): Promise<RuleReply> => {
      const { done, refused } = noted('rule-changed', by, params);
      const { value, problems } = readRule(body);
      const wrong = value ? [...ruleProblems(value), ...misaddressed(value, params)] : problems;
      if (!value || wrong.length > 0) {
        await refused();
        reply.code(422);
        return { rejected: wrong.map(({ path, reason }) => ({ field: path.join('.'), reason })) };
      }
      return { row: await onRecord(rules.put({ ...params, version }, value, done), refused), rejected: [] };
    },
    { bodyLimitBytes: RULE_LIMIT_BYTES },
  );

  register(hqRoutes.removeRule, async ({ params, query: { version }, by }) => {
    const { done, refused } = noted('rule-removed', by, params);
    const removed = await onRecord(rules.remove({ ...params, version }, done), refused);
    if (!removed) await refused();
    return { removed };
  });

  register(hqRoutes.budgets, async () => ({ rows: await leases.rows() }));
  register(hqRoutes.takeBackBudget, async ({ params: { campaign, shop }, by }) => {
    const taken = await leases.takeBack(campaign, shop);
    await audit.append({ action: 'budget-taken-back', by, place: shop });
    return taken;
  });
}

/** That the address names another one than what was sent is a mistake of who sent it. */
function misaddressed(record: Pick<RuleEdit, 'type' | 'id'>, params: Pick<RuleEdit, 'type' | 'id'>): Problem[] {
  return (['type', 'id'] as const)
    .filter((field) => record[field] !== params[field])
    .map((field) => ({ path: [field], reason: 'must be the one that the address names' }));
}

/** An edit that came too late is kept account of as well. */
async function onRecord<T>(edit: Promise<T>, refused: () => Promise<void>): Promise<T> {
  try {
    return await edit;
  } catch (error) {
    if (error instanceof AislegateError && (error.code === 'HQ_RULE_CHANGED' || error.code === 'HQ_RULE_EXISTS')) await refused();
    throw error;
  }
}
