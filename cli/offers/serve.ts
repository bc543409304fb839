import { Argument, type Command } from 'commander';
import { offerRoutes, type RankingReply } from '../../contract/http/offer-routes.ts';
import { decimalNumber, printJson, printLine, wrongUse } from '../command.ts';
import { type HeadquartersFlags, headquarters } from '../headquarters.ts';

const ORDERS = ['auto', 'count-rule', 'model'] as const;

interface Flags extends HeadquartersFlags {
  readonly holdout?: number;
  readonly renewHoldout?: boolean;
  readonly json?: boolean;
}

export function registerServe(offers: Command): void {
  offers
    .command('serve')
    .description('what orders the offers of all shops, and which share of members is shown none; without a choice, what holds now')
    .addArgument(new Argument('[order]', 'auto: the count rule until the evidence is there, then the model').choices(ORDERS))
    .option('--holdout <share>', 'share of members who are shown nothing, 0 to 0.5', decimalNumber(0, 0.5))
    .option('--renew-holdout', 'draw the members anew who are shown nothing, as is right once a quarter')
    .option('--url <url>', 'headquarters elsewhere')
    .option('--token <token>', 'its admin token (AISLEGATE_TOKEN)')
    .option('--ca <file>', 'authority of its certificate, PEM')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(serve);
}

async function serve(order: (typeof ORDERS)[number] | undefined, flags: Flags): Promise<void> {
  const { holdout, renewHoldout = false, json = false } = flags;
  if (renewHoldout && (order !== undefined || holdout !== undefined)) throw wrongUse('--renew-holdout stands alone.');
  const { ask } = await import('../api.ts');
  const hq = await headquarters(flags);
  // Going back to the count rule ends what the evidence once switched on: `auto` begins anew.
  const change = {
    ...(order !== undefined && { serve: order, ...(order !== 'model' && { switchedOn: false }) }),
    ...(holdout !== undefined && { holdoutShare: holdout }),
  };
  const isChange = Object.keys(change).length > 0;
  const { method, path } = renewHoldout ? offerRoutes.renewHoldout : isChange ? offerRoutes.changeRanking : offerRoutes.ranking;
  const now = await ask<RankingReply>(hq, {
    method,
    path,
    ...(isChange && { body: { type: 'application/json', content: JSON.stringify(change) } }),
  });
  if (json) return printJson(now);
  printLine(`Serves: ${WORDS[now.serve]}${now.serve === 'auto' && now.switchedOn ? ', which is there' : ''}.`);
  for (const [name, value] of Object.entries(now.evidence ?? {})) printLine(`  ${name}: ${Number(value.toPrecision(4))}`);
  printLine(`Holdout: ${Number((now.holdoutShare * 100).toFixed(1))} % of members, drawn ${now.drawnSince.slice(0, 10)}.`);
}

const WORDS: Readonly<Record<RankingReply['serve'], string>> = {
  auto: 'the count rule until there is evidence for the model',
  'count-rule': 'the count rule, whatever the evidence says',
  model: 'the model, whatever the evidence says',
};
