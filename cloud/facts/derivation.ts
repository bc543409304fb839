import type { Fact } from '../../contract/facts/fact.ts';
import { instantMs, instantText } from '../../contract/instant.ts';

type Value = string | number | boolean | object | null;
export type Row = Readonly<Record<string, Value>>;

/** How a fact reaches a table: the columns in their SQL types, the key, and how two facts about the same thing are joined. */
export interface Derivation {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  /** SQL per column when the row is there already; the order in which facts arrive must not matter. Empty: the first stands. */
  readonly merge: Readonly<Record<string, string>>;
  rowsOf(fact: Fact): readonly Row[];
}

export const KEY = { shop: 'text' } as const;
export const WHO = { visit_id: 'text', subject: 'text' } as const;
/** Which fact the row is from. */
export const TOLD = { revision: 'bigint', told_epoch: 'text', told_sequence: 'bigint' } as const;

/** Whichever fact brings it; both bring the same. */
export const either = (table: string, column: string): string => `coalesce(${table}.${column}, excluded.${column})`;
export const earlier = (table: string, column: string): string => `least(${table}.${column}, excluded.${column})`;

/**
 * The highest revision stands. A shop restored from a backup may reach the same revision a second time by another way: then the later
 * telling does, for epochs sort by time (edge/journal/number.ts). So of any facts one is the newest, in whatever order they come.
 */
export function newest(table: string, columns: readonly string[]): Readonly<Record<string, string>> {
  const order = (of: string): string =>
    `(${Object.keys(TOLD)
      .map((column) => `${of}.${column}`)
      .join(', ')})`;
  const isNewer = `${order('excluded')} > ${order(table)}`;
  return Object.fromEntries(columns.map((column) => [column, `case when ${isNewer} then excluded.${column} else ${table}.${column} end`]));
}

/** The columns of `TOLD`. */
export function told({ epoch, sequence }: Fact, revision: number): Row {
  return { revision, told_epoch: epoch, told_sequence: sequence };
}

/** RFC 3339 allows a 60th second and nine decimals; PostgreSQL gets what every client reads the same. */
export const at = (text: string): string => instantText(instantMs(text) ?? 0);
