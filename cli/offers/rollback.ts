import type { Command } from 'commander';
import { type RankerStatus, ROLLBACKS, type Rollback } from '../../contract/http/ranker-routes.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { rankerLines } from './ranker-lines.ts';

interface Flags {
  readonly to: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function registerRollback(offers: Command): void {
  offers
    .command('rollback')
    .description('let what ordered the offers of this shop before order them again, from the next decision on')
    .option(
      '--to <what>',
      'head: what the shop had learnt before; model: the model before; count-rule: no model at all; auto: ends count-rule',
      'head',
    )
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(rollBack);
}

async function rollBack(flags: Flags): Promise<void> {
  if (!isRollback(flags.to)) throw wrongUse(`--to is one of ${ROLLBACKS.join(', ')}.`);
  const { ask } = await import('../api.ts');
  const { edgeApi, findInstallation } = await import('../installation.ts');
  const status = await ask<RankerStatus>(await edgeApi(findInstallation({ ...flags })), {
    method: 'POST',
    path: '/api/ranker/rollback',
    body: { type: 'application/json', content: JSON.stringify({ to: flags.to }) },
  });
  if (flags.json) return printJson(status);
  for (const line of rankerLines(status)) printLine(line);
}

function isRollback(text: string): text is Rollback {
  return (ROLLBACKS as readonly string[]).includes(text);
}
