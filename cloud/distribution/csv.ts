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
  const [header = [], ...records] = cellsOf(text);
  const names = header.map((name) => name.toLowerCase().replaceAll(' ', '_'));
  const missing = columns.required.filter((column) => !names.includes(column));
  if (missing.length > 0) throw invalid(`the first line must name the columns; missing: ${missing.join(', ')}`);
  const wanted = (name: string): boolean =>
    columns.required.includes(name) || columns.optional.includes(name) || (columns.prefix !== undefined && name.startsWith(columns.prefix));
  const twice = names.find((name, at) => wanted(name) && names.indexOf(name) !== at);
  if (twice !== undefined && !twice.startsWith(columns.prefix ?? ' ')) throw invalid(`the column ${twice} is there twice`);

  return records.map((record) => ({
    cells: Object.fromEntries(
      names.map((name, at) => [name, record[at] ?? ''] as const).filter(([name, cell]) => cell !== '' && wanted(name)),
    ),
    wrongLength: record.length === names.length ? undefined : record.length,
  }));
}

function cellsOf(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      max_record_size: MOST_CHARACTERS_IN_A_ROW,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's own message quotes what it read.
    throw invalid(`the CSV breaks at line ${String(error['lines'])} (${error.code})`);
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

/** A number as CSV writes it, or the text as it is: then the schema refuses it. */
export function numberCell(cell: string | undefined): number | string | undefined {
  return cell !== undefined && /^-?\d+(?:\.\d+)?$/u.test(cell) ? Number(cell) : cell;
}

/** A cell that holds several: separated by `|` or spaces. */
export function listCell(cell: string | undefined): string[] {
  return (cell ?? '').split(/[\s|]+/u).filter((part) => part !== '');
}

/** Without the properties that are undefined: to a schema those would be there. */
export function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
