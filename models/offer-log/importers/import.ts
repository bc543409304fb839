import type { ReadLog, ReadOptions } from '../read.ts';
import { importCompleteJourney } from './completejourney.ts';
import { importMappedCsv } from './mapped-csv.ts';
import type { ImporterName } from './names.ts';

const IMPORT: Readonly<Record<ImporterName, (folder: string, options: ReadOptions) => Promise<ReadLog>>> = {
  completejourney: importCompleteJourney,
  'complete-journey': importCompleteJourney,
  csv: importMappedCsv,
};

/** The log that a folder in another form amounts to, or everything that is wrong with it. */
export function importOfferLog(source: ImporterName, folder: string, options: ReadOptions = {}): Promise<ReadLog> {
  return IMPORT[source](folder, options);
}
