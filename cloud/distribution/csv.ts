import { CsvError, parse } from 'csv-parse/sync';
import { AislegateError } from '../../contract/errors.ts';

/** The cells of one row by column name; empty ones are left out. */
export type Cells = Readonly<Record<string, string>>;

export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Columns that carry a name of the retailer's after it, as `affinity:` does. */
  readonly prefix?: string;
}

export interface CsvRow {
  readonly cells: Cells;
  /** How many cells the row has, where that is not as many as the header. */
  readonly wrongLength: number | undefined;
}

const MOST_CHARACTERS_IN_A_ROW = 1_000_000;

/**
 * CSV (RFC 4180, and what spreadsheets make of it: byte order mark, semicolons or tabs) with the columns found by name in any order;
 * columns that nobody asked for are left alone. A file that lacks a column is refused as a whole. Headers are not quoted in
 * errors: without a header line they would be somebody's data.
 */
export function readCsv(text: string, columns: Columns): CsvRow[] {
  const delimiter = delimiterOf(text);
  const [header = [], ...records] = recordsOf(text.replace(/^\uFEFF/u, ''), delimiter);
  const names = header.map((name) => name.trim().toLowerCase().replaceAll(' ', '_'));
  const missing = columns.required.filter((column) => !names.includes(column));
  if (missing.length > 0) throw invalid(`the first line must name the columns; missing: ${missing.join(', ')}`);
  const isWanted = (name: string): boolean =>
    columns.required.includes(name) || columns.optional.includes(name) || (columns.prefix !== undefined && name.startsWith(columns.prefix));
  const twice = names.find((name, at) => isWanted(name) && names.indexOf(name) !== at);
  if (twice !== undefined && !twice.startsWith(columns.prefix ?? ' ')) throw invalid(`the column ${twice} is there twice`);
  const wanted = names.flatMap((name, at) => (isWanted(name) ? [{ name, at }] : []));

  return records.map((record) => {
    const cells: Record<string, string> = Object.create(null);
    for (const { name, at } of wanted) {
      const cell = record[at]?.trim();
      if (cell) cells[name] = cell;
    }
    return { cells, wrongLength: record.length === names.length ? undefined : record.length };
  });
}

/** The records that are not empty. Most have no quotes and are parted as they are; the rest is for the parser. */
function recordsOf(text: string, delimiter: string): string[][] {
  const records: string[][] = [];
  const quoted = quotedRecords(text);
  let from = 0;
  let line = 0;
  while (from < text.length) {
    const record = quoted.get(from);
    const end = record ?? lineEnd(text, from);
    const content = text.slice(from, end);
    const cells = record === undefined ? content.split(delimiter) : parsed(content, delimiter, line);
    if (cells.some((cell) => cell.trim() !== '')) records.push(cells);
    line += record === undefined ? 1 : content.split('\n').length;
    from = afterLineEnd(text, end);
  }
  return records;
}

/** Where records with quotes begin, and where they end: at the first line end outside of quotes. */
function quotedRecords(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let quote = text.indexOf('"'); quote >= 0; ) {
    const start = Math.max(text.lastIndexOf('\n', quote), text.lastIndexOf('\r', quote)) + 1;
    let end = lineEnd(text, quote + 1);
    for (let quotes = quotesIn(text, start, end); quotes % 2 === 1 && end < text.length; ) {
      const next = lineEnd(text, end + 1);
      quotes += quotesIn(text, end, next);
      end = next;
    }
    found.set(start, end);
    quote = text.indexOf('"', end);
  }
  return found;
}

function quotesIn(text: string, from: number, to: number): number {
  let quotes = 0;
  for (let at = text.indexOf('"', from); at >= 0 && at < to; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes;
}

const LINE_END = /[\r\n]/gu;

function lineEnd(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.exec(text)?.index ?? text.length;
}

function afterLineEnd(text: string, end: number): number {
  return text.startsWith('\r\n', end) ? end + 2 : end + 1;
}

function parsed(record: string, delimiter: string, linesBefore: number): string[] {
  try {
    const records: string[][] = parse(record, {
      delimiter,
      trim: true,
      relax_column_count: true,
      max_record_size: MOST_CHARACTERS_IN_A_ROW,
    });
    return records[0] ?? [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's own message quotes what it read.
    throw invalid(`the CSV breaks at line ${linesBefore + Number(error['lines'])} (${error.code})`);
  }
}

/** What separates the names in the first line: spreadsheets of half of Europe write semicolons. */
function delimiterOf(text: string): string {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/u));
  const count = (delimiter: string): number => firstLine.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function invalid(detail: string): AislegateError {
  return new AislegateError('HQ_IMPORT_INVALID', { detail });
}

const NUMBER = /^-?\d+(?:\.\d+)?$/u;
const SPACE = /\s/u;
const BETWEEN = /[\s|]+/u;

/** A number as CSV writes it, or the text as it is: then the schema refuses it. */
export function numberCell(cell: string | undefined): number | string | undefined {
  return cell !== undefined && NUMBER.test(cell) ? Number(cell) : cell;
}

/** `true` or `false`, or the text as it is: then the schema refuses it. */
export function truthCell(cell: string | undefined): boolean | string | undefined {
  return cell === 'true' || cell === 'false' ? cell === 'true' : cell;
}

/** A cell that holds several: separated by `|` or spaces. */
export function listCell(cell: string | undefined): string[] {
  if (cell === undefined) return [];
  // A pattern takes several times as long as a character, and a row has fifty of these.
  const parts = SPACE.test(cell) ? cell.split(BETWEEN) : cell.split('|');
  return parts.includes('') ? parts.filter((part) => part !== '') : parts;
}

/** Without the properties that are undefined: to a schema those would be there. */
export function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
