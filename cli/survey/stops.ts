import { CsvError, parse } from 'csv-parse/sync';
import { instantMs } from '../../contract/instant.ts';
import { wrongUse } from '../command.ts';
import { bytesOf } from '../files.ts';

/** Where the tag was from one moment to another; on a walk, on the straight line between two places. */
export interface Stop {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly from: Place;
  readonly to: Place;
}

/** m */
export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Row {
  readonly t: number;
  readonly place: Place | undefined;
}

const COLUMNS = ['t', 'x', 'y'];

/**
 * Times and places (CSV t,x,y; t in ms or RFC 3339) as stops: each row holds until the next one; a row without x and y says that the tag is
 * on its way. Of a walk, the tag goes evenly from the place of a row to that of the next.
 */
export async function readStops(path: string, { isWalk }: { readonly isWalk: boolean }): Promise<readonly Stop[]> {
  const rows = rowsOf(await bytesOf(path), path).sort((a, b) => a.t - b.t);
  const stops = rows.flatMap(({ t, place }, index): Stop[] => {
    const next = rows[index + 1];
    if (!place || !next || (isWalk && !next.place)) return [];
    return [{ fromMs: t, untilMs: next.t, from: place, to: isWalk && next.place ? next.place : place }];
  });
  if (stops.length === 0) throw wrongUse(`${path}: two rows at least are needed; the time of the last one is when the survey ended`);
  return stops;
}

/** Where the tag was at a moment of the stop. */
export function placeAt({ fromMs, untilMs, from, to }: Stop, t: number): Place {
  const share = (t - fromMs) / Math.max(1, untilMs - fromMs);
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

function rowsOf(bytes: Buffer, path: string): Row[] {
  const lines = linesIn(bytes, path);
  const missing = COLUMNS.filter((column) => lines[0] && !Object.hasOwn(lines[0].record, column));
  if (missing.length > 0) throw wrongUse(`${path}: the first line must name the columns; missing: ${missing.join(', ')}`);
  return lines.map(({ record: { t = '', x = '', y = '' }, info }) => {
    const at = /^\d{1,15}$/u.test(t) ? Number(t) : instantMs(t);
    if (at === undefined) throw wrongUse(`${path}, line ${info.lines}: t is not a time, in ms or as in 2026-06-01T09:00:00Z`);
    return { t: at, place: x === '' && y === '' ? undefined : placeOf(x, y, `${path}, line ${info.lines}`) };
  });
}

function placeOf(x: string, y: string, where: string): Place {
  const place = { x: Number(x), y: Number(y) };
  if (x === '' || y === '' || !Number.isFinite(place.x) || !Number.isFinite(place.y)) throw wrongUse(`${where}: x and y must be m`);
  return place;
}

interface Line {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function linesIn(bytes: Buffer, path: string): readonly Line[] {
  try {
    const options = { columns: true, info: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true };
    return parse(bytes, options) as unknown as readonly Line[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw wrongUse(`${path}, line ${String(cause['lines'])}: the CSV breaks (${cause.code})`);
  }
}
