import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rowReader } from '../../../contract/row-problems.ts';
import { OfferLogBuilder } from '../build.ts';
import { Findings } from '../findings.ts';
import { type ReadLog, type ReadOptions, taker } from '../read.ts';
import { LOG_FILES, type LogFile, OFFER_LOG_ROWS } from '../rows.ts';
import { cellsReader, readTable, type TableFile } from '../table.ts';
import { mappedRow, mappedTable } from './mapped-columns.ts';
import { Mapping } from './mapping.ts';

const WITHOUT: Readonly<Partial<Record<LogFile, string>>> = {
  offer_products: 'no offer tells what it is about',
  products: 'nothing is known of what products are',
  purchases: 'nobody is known to have bought anything',
};
const readMapping = rowReader(Mapping);

interface Job {
  readonly name: LogFile;
  readonly file: TableFile;
}

/** Any folder of CSV files, with a `mapping.json` in it that says which of their columns is which of ours. */
export async function importMappedCsv(folder: string, { onProgress }: ReadOptions = {}): Promise<ReadLog> {
  const findings = new Findings();
  const mapping = await mappingOf(folder, findings);
  const jobs = mapping === undefined ? [] : await jobsOf(folder, mapping, findings);
  if (mapping === undefined || findings.problemCount > 0) return { log: undefined, findings };

  const builder = new OfferLogBuilder(findings);
  const take = taker(builder, findings);
  const total = jobs.reduce((sum, { file }) => sum + file.bytes, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    onProgress?.(done, total);
  };
  for (const { name, file } of jobs) {
    const table = mapping[name];
    if (table === undefined) continue;
    const mapped = mappedTable(name, table, mapping, findings);
    if (findings.problemCount > 0) continue;
    const read = cellsReader<never>(OFFER_LOG_ROWS[name], findings);
    const known = new Set<string>();
    await readTable(file, { required: mapped.wanted, optional: [], findings, onBytes }, (cells, at) => {
      const place = { ...at, spelled: mapped.spelled };
      const ours = mappedRow(mapped, cells, mapping.decimal ?? '.', findings, place);
      if (ours === undefined || (table.distinct && isKnown(known, ours))) return;
      const row = read(ours, place);
      if (row !== undefined) take[name](row, place);
    });
  }
  return { log: findings.problemCount === 0 ? builder.finish() : undefined, findings };
}

function isKnown(known: Set<string>, row: Readonly<Record<string, string>>): boolean {
  const key = JSON.stringify(row);
  const wasKnown = known.has(key);
  known.add(key);
  return wasKnown;
}

async function mappingOf(folder: string, findings: Findings): Promise<Mapping | undefined> {
  const place = { file: 'mapping.json', row: 0 };
  const text = await readFile(join(folder, 'mapping.json'), 'utf8').catch(() => undefined);
  if (text === undefined)
    findings.problem(place, undefined, 'is missing: it says which of your columns is which of ours (docs/offer-log.md)');
  const value = text === undefined ? undefined : parsed(text);
  if (text === undefined) return undefined;
  if (value === undefined) findings.problem(place, undefined, 'is no JSON');
  const { value: mapping, problems } = readMapping(value);
  if (value !== undefined) for (const { path, reason } of problems) findings.problem(place, path.join('.') || undefined, reason);
  return mapping as Mapping | undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function jobsOf(folder: string, mapping: Mapping, findings: Findings): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const name of LOG_FILES) {
    const table = mapping[name];
    const without = WITHOUT[name];
    if (table === undefined && without === undefined) findings.problem({ file: 'mapping.json', row: 0 }, name, 'is missing');
    else if (table === undefined) findings.note(`mapping.json: without ${name} ${without}`);
    if (table === undefined) continue;
    const path = join(folder, table.file);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) jobs.push({ name, file: { name: table.file, path, bytes: found.size } });
    else findings.problem({ file: table.file, row: 0 }, undefined, 'is missing');
  }
  return jobs;
}
