import type { Command } from 'commander';
import { type DecisionExplained, edgeDecisionRoutes, hqDecisionRoutes } from '../../contract/http/decision-routes.ts';
import { isName } from '../../contract/scalars.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import type { HeadquartersFlags } from '../headquarters.ts';

interface Flags extends HeadquartersFlags {
  readonly shop?: string;
  readonly json?: boolean;
}

const DECISION_ID = /^[0-9a-f]{32}$/u;

export function registerExplain(offers: Command): void {
  offers
    .command('explain <decision>')
    .description('why a decision came out so: what could be shown, what was refused and by which rule, and whether it comes out so again')
    .option('--shop <id>', 'ask headquarters about a decision of this shop; the shop on this machine when left out')
    .option('--url <url>', 'headquarters elsewhere')
    .option('--token <token>', 'its admin token (AISLEGATE_TOKEN)')
    .option('--ca <file>', 'authority of its certificate, PEM')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .addHelpText('after', '\nOnly the shop that made a decision can make it again. Noted in its audit log.')
    .action(explain);
}

async function explain(decision: string, flags: Flags): Promise<void> {
  const { shop, json = false } = flags;
  if (!DECISION_ID.test(decision)) throw wrongUse('A decision is named by 32 hex digits, as in the list of decisions of the dashboard.');
  if (shop !== undefined && !isName(shop)) throw wrongUse('--shop is not the id of a shop: letters, digits, _ and -.');
  const explained = await (shop === undefined ? askShop(decision, flags) : askHeadquarters(decision, shop, flags));
  if (json) return printJson(explained);
  for (const line of explained.lines) printLine(line);
}

async function askShop(decision: string, flags: Flags): Promise<DecisionExplained> {
  const { ask } = await import('../api.ts');
  const { edgeApi, findInstallation } = await import('../installation.ts');
  const api = await edgeApi(findInstallation({ ...flags }));
  return ask<DecisionExplained>(api, { method: 'GET', path: edgeDecisionRoutes.decision.path.replace(':id', decision) });
}

async function askHeadquarters(decision: string, shop: string, flags: Flags): Promise<DecisionExplained> {
  const { ask } = await import('../api.ts');
  const { headquarters } = await import('../headquarters.ts');
  const path = hqDecisionRoutes.decision.path.replace(':shop', shop).replace(':id', decision);
  return ask<DecisionExplained>(await headquarters(flags), { method: 'GET', path });
}
