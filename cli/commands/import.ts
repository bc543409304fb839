import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Argument, type Command } from 'commander';
import { AislegateError } from '../../contract/errors.ts';
import { IMPORT_KINDS, type ImportKind, type ImportReply } from '../../contract/http/hq-routes.ts';
import { isName } from '../../contract/scalars.ts';
import { noteLine, printJson, printLine, wrongUse } from '../command.ts';
import { headquarters } from '../headquarters.ts';
import type { Progress } from '../progress.ts';

interface Flags {
  readonly shop?: string;
  readonly url?: string;
  readonly token?: string;
  readonly ca?: string;
  readonly json?: boolean;
}

const PER_SHOP: readonly ImportKind[] = ['stock', 'orders'];

export function register(program: Command): void {
  program
    .command('import')
    .description('members, catalogue, stock or orders from CSV or JSON to headquarters: all rows or none')
    .addArgument(new Argument('<kind>', 'what the file holds').choices(IMPORT_KINDS))
    .argument('<file>', 'a .csv or .json file, or - for CSV on standard input')
    .option('--shop <id>', 'for one shop; for all when left out (stock and orders: the shop of this installation)')
    .option('--url <url>', 'headquarters elsewhere')
    .option('--token <token>', 'its admin token (AISLEGATE_TOKEN)')
    .option('--ca <file>', 'authority of its certificate, PEM')
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(importFile);
}

async function importFile(kind: ImportKind, file: string, flags: Flags): Promise<void> {
  if (flags.shop !== undefined && !isName(flags.shop)) throw wrongUse('--shop is not the id of a shop: letters, digits, _ and -.');
  const type = file.toLowerCase().endsWith('.json') ? 'application/json' : 'text/csv';
  if (kind === 'members') return tell(kind, await membersOf(file, type, flags), flags.json === true);
  const content = file === '-' ? await text(process.stdin) : await contentOf(file);
  const { importRows } = await import('../importing.ts');
  const shop = flags.shop ?? (PER_SHOP.includes(kind) ? await shopHere(flags) : undefined);
  tell(kind, await importRows(await headquarters(flags), { kind, type, content, shop }), flags.json === true);
}

/** A million members are not read into memory: the file goes to headquarters in parts. */
async function membersOf(file: string, type: 'text/csv' | 'application/json', flags: Flags): Promise<ImportReply> {
  const size = file === '-' ? 0 : await sizeOf(file);
  const hq = await headquarters(flags);
  const { importMembers } = await import('../importing/members.ts');
  const { progress } = await import('../progress.ts');
  const stream = file === '-' ? process.stdin : createReadStream(file);
  const reading = progress('reading', Math.max(1, Math.ceil(size / 1e6)));
  let storing: Progress | undefined;
  const texts = counted(file, stream.setEncoding('utf8'), (characters) => reading.at(Math.ceil(characters / 1e6)));
  try {
    return await importMembers(
      hq,
      { type, texts, shop: flags.shop },
      {
        read: () => undefined,
        stored: (members, rows) => {
          if (!storing) reading.end();
          storing ??= progress('storing', rows);
          storing.at(members);
        },
      },
    );
  } finally {
    (storing ?? reading).end();
  }
}

async function* counted(path: string, texts: AsyncIterable<string>, told: (characters: number) => void): AsyncGenerator<string> {
  let characters = 0;
  try {
    for await (const piece of texts) {
      characters += piece.length;
      told(characters);
      yield piece;
    }
  } catch (error) {
    unreadable(path, error);
  }
}

function tell(kind: ImportKind, reply: ImportReply, json: boolean): void {
  if (json) printJson(reply);
  const { imported, rejected, notes = [], noted = 0 } = reply;
  if (!json) for (const { row, field, reason } of [...rejected, ...notes]) noteLine(`row ${row}${field ? `, ${field}` : ''}: ${reason}`);
  if (rejected.length > 0) throw new AislegateError('CLI_REJECTED', { count: new Set(rejected.map(({ row }) => row)).size });
  if (json) return;
  if (noted > notes.length) noteLine(`and ${noted - notes.length} more that were merged or left out`);
  const what = kind === 'members' ? ['member', 'members'] : ['row', 'rows'];
  printLine(`${kind}: ${imported} ${what[imported === 1 ? 0 : 1]} imported.`);
}

async function shopHere(flags: Flags): Promise<string> {
  const { findInstallation } = await import('../installation.ts');
  const { readJson } = await import('../configuration.ts');
  const { parseSite } = await import('../../edge/config/site.ts');
  const site = readJson(findInstallation({ ...flags }).edge.site, false);
  if (site === undefined) throw wrongUse('Stock and orders are for one shop: give --shop.');
  return parseSite(site).shop.id;
}

async function contentOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => unreadable(path, error));
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => unreadable(path, error));
  if (found.isDirectory()) throw wrongUse(`${path} is a folder.`);
  return found.size;
}

function unreadable(path: string, error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') throw wrongUse(`There is no file ${path}.`);
  throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code ?? message }, { cause: error });
}
