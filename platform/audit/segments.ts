import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SEGMENT = /^audit-(\d{6})\.ndjson$/u;

export function segmentFile(folder: string, segment: number): string {
  return join(folder, `audit-${String(segment).padStart(6, '0')}.ndjson`);
}

/** The numbers of the segments that stand in a folder, oldest first. */
export async function segmentsIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .map((name) => Number(SEGMENT.exec(name)?.[1]))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

/** The lines of a segment; the last one may be cut short by a write that is under way. */
export function segmentLines(folder: string, segment: number): AsyncIterable<string> {
  return createInterface({ input: createReadStream(segmentFile(folder, segment), 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}
