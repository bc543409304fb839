import type { TSchema } from 'typebox';
import type { Problem, Read } from '../../contract/row-problems.ts';
import type { Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';
import type { Cells, Columns } from './csv.ts';
import type { RecordIds } from './record-ids.ts';

/** Held by whoever stores an import, and by whoever erases somebody: neither undoes the other. */
export const IMPORT_LOCK = DATABASE_LOCKS.import;

/** What storing rows needs, inside the transaction of one import. */
export interface StoreContext {
  readonly tx: Query;
  /** The shop that the rows are for, or `all`. */
  readonly scope: string;
  /** RFC 3339. */
  readonly importedAt: string;
  readonly keyRing: KeyRing;
  readonly random: Random;
  readonly ids: RecordIds;
}

/** What is wrong with a row that only the database can know; `index` counts the rows handed over from 0. */
export interface StoreProblem {
  readonly index: number;
  readonly path: readonly string[];
  readonly reason: string;
}

/** The shape of the rows of one kind, and how CSV says them. */
export interface RowKind<T> {
  readonly schema: TSchema;
  /** Reads a row where the schema alone would not tell which field is wrong. */
  readonly read?: (value: unknown) => Read<T>;
  readonly columns: Columns;
  /** A row of CSV as the schema wants it. `importedAt` stands in where a time may be left out. */
  fromCells(cells: Cells, importedAt: string): unknown;
  /** What the schema cannot say. */
  problems(value: T): readonly Problem[];
  /** What a file may name once. */
  unique(value: T): readonly { readonly path: readonly string[]; readonly text: string }[];
}

/** One kind of import: its rows, and where they go. */
export interface ImportKind<T> extends RowKind<T> {
  /** Whether it is for one shop, never for all. */
  readonly perShop: boolean;
  store(rows: readonly T[], context: StoreContext): Promise<readonly StoreProblem[]>;
}

/** How many rows one statement carries. */
export const ROWS_PER_STATEMENT = 1000;

export function batches<T>(rows: readonly T[]): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) all.push(rows.slice(at, at + ROWS_PER_STATEMENT));
  return all;
}
