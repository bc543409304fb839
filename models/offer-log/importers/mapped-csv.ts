import type { ReadLog, ReadOptions } from '../read.ts';
import { inspectOfferLog } from '../read.ts';

export function importMappedCsv(folder: string, options: ReadOptions = {}): Promise<ReadLog> {
  return inspectOfferLog(folder, options);
}
