import { Argument, type Command } from 'commander';
import { AislegateError } from '../../contract/errors.ts';
import type { LogFindings } from '../../models/offer-log/findings.ts';
import { IMPORTERS, type ImporterName } from '../../models/offer-log/importers/names.ts';
import { noteLine, printJson, printLine } from '../command.ts';
import { withBar } from './with-bar.ts';

interface Flags {
  readonly out: string;
  readonly json?: boolean;
}

export function registerImport(offers: Command): void {
  offers
    .command('import')
    .description('what a chain recorded of its offers, from another form into a folder of the offer log: all rows or none')
    .addArgument(new Argument('<source>', 'the form that it has').choices(IMPORTERS))
    .argument('<folder>', 'where it is')
    .requiredOption('--out <folder>', 'where the offer log is to be')
    .option('--json', 'for programs')
    .action(importFrom);
}

async function importFrom(source: ImporterName, folder: string, { out, json = false }: Flags): Promise<void> {
  const { importOfferLog } = await import('../../models/offer-log/importers/import.ts');
  const { writeOfferLog } = await import('../../models/offer-log/write.ts');
  const { log, findings } = await withBar('reading', (onProgress) => importOfferLog(source, folder, { onProgress }));
  if (log === undefined) return refuse(findings, json);
  const written = await withBar('writing', (onProgress) => writeOfferLog(out, log, { onProgress }));
  if (json) return printJson({ source, out, ...written, fingerprint: log.fingerprint, rejected: [], notes: findings.notes });
  for (const note of findings.notes) noteLine(note);
  for (const [file, rows] of Object.entries(written.rows)) printLine(`${file.padEnd(14)} ${String(rows).padStart(9)} rows`);
  printLine(`Written to ${out}. Fingerprint: ${log.fingerprint}`);
}

function refuse({ problems, problemCount, notes }: LogFindings, json: boolean): never {
  if (json) printJson({ rejected: problems, rejectedCount: problemCount, notes });
  else for (const { file, row, column, reason } of problems) noteLine(`${file}, row ${row}${column ? `, ${column}` : ''}: ${reason}`);
  throw new AislegateError('CLI_REJECTED', { count: problemCount });
}
