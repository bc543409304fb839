import { AislegateError } from '../../contract/errors.ts';
import type { LogFindings } from '../../models/offer-log/findings.ts';
import type { ReadLog } from '../../models/offer-log/read.ts';
import { noteLine, printJson, printLine } from '../command.ts';
import { withBar } from './with-bar.ts';

export interface LogTarget {
  /** Where the log came from, for programs. */
  readonly source: string;
  readonly out: string;
  readonly json: boolean;
}

/** Writes a log that was put together and says how much it is; or writes nothing, and says what is wrong. */
export async function writeAndTell({ log, findings }: ReadLog, { source, out, json }: LogTarget): Promise<void> {
  if (log === undefined) return refuse(findings, json);
  const { writeOfferLog } = await import('../../models/offer-log/write.ts');
  const { rows } = await withBar('writing', (onProgress) => writeOfferLog(out, log, { onProgress }));
  const { fingerprint } = log;
  if (json) return printJson({ source, out, rows, fingerprint, rejected: [], notes: findings.notes });
  for (const note of findings.notes) noteLine(note);
  for (const [file, count] of Object.entries(rows)) printLine(`${file.padEnd(14)} ${String(count).padStart(9)} rows`);
  printLine(`Written to ${out}. Fingerprint: ${fingerprint}`);
}

function refuse({ problems, problemCount, notes }: LogFindings, json: boolean): never {
  if (json) printJson({ rejected: problems, rejectedCount: problemCount, notes });
  else for (const { file, row, column, reason } of problems) noteLine(`${file}, row ${row}${column ? `, ${column}` : ''}: ${reason}`);
  throw new AislegateError('CLI_REJECTED', { count: problemCount });
}
