import { instantText } from '../../../contract/instant.ts';
import type { Findings, RowPlace } from '../findings.ts';
import type { LogFile } from '../rows.ts';
import { OFFER_LOG_ROWS } from '../rows.ts';
import { type Cells, columnName } from '../table.ts';
import type { ColumnSource, Mapping, TableMapping } from './mapping.ts';
import { type TimeReader, timeReader } from './time-format.ts';

/** Takes the cell of one of our columns out of a row of theirs. */
interface MappedColumn {
  readonly ours: string;
  /** As they call it; undefined where it is in none of their columns. */
  readonly theirs: string | undefined;
  readonly cell: (cells: Cells) => string | undefined;
  readonly toTime: TimeReader | undefined;
  readonly isNumber: boolean;
}

export interface MappedTable {
  readonly columns: readonly MappedColumn[];
  /** Columns of the file that are read. */
  readonly wanted: readonly string[];
  /** Our names of columns by theirs in what is told. */
  readonly spelled: Readonly<Record<string, string>>;
}

/** What a mapping says of one file, ready to be used; what it says wrongly is told. */
export function mappedTable(name: LogFile, table: TableMapping, mapping: Mapping, findings: Findings): MappedTable {
  const { properties, required } = OFFER_LOG_ROWS[name];
  const place: RowPlace = { file: 'mapping.json', row: 0 };
  for (const ours of required) {
    if (table.columns[ours] === undefined) findings.problem(place, `${name}.columns.${ours}`, 'is missing');
  }
  const columns = Object.entries(table.columns).map(([ours, source]) => {
    const schema = (properties as Readonly<Record<string, { readonly type: string }>>)[ours];
    const format = (typeof source === 'object' && 'format' in source ? source.format : undefined) ?? mapping.timeFormat ?? 'rfc3339';
    const isTime = ours.endsWith('_at');
    const toTime = isTime ? timeReader(format, mapping.timeZone ?? 'UTC') : undefined;
    if (isTime && toTime === undefined)
      findings.problem(place, `${name}.columns.${ours}`, 'has a format or a time zone that does not exist');
    return { ours, theirs: namesOf(source).join(' and ') || undefined, cell: cellOf(source), toTime, isNumber: schema?.type !== 'string' };
  });
  const wanted = [...new Set(Object.values(table.columns).flatMap(namesOf).map(columnName))];
  const spelled = Object.fromEntries(columns.flatMap(({ ours, theirs }) => (theirs === undefined ? [] : [[ours, theirs]])));
  return { columns, wanted, spelled };
}

/** A row of theirs in our columns; undefined where a time cannot be read, which is told. */
export function mappedRow({ columns }: MappedTable, cells: Cells, decimal: string, findings: Findings, place: RowPlace): Cells | undefined {
  const row: Record<string, string> = {};
  let isWhole = true;
  for (const { ours, cell, toTime, isNumber } of columns) {
    const text = cell(cells);
    if (text === undefined) continue;
    const ms = toTime?.(text);
    if (toTime && ms === undefined) {
      findings.problem(place, ours, 'is no time of the form that mapping.json names');
      isWhole = false;
    } else if (ms !== undefined) row[ours] = instantText(ms);
    else row[ours] = isNumber && decimal === ',' ? text.replaceAll('.', '').replace(',', '.') : text;
  }
  return isWhole ? row : undefined;
}

function namesOf(source: ColumnSource): string[] {
  if (typeof source === 'string') return [source];
  if ('constant' in source) return [];
  return 'columns' in source ? source.columns : [source.column];
}

function cellOf(source: ColumnSource): (cells: Cells) => string | undefined {
  if (typeof source === 'object' && 'constant' in source) return () => String(source.constant);
  const names = namesOf(source).map(columnName);
  const otherwise =
    typeof source === 'object' && 'otherwise' in source && source.otherwise !== undefined ? String(source.otherwise) : undefined;
  const [first = ''] = names;
  if (names.length === 1) return (cells) => cells[first] ?? otherwise;
  return (cells) => (names.every((name) => cells[name] !== undefined) ? names.map((name) => cells[name]).join('-') : undefined);
}
