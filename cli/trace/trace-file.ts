import { parseTraceLine, type TraceLine } from '../../contract/trace.ts';
import { wrongUse } from '../command.ts';
import { linesOf } from '../files.ts';

export interface TraceSummary {
  readonly lines: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The lines of a trace file; ends with wrong use, naming the line, at the first that is none. */
export async function* readTrace(path: string): AsyncGenerator<TraceLine> {
  for await (const { number, text } of linesOf(path)) {
    const line = parseTraceLine(text);
    if (!line.ok) throw wrongUse(`${path}, line ${number}: ${line.detail}`);
    yield line.value;
  }
}

/** Reads the whole file once, so that nothing is played of a trace that is broken further down. */
export async function checkTrace(path: string): Promise<TraceSummary> {
  let summary: TraceSummary | undefined;
  for await (const { t } of readTrace(path)) {
    summary = { lines: (summary?.lines ?? 0) + 1, firstMs: summary?.firstMs ?? t, lastMs: Math.max(summary?.lastMs ?? t, t) };
  }
  if (!summary) throw wrongUse(`${path} holds no messages.`);
  return summary;
}
