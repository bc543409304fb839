import { parseTraceLine, type TraceLine } from '../../contract/trace.ts';
import { wrongUse } from '../command.ts';
import { linesOf, type NumberedLine } from '../files.ts';
import { recordedLines, recordingAt } from './recording-file.ts';

export interface TraceSummary {
  readonly lines: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What a source delivered, line by line: a trace file, or a recording of the shop whose data folder has its key. */
export interface Trace {
  /** From the first line; ends with wrong use, naming the line, at the first that is none. */
  lines(): AsyncGenerator<TraceLine>;
}

export async function openTrace(path: string, data: string): Promise<Trace> {
  const header = await recordingAt(path);
  if (!header) return { lines: () => parsed(path, linesOf(path)) };
  const recorded = await recordedLines(path, header, data);
  return { lines: () => parsed(path, numbered(recorded())) };
}

async function* parsed(path: string, lines: AsyncIterable<NumberedLine>): AsyncGenerator<TraceLine> {
  for await (const { number, text } of lines) {
    const line = parseTraceLine(text);
    if (!line.ok) throw wrongUse(`${path}, line ${number}: ${line.detail}`);
    yield line.value;
  }
}

async function* numbered(lines: AsyncIterable<string>): AsyncGenerator<NumberedLine> {
  let number = 0;
  for await (const text of lines) {
    number += 1;
    yield { number, text };
  }
}

/** Reads the whole trace once, so that nothing is played of one that is broken further down. */
export async function checkTrace(trace: Trace, path: string): Promise<TraceSummary> {
  let summary: TraceSummary | undefined;
  for await (const { t } of trace.lines()) {
    summary = { lines: (summary?.lines ?? 0) + 1, firstMs: summary?.firstMs ?? t, lastMs: Math.max(summary?.lastMs ?? t, t) };
  }
  if (!summary) throw wrongUse(`${path} holds no messages.`);
  return summary;
}
