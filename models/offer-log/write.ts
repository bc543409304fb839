import { mkdir } from 'node:fs/promises';
import type { OfferLog } from './log.ts';
import { newTable, type TablePart } from './new-table.ts';
import type { OnProgress } from './read.ts';
import { LOG_FILES, type LogFile } from './rows.ts';
import {
  columnsWithout,
  leftOutWhenEmpty,
  lineOf,
  offerProductRows,
  offerRow,
  productRow,
  purchaseRow,
  slateRows,
  type WrittenRow,
} from './written-rows.ts';

export interface WriteOptions {
  /** Plain .csv instead of .csv.gz. */
  readonly plain?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface WrittenLog {
  readonly rows: Readonly<Record<LogFile, number>>;
}

/** Writes a log as a folder (DESIGN §8), readable by its owner only; what was there of another log is replaced, file by file. */
export async function writeOfferLog(folder: string, log: OfferLog, { plain = false, onProgress }: WriteOptions = {}): Promise<WrittenLog> {
  await mkdir(folder, { recursive: true });
  const tables = tablesOf(log);
  const rows: Record<LogFile, number> = { offers: 0, offer_products: 0, products: 0, slates: 0, purchases: 0 };
  const total = LOG_FILES.reduce((sum, file) => sum + tables[file].count, 0);
  let done = 0;
  for (const file of LOG_FILES) {
    const counted = (lines: number): void => {
      rows[file] += lines;
      done += lines;
      onProgress?.(done, total);
    };
    const part = newTable(folder, file, plain);
    await writeTable(part, file, tables[file].rows, counted);
    await part.putInPlace();
  }
  return { rows };
}

/** Writes one table of which all rows are known. */
export function writeTable(
  part: TablePart,
  file: LogFile,
  rows: () => Iterable<WrittenRow>,
  counted: (lines: number) => void,
): Promise<void> {
  return part.write(chunksOf(columnsOf(file, rows()), rows(), counted));
}

interface Table {
  readonly count: number;
  readonly rows: () => Iterable<WrittenRow>;
}

function tablesOf({ offers, products, slates, purchases }: OfferLog): Readonly<Record<LogFile, Table>> {
  const sum = <T>(of: Iterable<T>, count: (item: T) => number): number => [...of].reduce((all, item) => all + count(item), 0);
  return {
    ...contentTables({ offers, products }),
    slates: { count: sum(slates, ({ candidates }) => candidates.length), rows: () => each(slates, slateRows) },
    purchases: { count: purchases.length, rows: () => each(purchases, (purchase) => [purchaseRow(purchase)]) },
  };
}

/** What was offered, and what is sold. */
export function contentTables({ offers, products }: Pick<OfferLog, 'offers' | 'products'>) {
  let offerProducts = 0;
  for (const offer of offers.values()) offerProducts += offer.products.length;
  return {
    offers: { count: offers.size, rows: () => each(offers.values(), (offer) => [offerRow(offer)]) },
    offer_products: { count: offerProducts, rows: () => each(offers.values(), offerProductRows) },
    products: { count: products.size, rows: () => each(products.values(), (product) => [productRow(product)]) },
  };
}

function* each<T>(items: Iterable<T>, rowsOf: (item: T) => Iterable<WrittenRow>): Generator<WrittenRow> {
  for (const item of items) yield* rowsOf(item);
}

const TELL_EVERY = 10_000;

function* chunksOf(columns: readonly string[], rows: Iterable<WrittenRow>, counted: (lines: number) => void): Generator<string> {
  let lines = [columns.join(',')];
  let count = 0;
  for (const row of rows) {
    lines.push(lineOf(columns, row));
    count += 1;
    if (count < TELL_EVERY) continue;
    yield `${lines.join('\n')}\n`;
    counted(count);
    lines = [];
    count = 0;
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
  counted(count);
}

/** The columns of the file: the required ones, and of the others those that some row has. */
function columnsOf(file: LogFile, rows: Iterable<WrittenRow>): string[] {
  const missing = new Set(leftOutWhenEmpty(file));
  for (const row of rows) {
    for (const column of missing) if (row[column] !== undefined) missing.delete(column);
    if (missing.size === 0) break;
  }
  return columnsWithout(file, missing);
}
