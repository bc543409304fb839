import { Argument, type Command } from 'commander';
import { IMPORTERS, type ImporterName } from '../../models/offer-log/importers/names.ts';
import { assertEmpty, writeAndTell } from './tell-log.ts';
import { withBar } from './with-bar.ts';

interface Flags {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function registerImport(offers: Command): void {
  offers
    .command('import')
    .description('what a chain recorded of its offers, from another form into a folder of the offer log: all rows or none')
    .addArgument(new Argument('<source>', 'the form that it has').choices(IMPORTERS))
    .argument('<folder>', 'where it is')
    .requiredOption('--out <folder>', 'where the offer log is to be: empty, or not there yet')
    .option('--force', 'replace a log that is there')
    .option('--json', 'for programs')
    .action(importFrom);
}

async function importFrom(source: ImporterName, folder: string, { out, force, json = false }: Flags): Promise<void> {
  await assertEmpty(out, force);
  const { importOfferLog } = await import('../../models/offer-log/importers/import.ts');
  const read = await withBar('reading', (onProgress) => importOfferLog(source, folder, { onProgress }));
  await writeAndTell(read, { source, out, json });
}
