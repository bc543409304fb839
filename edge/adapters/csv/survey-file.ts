import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';
import { AislegateError } from '../../../contract/errors.ts';
import { RSSI_DBM } from '../../../contract/sighting.ts';
import { MAX_M } from '../../../contract/site.ts';
import type { SurveyRow } from '../../presence/engine/survey.ts';

interface Line {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

const COLUMNS = ['x', 'y', 'scanner', 'rssi'];
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/u;

/** The rows of a survey file (CSV x,y,scanner,rssi[,t], packed or not); undefined where there is no such file. */
export async function readSurveyFile(path: string): Promise<readonly SurveyRow[] | undefined> {
  const bytes = await bytesOf(path);
  if (!bytes) return undefined;
  const rows = linesIn(bytes, path).flatMap(({ record, info }) => {
    const { x = '', y = '', scanner = '', rssi = '' } = record;
    const wrong = [['x', x] as const, ['y', y] as const, ['rssi', rssi] as const].find(([, text]) => !NUMBER.test(text));
    if (wrong) throw invalid(path, `line ${info.lines}: ${wrong[0]} is not a number`);
    const far = [['x', Number(x)] as const, ['y', Number(y)] as const].find(([, m]) => Math.abs(m) > MAX_M);
    if (far) throw invalid(path, `line ${info.lines}: ${far[0]} is not a place in a shop, in m from its corner`);
    if (scanner === '') throw invalid(path, `line ${info.lines}: scanner is missing`);
    const rssiDbm = Number(rssi);
    // 127 and the like stand for "not measured".
    return rssiDbm < RSSI_DBM.minimum || rssiDbm > RSSI_DBM.maximum ? [] : [{ x: Number(x), y: Number(y), scanner, rssiDbm }];
  });
  if (rows.length === 0) throw invalid(path, 'it holds no readings');
  return rows;
}

async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(path);
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code });
  }
}

function linesIn(bytes: Buffer, path: string): readonly Line[] {
  try {
    let named: readonly string[] = [];
    const columns = (header: string[]): string[] => {
      named = header;
      return header;
    };
    const options = { columns, info: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true };
    const lines = parse(bytes, options) as unknown as readonly Line[];
    const missing = COLUMNS.filter((column) => lines.length > 0 && !named.includes(column));
    if (missing.length > 0) throw invalid(path, `the first line must name the columns; missing: ${missing.join(', ')}`);
    return lines;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw invalid(path, `line ${String(cause['lines'])}: the CSV breaks (${cause.code})`);
  }
}

function invalid(path: string, detail: string): AislegateError {
  return new AislegateError('CFG_SURVEY_INVALID', { path, detail });
}
