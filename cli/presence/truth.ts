import { CsvError, parse } from 'csv-parse/sync';
import { wrongUse } from '../command.ts';
import { bytesOf } from '../files.ts';
import { OUT } from './score.ts';

/** Where a mobile was from `t` until the next row. */
export interface Whereabouts {
  readonly t: number;
  readonly zone: string;
}

interface Line {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

const COLUMNS = ['mobile', 't', 'zone'];

/** A truth file (CSV mobile,t,zone) by mobile, in the order of its times; wrong use, naming the line, at the first row that is none. */
export async function readTruth(path: string, zones: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Whereabouts[]>> {
  const byMobile = new Map<string, Whereabouts[]>();
  for (const { record, info } of linesIn(await bytesOf(path), path)) {
    const { mobile = '', t = '', zone = '' } = record;
    const problem = problemOf(mobile, t, zone, zones);
    if (problem) throw wrongUse(`${path}, line ${info.lines}: ${problem}`);
    const rows = byMobile.get(mobile);
    if (rows) rows.push({ t: Number(t), zone });
    else byMobile.set(mobile, [{ t: Number(t), zone }]);
  }
  if (byMobile.size === 0) throw wrongUse(`${path} holds no rows.`);
  for (const rows of byMobile.values()) rows.sort((a, b) => a.t - b.t);
  return byMobile;
}

function problemOf(mobile: string, t: string, zone: string, zones: ReadonlySet<string>): string | undefined {
  if (mobile === '') return 'mobile is missing';
  if (!/^\d{1,15}(?:\.\d+)?$/u.test(t)) return 't is not a time in ms';
  return zone === OUT || zones.has(zone) ? undefined : `zone is neither one of the site file nor ${OUT}`;
}

function linesIn(bytes: Buffer, path: string): readonly Line[] {
  let lines: readonly Line[];
  try {
    const options = { columns: true, info: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true };
    lines = parse(bytes, options) as unknown as readonly Line[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // The parser's own message quotes what it read.
    throw wrongUse(`${path}, line ${String(cause['lines'])}: the CSV breaks (${cause.code})`);
  }
  const missing = COLUMNS.filter((column) => lines[0] && !Object.hasOwn(lines[0].record, column));
  if (missing.length > 0) throw wrongUse(`${path}: the first line must name the columns; missing: ${missing.join(', ')}`);
  return lines;
}

/** The zone at each of the times, which rise from the first row on. */
export function zonesAt(rows: readonly Whereabouts[], times: readonly number[]): string[] {
  let row = 0;
  return times.map((t) => {
    while ((rows[row + 1]?.t ?? Number.POSITIVE_INFINITY) <= t) row += 1;
    return rows[row]?.zone ?? OUT;
  });
}
