import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AislegateError } from '../../contract/errors.ts';
import { modelRoutes } from '../../contract/http/model-routes.ts';
import type { PublishedModel } from '../../contract/offers/model-record.ts';
import { isName } from '../../contract/scalars.ts';
import type { Api } from '../api.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { type HeadquartersFlags, headquarters } from '../headquarters.ts';
import { staleLines } from './ranker-lines.ts';

interface Flags extends HeadquartersFlags {
  readonly figures?: string;
  readonly previous?: boolean;
  readonly list?: boolean;
  readonly shop?: string;
  readonly json?: boolean;
}

/** A chain of 100,000 products sends some 12 MB. */
const FIGURES_TIMEOUT_MS = 120_000;

export function registerPublish(offers: Command): void {
  offers
    .command('publish')
    .description('hand a model to the shops, signed by headquarters; or go back to the one before')
    .argument('[model]', 'the file that "offers train" wrote')
    .option('--figures <folder>', 'an offer log: what it says of everybody together goes with the model')
    .option('--previous', 'go back to the model before the one that is served')
    .option('--list', 'the models that were published')
    .option('--shop <id>', 'for one shop; for all when left out')
    .option('--url <url>', 'headquarters elsewhere')
    .option('--token <token>', 'its admin token (AISLEGATE_TOKEN)')
    .option('--ca <file>', 'authority of its certificate, PEM')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(publish);
}

async function publish(model: string | undefined, flags: Flags): Promise<void> {
  const { figures, previous = false, list = false, shop, json = false } = flags;
  if (shop !== undefined && !isName(shop)) throw wrongUse('--shop is not the id of a shop: letters, digits, _ and -.');
  const asked = [model !== undefined || figures !== undefined, previous, list].filter(Boolean).length;
  if (asked !== 1) throw wrongUse('Give a model to publish, or --figures, or --previous, or --list.');
  const text = model === undefined ? undefined : await readModel(model);
  const records = figures === undefined ? undefined : await figuresOf(figures);
  const hq = await headquarters(flags);
  if (list) {
    const rows = await models(hq);
    return json ? printJson({ models: rows }) : tellAll(rows);
  }
  // The figures first: a model that meets those of its own log is the one that was measured.
  const told =
    records && (await send<{ version: string; parts: number }>(hq, modelRoutes.publishFigures.path, shop, JSON.stringify(records)));
  const served = previous || text !== undefined ? await send<PublishedModel>(hq, pathOf(previous), shop, text) : undefined;
  if (json) return printJson({ ...(told && { figures: told }), ...(served && { model: served }) });
  if (told)
    printLine(
      `Figures ${told.version} are on their way to ${shop ?? 'all shops'}, in ${told.parts} ${told.parts === 1 ? 'part' : 'parts'}.`,
    );
  if (!served) return;
  printLine(`Model ${served.version} is on its way to ${shop ?? 'all shops'}.`);
  for (const line of staleLines(knownUntilOf(text), Date.now())) printLine(line);
}

/** As its card says; headquarters has read the file by now. */
function knownUntilOf(model: string | undefined): string | undefined {
  if (model === undefined) return undefined;
  return (JSON.parse(model) as { readonly content: { readonly card: { readonly knownUntil: string } } }).content.card.knownUntil;
}

const pathOf = (previous: boolean): string => (previous ? modelRoutes.previousModel : modelRoutes.publishModel).path;

async function send<T>(hq: Api, path: string, shop: string | undefined, content: string | undefined): Promise<T> {
  const { ask } = await import('../api.ts');
  return ask<T>(hq, {
    method: 'POST',
    path,
    query: { shop },
    ...(content !== undefined && { body: { type: 'application/json', content } }),
    timeoutMs: FIGURES_TIMEOUT_MS,
  });
}

async function models(hq: Api): Promise<readonly PublishedModel[]> {
  const { ask } = await import('../api.ts');
  return (await ask<{ rows: PublishedModel[] }>(hq, { method: 'GET', path: modelRoutes.models.path })).rows;
}

function tellAll(rows: readonly PublishedModel[]): void {
  if (rows.length === 0) printLine('No model was published: shops serve the one that came with the program.');
  for (const { version, scope, publishedAt, by, isServed } of rows) {
    printLine(`${isServed ? '*' : ' '} ${version}  ${scope}  ${publishedAt}  ${by}`);
  }
}

async function readModel(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrongUse(`There is no file ${path}.`);
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code ?? 'unknown' }, { cause });
  }
}

/** What the log says of everybody together at its end. */
async function figuresOf(folder: string) {
  const { readOfferLog } = await import('../../models/offer-log/read.ts');
  const { withBar } = await import('./with-bar.ts');
  const { LogCursor } = await import('../../models/offer-ranker/history/log-cursor.ts');
  const { recordsOfFigures } = await import('../../models/offer-ranker/features/figures-records.ts');
  const log = await withBar('reading', (onProgress) => readOfferLog(folder, { onProgress }));
  const cursor = new LogCursor(log);
  cursor.windTo(Math.max(log.purchases.at(-1)?.at ?? 0, log.slates.at(-1)?.shownAt ?? 0) + 1);
  return recordsOfFigures(cursor.figures([]));
}
