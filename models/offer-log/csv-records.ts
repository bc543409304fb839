import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';

/** Row 0 is the first line. Undefined where the record cannot be taken apart. */
export type TakeRecord = (cells: readonly string[] | undefined, row: number) => void;

const MOST_CHARACTERS_IN_A_ROW = 1_000_000;
const BYTE_ORDER_MARK = /^\uFEFF/u;

/**
 * Hands over every record of a CSV file (RFC 4180; or with semicolons or tabs), packed where its name ends in .gz, and does not hold it in
 * memory. Empty lines are left out. Cells are parts of larger strings: what is kept of them has to be copied.
 */
export async function readRecords(path: string, take: TakeRecord, onBytes: (bytes: number) => void): Promise<void> {
  const file = createReadStream(path);
  file.on('data', (chunk) => onBytes(chunk.length));
  const packed = path.endsWith('.gz');
  const content = packed ? file.pipe(createGunzip()) : file;
  // A pipe does not hand on what goes wrong before it.
  if (packed) file.on('error', (error) => content.destroy(error));
  const records = new Records(take);
  try {
    for await (const text of content.setEncoding('utf8')) records.add(text as string);
  } finally {
    file.destroy();
  }
  records.end();
}

/** Parts a text into records, whatever pieces it comes in. */
class Records {
  readonly #take: TakeRecord;
  #row = 0;
  #delimiter: string | undefined;
  #waiting = '';
  /** Lines of a record whose quote is still open. */
  #quoted: string[] = [];
  #quotedCharacters = 0;

  constructor(take: TakeRecord) {
    this.#take = take;
  }

  add(text: string): void {
    const all = this.#waiting + text;
    const lines = all.split('\n');
    this.#waiting = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    if (this.#waiting.length <= MOST_CHARACTERS_IN_A_ROW) return;
    this.#waiting = '';
    this.#hand(undefined);
  }

  end(): void {
    if (this.#waiting !== '') this.#line(this.#waiting);
    if (this.#quoted.length > 0) this.#hand(undefined);
  }

  #line(text: string): void {
    const line = this.#row === 0 && this.#quoted.length === 0 ? text.replace(BYTE_ORDER_MARK, '') : text;
    const hasEven = hasEvenQuotes(line);
    if (this.#quoted.length === 0 && hasEven) {
      if (line.includes('"')) this.#quote([line]);
      else this.#plain(withoutReturn(line));
      return;
    }
    // A quote is open: the record goes on until one closes it.
    this.#quoted.push(line);
    this.#quotedCharacters += line.length + 1;
    if (this.#quoted.length > 1 && !hasEven) this.#quote(this.#quoted);
    else if (this.#quotedCharacters > MOST_CHARACTERS_IN_A_ROW) this.#hand(undefined);
  }

  #quote(lines: readonly string[]): void {
    const record = withoutReturn(lines.join('\n'));
    this.#hand(parsed(record, this.#delimiterOf(record)));
  }

  #plain(line: string): void {
    if (line === '') return;
    const cells = line.split(this.#delimiterOf(line));
    // Below the table, spreadsheets write rows of nothing but separators.
    if (cells[0] !== '' || cells.some((cell) => cell !== '')) this.#hand(cells);
  }

  #hand(cells: readonly string[] | undefined): void {
    this.#quoted = [];
    this.#quotedCharacters = 0;
    this.#take(cells, this.#row);
    this.#row += 1;
  }

  /** What separates the names in the first line: spreadsheets of half of Europe write semicolons. */
  #delimiterOf(line: string): string {
    const count = (delimiter: string): number => line.split(delimiter).length;
    this.#delimiter ??= [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
    return this.#delimiter;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function hasEvenQuotes(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 0;
}

function parsed(record: string, delimiter: string): string[] | undefined {
  try {
    const records: string[][] = parse(record, { delimiter, relax_column_count: true, max_record_size: MOST_CHARACTERS_IN_A_ROW });
    return records[0];
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}
