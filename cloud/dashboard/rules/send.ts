import { type RuleReply, type RuleRow, ruleRoutes } from '../../../contract/http/rule-routes.ts';
import { isName } from '../../../contract/scalars.ts';
import { fetchJson, sendJson } from '../../../devices/ui/fetch-json.ts';
import { type Draft, recordOf } from './draft.ts';

/** Stores it, or tells field by field why not. Throws HQ_RULE_CHANGED and HQ_RULE_EXISTS where somebody else was faster. */
export async function storeDraft(draft: Draft): Promise<RuleReply> {
  // It would be no address, of which headquarters could not say which field is wrong.
  if (!isName(draft.id)) return { rejected: [{ field: 'id', reason: 'must be 1 to 64 letters, digits, _ and -' }] };
  return (await sendJson(addressOf(draft), ruleRoutes.putRule, recordOf(draft))).value;
}

export async function removeRule(draft: Draft): Promise<boolean> {
  return (await sendJson(addressOf(draft), ruleRoutes.removeRule)).value.removed;
}

/** As it stands there now; undefined where it is gone. */
export async function readAgain({ scope, type, id }: Draft): Promise<RuleRow | undefined> {
  const { value } = await fetchJson(ruleRoutes.rules.path, ruleRoutes.rules.response);
  return value.rows.find((row) => row.scope === scope && row.record.type === type && row.record.id === id);
}

function addressOf({ scope, type, id, version }: Draft): string {
  const path = ['/api/rules', ...[scope, type, id].map(encodeURIComponent)].join('/');
  return version === undefined ? path : `${path}?version=${version}`;
}
