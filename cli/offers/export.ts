import type { Command } from 'commander';
import { hqRoutes, type ShopSummary } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import { isName } from '../../contract/scalars.ts';
import { wrongUse } from '../command.ts';
import type { HeadquartersFlags } from '../headquarters.ts';
import { dayOrTime } from './dates.ts';
import type { AskShop } from './exported-log.ts';
import { writeAndTell } from './tell-log.ts';
import { withBar } from './with-bar.ts';

interface Flags extends HeadquartersFlags {
  readonly out: string;
  readonly from?: number;
  readonly to?: number;
  readonly shop?: string;
  readonly json?: boolean;
}

/** A page is a few hundred decisions, each with what could have been shown. */
const TIMEOUT_MS = 60_000;

export function registerExport(offers: Command): void {
  offers
    .command('export')
    .description(
      'what the chain itself recorded, as an offer log: of members who agree to analytics, by random ids. Noted in the audit log',
    )
    .requiredOption('--out <folder>', 'where the offer log is to be')
    .option('--from <time>', 'from then on, as in 2026-03-01 or 2026-03-01T09:00:00Z', dayOrTime)
    .option('--to <time>', 'until then', dayOrTime)
    .option('--shop <id>', 'of one shop; of all when left out')
    .option('--url <url>', 'headquarters elsewhere')
    .option('--token <token>', 'its admin token (AISLEGATE_TOKEN)')
    .option('--ca <file>', 'authority of its certificate, PEM')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(exportLog);
}

async function exportLog({ out, from, to, shop, json = false, ...flags }: Flags): Promise<void> {
  if (shop !== undefined && !isName(shop)) throw wrongUse('--shop is not the id of a shop: letters, digits, _ and -.');
  const { headquarters } = await import('../headquarters.ts');
  const { ask } = await import('../api.ts');
  const { exportedLog } = await import('./exported-log.ts');
  const hq = await headquarters(flags);
  const askShop: AskShop = (path, of, query) => ask(hq, { method: 'GET', path: path.replace(':shop', of), query, timeoutMs: TIMEOUT_MS });
  const known = shop === undefined ? (await ask<{ rows: ShopSummary[] }>(hq, { method: 'GET', path: hqRoutes.shops.path })).rows : [];
  const shops = shop === undefined ? known.map((one) => one.shop) : [shop];
  const period = { from: from === undefined ? undefined : instantText(from), to: to === undefined ? undefined : instantText(to) };
  const read = await withBar('shops', (onProgress) => exportedLog(askShop, { shops, ...period }, (done) => onProgress(done, shops.length)));
  await writeAndTell(read, { source: 'headquarters', out, json });
}
