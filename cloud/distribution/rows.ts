import { AislegateError } from '../../contract/errors.ts';
import type { RowError } from '../../contract/http/hq-routes.ts';
import { type Read, rowReader } from '../../contract/row-problems.ts';
import { readCsv } from './csv.ts';
import type { RowKind } from './import-kind.ts';

export interface ReadRows<T> {
  /** How many rows there are, right or wrong. */
  readonly count: number;
  readonly values: readonly T[];
  readonly rejected: readonly RowError[];
  /** How a path is called in this file: a column of CSV, a path of JSON. */
  readonly fieldName: (path: readonly string[]) => string;
}

export interface Source {
  /** `text/csv` or `application/json`. */
  readonly mediaType: string;
  readonly text: string;
  readonly importedAt: string;
  /** How many rows of the same file came before, in other parts. */
  readonly rowsBefore?: number;
}

/** Reads a file of one kind, every row by itself; what is wrong is told row by row, 1 being the first after the header. */
export function readRows<T>(kind: RowKind<T>, source: Source): ReadRows<T> {
  const isCsv = source.mediaType === 'text/csv';
  const fieldName = isCsv ? columnName : jsonPath;
  const read = kind.read ?? rowReader(kind.schema);
  const rows = isCsv ? csvRows(kind, source) : jsonRows(source.text);

  const values: T[] = [];
  const rejected: RowError[] = [];
  const firstRowOf = new Map<string, number>();
  for (const [at, candidate] of rows.entries()) {
    const row = (source.rowsBefore ?? 0) + at + 1;
    const reject = (path: readonly string[], reason: string): void => void rejected.push({ row, field: fieldName(path), reason });
    if (candidate.wrongLength !== undefined) {
      reject([], `has ${candidate.wrongLength} cells, which is not as many as the first line names`);
      continue;
    }
    const checked = read(candidate.value) as Read<T>;
    const value = checked.value;
    if (value === undefined) {
      for (const { path, reason } of checked.problems) reject(path, reason);
      continue;
    }
    for (const { path, reason } of kind.problems(value)) reject(path, reason);
    for (const { path, text } of kind.unique(value)) {
      const key = `${path.join('.')} ${text}`;
      const first = firstRowOf.get(key);
      if (first === undefined) firstRowOf.set(key, row);
      else reject(path, `is the same as in row ${first}`);
    }
    values.push(value);
  }
  return { count: rows.length, values, rejected, fieldName };
}

interface CandidateRow {
  readonly value: unknown;
  readonly wrongLength?: number | undefined;
}

function csvRows<T>(kind: RowKind<T>, { text, importedAt }: Source): CandidateRow[] {
  return readCsv(text, kind.columns).map(({ cells, wrongLength }) => ({ value: kind.fromCells(cells, importedAt), wrongLength }));
}

function jsonRows(text: string): CandidateRow[] {
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) throw new AislegateError('HQ_IMPORT_INVALID', { detail: 'the JSON is not a list of rows' });
  return parsed.map((value: unknown) => ({ value }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    // The parser's own message quotes what it read.
    throw new AislegateError('HQ_IMPORT_INVALID', { detail: 'it is not JSON' });
  }
}

const CONSENT_COLUMNS: Readonly<Record<string, string>> = {
  givenAt: 'consent_given_at',
  expiresAt: 'consent_expires_at',
  withdrawnAt: 'consent_withdrawn_at',
};

const RULE_COLUMNS: Readonly<Record<string, string>> = {
  'period.from': 'from',
  'period.until': 'until',
  'hours.from': 'hours_from',
  'hours.until': 'hours_until',
};

function columnName([first = '', second = '', third = '']: readonly string[]): string {
  // A rule says what it is about, and when it holds, in columns of their own.
  if (second && (first === 'about' || first === 'when')) return RULE_COLUMNS[`${second}.${third}`] ?? columnName([second]);
  if (first === 'affinities' && second) return `affinity:${second}`;
  if (first === 'consents') return CONSENT_COLUMNS[third] ?? first;
  if (first === 'devices') return `identifiers_${Number(second) + 2}`;
  return first.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

function jsonPath(path: readonly string[]): string {
  return path.join('.');
}
