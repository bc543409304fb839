import { readdir } from 'node:fs/promises';
import { AislegateError } from '../../contract/errors.ts';
import type { LogFindings } from '../../models/offer-log/findings.ts';
import type { ReadLog } from '../../models/offer-log/read.ts';
import type { StreamedLog } from '../../models/offer-log/write-stream.ts';
import { noteLine, printJson, printLine, wrongUse } from '../command.ts';
import { withBar } from './with-bar.ts';

export interface LogTarget {
  /** Where the log came from, for programs. */
  readonly source: string;
  readonly out: string;
  readonly json: boolean;
}

/** Ends with wrong use, before any work is done, where something of another log, or anything else, would be mixed with the new one. */
export async function assertEmpty(out: string, force = false): Promise<void> {
  const there = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw wrongUse(`${out} cannot be a folder of an offer log (${error.code ?? 'unknown'}).`);
  });
  if (there.length > 0 && !force)
    throw wrongUse(`There is something in ${out} already. Name an empty folder, or replace the log in it with --force.`);
}

/** Writes a log that was put together and says how much it is; or writes nothing, and says what is wrong. */
export async function writeAndTell({ log, findings }: ReadLog, target: LogTarget): Promise<void> {
  if (log === undefined) refuse(findings, target.json);
  const { writeOfferLog } = await import('../../models/offer-log/write.ts');
  const { rows } = await withBar('writing', (onProgress) => writeOfferLog(target.out, log, { onProgress }));
  tell({ rows, fingerprint: log.fingerprint }, findings, target);
}

/** Says how much was written; or, where nothing was, what is wrong. */
export function tellWritten(written: StreamedLog | undefined, findings: LogFindings, target: LogTarget): void {
  if (written === undefined) refuse(findings, target.json);
  tell(written, findings, target);
}

function tell({ rows, fingerprint }: StreamedLog, { notes }: LogFindings, { source, out, json }: LogTarget): void {
  if (json) {
    printJson({ source, out, rows, fingerprint, rejected: [], notes });
    return;
  }
  for (const note of notes) noteLine(note);
  for (const [file, count] of Object.entries(rows)) printLine(`${file.padEnd(14)} ${String(count).padStart(9)} rows`);
  printLine(`Written to ${out}. Fingerprint: ${fingerprint}`);
}

function refuse({ problems, problemCount, notes }: LogFindings, json: boolean): never {
  if (json) printJson({ rejected: problems, rejectedCount: problemCount, notes });
  else for (const { file, row, column, reason } of problems) noteLine(`${file}, row ${row}${column ? `, ${column}` : ''}: ${reason}`);
  throw new AislegateError('CLI_REJECTED', { count: problemCount });
}
