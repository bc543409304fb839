import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { rowReader } from '../../contract/row-problems.ts';
import { readRecords } from './csv-records.ts';
import type { Findings, RowPlace } from './findings.ts';

/** A file of a folder, as it is called there. */
export interface TableFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Cells by column name; those that are empty, or whose column is not there, are left out. */
export type Cells = Readonly<Record<string, string>>;

/** Finds a table by the names that it may have, each as it is, as .csv and as .csv.gz. */
export async function findTable(folder: string, names: readonly string[]): Promise<TableFile | undefined> {
  for (const name of names.flatMap((name) => [`${name}.csv`, `${name}.csv.gz`])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return { name, path, bytes: found.size };
  }
  return undefined;
}

interface Column {
  readonly name: string;
  readonly at: number;
}

export interface TableReading {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly findings: Findings;
  readonly onBytes: (bytes: number) => void;
}

/** Reads a table row by row; its columns are found by name, in any order, and those that nobody asks for are left alone. */
export async function readTable(file: TableFile, reading: TableReading, take: (cells: Cells, place: RowPlace) => void): Promise<void> {
  const { required, optional, findings, onBytes } = reading;
  let columns: readonly Column[] | undefined;
  let width = 0;
  const whole: RowPlace = { file: file.name, row: 0 };

  const takeHeader = (header: readonly string[]): void => {
    const names = header.map(columnName);
    width = names.length;
    const missing = required.filter((name) => !names.includes(name));
    if (missing.length > 0) findings.problem(whole, undefined, `the first line must name the columns; missing: ${missing.join(', ')}`);
    const wanted = [...required, ...optional];
    const twice = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
    if (twice !== undefined) findings.problem(whole, twice, 'is there twice');
    columns =
      missing.length > 0 || twice !== undefined
        ? []
        : wanted.map((name) => ({ name, at: names.indexOf(name) })).filter(({ at }) => at >= 0);
  };

  const takeRow = (record: readonly string[], found: readonly Column[], place: RowPlace): void => {
    const cells: Record<string, string> = {};
    for (const { name, at } of found) {
      const cell = record[at]?.trim();
      if (cell) cells[name] = cell;
    }
    take(cells, place);
  };

  const takeRecord = (record: readonly string[] | undefined, row: number): void => {
    const place: RowPlace = { file: file.name, row };
    if (columns === undefined) takeHeader(record ?? []);
    // The file has been refused.
    else if (columns.length === 0) return;
    else if (record === undefined) findings.problem(place, undefined, 'is no CSV: a quote in it does not end, or stands where none may');
    else if (record.length !== width) findings.problem(place, undefined, `has ${record.length} cells, and the first line names ${width}`);
    else takeRow(record, columns, place);
  };

  try {
    await readRecords(file.path, takeRecord, onBytes);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return findings.problem(whole, undefined, `cannot be read to its end (${code})`);
  }
  if (columns === undefined) findings.problem(whole, undefined, 'is empty: the first line must name the columns');
}

/** A name in a header line as it is looked for. */
export function columnName(header: string): string {
  return header.trim().toLowerCase().replaceAll(' ', '_');
}

const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/u;

/** A reader of the cells of a schema whose properties are texts and numbers: undefined where something is wrong with a row, which is then told. */
export function cellsReader<T>(schema: TSchema, findings: Findings): (cells: Cells, place: RowPlace) => T | undefined {
  const { properties } = schema as unknown as { properties: Record<string, { readonly type: string }> };
  const numbers = Object.keys(properties).filter((name) => properties[name]?.type !== 'string');
  const read = rowReader(schema);
  return (cells, place) => {
    const row: Record<string, string | number> = { ...cells };
    for (const name of numbers) {
      const cell = cells[name];
      if (cell !== undefined && NUMBER.test(cell)) row[name] = Number(cell);
    }
    const checked = read(row);
    if (checked.value !== undefined) return checked.value as T;
    for (const { path, reason } of checked.problems) findings.problem(place, path.join('.') || undefined, reason);
    return undefined;
  };
}
