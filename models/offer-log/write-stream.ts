import { mkdir } from 'node:fs/promises';
import { LogSum } from './fingerprint.ts';
import type { LoggedPurchase, OfferLog, SlateOfIds } from './log.ts';
import { newTable, type TablePart } from './new-table.ts';
import type { LogFile } from './rows.ts';
import { contentTables, type WrittenLog, writeTable } from './write.ts';
import { columnsWithout, leftOutWhenEmpty, lineOf, purchaseRow, slateRows, type WrittenRow } from './written-rows.ts';

/** A log that comes row by row: what many rows are of is taken as it comes, in the order in which it is to be written. */
export interface LogStream {
  readonly slates: AsyncIterable<SlateOfIds>;
  readonly purchases: AsyncIterable<LoggedPurchase>;
  /** Columns that no row will have. */
  readonly without: ReadonlySet<string>;
  /** Asked when the others are at their end. Undefined: something was wrong, and nothing is to be written. */
  readonly content: () => Pick<OfferLog, 'offers' | 'products'> | undefined;
}

export interface StreamedLog extends WrittenLog {
  readonly fingerprint: string;
}

/** Writes a log without ever holding it in memory, the same as `writeOfferLog` would; what was there before is replaced when all of it is there. */
export async function writeLogStream(folder: string, { slates, purchases, without, content }: LogStream): Promise<StreamedLog | undefined> {
  await mkdir(folder, { recursive: true });
  const parts: TablePart[] = [];
  const slateSum = createSlateSum();
  const rows: Record<LogFile, number> = { offers: 0, offer_products: 0, products: 0, slates: 0, purchases: 0 };
  const writeRows = async (file: 'slates' | 'purchases', of: AsyncIterable<WrittenRow>): Promise<void> => {
    const part = newTable(folder, file, false);
    parts.push(part);
    rows[file] = await writeAsItComes(part, file, { rows: of, without });
  };
  const slatesSummed = async function* (): AsyncGenerator<WrittenRow> {
    for await (const slate of slates) {
      slateSum.add(slate);
      yield* slateRows(slate);
    }
  };
  try {
    await writeRows('slates', slatesSummed());
    const sum = slateSum.whole();
    const purchasesSummed = async function* (): AsyncGenerator<WrittenRow> {
      for await (const purchase of purchases) {
        sum.purchase(purchase);
        yield purchaseRow(purchase);
      }
    };
    await writeRows('purchases', purchasesSummed());
    const known = content();
    if (known === undefined) return undefined;
    const tables = contentTables(known);
    for (const file of ['offers', 'offer_products', 'products'] as const) {
      const part = newTable(folder, file, false);
      parts.push(part);
      await writeTable(part, file, tables[file].rows, (lines) => {
        rows[file] += lines;
      });
    }
    for (const offer of known.offers.values()) sum.offer(offer);
    for (const product of known.products.values()) sum.product(product);
    for (const part of parts.splice(0)) await part.putInPlace();
    return { rows, fingerprint: sum.digest() };
  } finally {
    for (const part of parts) await part.discard();
  }
}

/** Without any position a log does not tell what was left out of a slate, and all of it counts as shown: which holds is known at the end. */
function createSlateSum() {
  const told = new LogSum();
  let allShown: LogSum | undefined = new LogSum();
  return {
    add(slate: SlateOfIds): void {
      if (slate.candidates.some(({ position }) => position !== undefined)) allShown = undefined;
      told.slate(slate);
      allShown?.slate({ ...slate, candidates: slate.candidates.map((candidate) => ({ ...candidate, shown: true })) });
    },
    whole: (): LogSum => allShown ?? told,
  };
}

const LINES_OF_A_CHUNK = 1000;

interface ComingRows extends Pick<LogStream, 'without'> {
  readonly rows: AsyncIterable<WrittenRow>;
}

/** Which columns are empty is known at the end only: then the file is written once more without them. */
async function writeAsItComes(part: TablePart, file: LogFile, { rows, without }: ComingRows): Promise<number> {
  const missing = new Set(leftOutWhenEmpty(file).filter((column) => !without.has(column)));
  const columns = columnsWithout(file, without);
  let count = 0;
  const chunks = async function* (): AsyncGenerator<string> {
    let lines = [columns.join(',')];
    for await (const row of rows) {
      for (const column of missing) if (row[column] !== undefined) missing.delete(column);
      lines.push(lineOf(columns, row));
      count += 1;
      if (lines.length < LINES_OF_A_CHUNK) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  };
  await part.write(chunks());
  if (missing.size > 0) await part.keepColumns(columns.filter((column) => !missing.has(column)));
  return count;
}
