import type { Command } from 'commander';
import { hqRoutes, type ShopSummary } from '../../contract/http/hq-routes.ts';
import { instantMs, instantText } from '../../contract/instant.ts';
import { isName } from '../../contract/scalars.ts';
import type { OnProgress } from '../../models/offer-log/read.ts';
import { wrongUse } from '../command.ts';
import type { HeadquartersFlags } from '../headquarters.ts';
import { dayOrTime } from './dates.ts';
import type { AskShop, ExportAsked } from './exported-log.ts';
import { assertEmpty, tellWritten } from './tell-log.ts';
import { withBar } from './with-bar.ts';

interface Flags extends HeadquartersFlags {
  readonly out: string;
  readonly from?: number;
  readonly to?: number;
  readonly shop?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** A page is a few hundred decisions, each with what could have been shown. */
const TIMEOUT_MS = 60_000;
const DAY_MS = 86_400_000;

export function registerExport(offers: Command): void {
  offers
    .command('export')
    .description(
      'what the chain itself recorded, as an offer log: of members who agree to analytics, by random ids. Noted in the audit log',
    )
    .requiredOption('--out <folder>', 'where the offer log is to be: empty, or not there yet')
    .option('--force', 'replace a log that is there')
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

async function exportLog({ out, from, to, shop, force, json = false, ...flags }: Flags): Promise<void> {
  if (shop !== undefined && !isName(shop)) throw wrongUse('--shop is not the id of a shop: letters, digits, _ and -.');
  await assertEmpty(out, force);
  const { headquarters } = await import('../headquarters.ts');
  const { ask } = await import('../api.ts');
  const hq = await headquarters(flags);
  const askShop: AskShop = (path, of, query) => ask(hq, { method: 'GET', path: path.replace(':shop', of), query, timeoutMs: TIMEOUT_MS });
  const known = shop === undefined ? (await ask<{ rows: ShopSummary[] }>(hq, { method: 'GET', path: hqRoutes.shops.path })).rows : [];
  const shops = shop === undefined ? known.map((one) => one.shop) : [shop];
  const period = { from: from === undefined ? undefined : instantText(from), to: to === undefined ? undefined : instantText(to) };
  const log = await withBar('days', (onProgress) => writeFrom(askShop, { shops, ...period }, { out, onProgress }));
  tellWritten(log.written, log.findings, { source: 'headquarters', out, json });
}

interface Writing {
  readonly out: string;
  readonly onProgress: OnProgress;
}

/** Nobody knows how many rows there are: how far it is, is told in days, of the decisions and then of the receipts. */
async function writeFrom(askShop: AskShop, asked: ExportAsked, { out, onProgress }: Writing) {
  const { exportedLog } = await import('./exported-log.ts');
  const { writeLogStream } = await import('../../models/offer-log/write-stream.ts');
  const until = (asked.to === undefined ? undefined : instantMs(asked.to)) ?? Date.now();
  let from: number | undefined;
  const stream = await exportedLog(askShop, asked, (ms) => {
    from ??= ms;
    onProgress(Math.floor((ms - from) / DAY_MS), Math.ceil((until - from) / DAY_MS));
  });
  return { written: await writeLogStream(out, stream), findings: stream.findings };
}
