import { readFile, truncate } from 'node:fs/promises';
import { type Head, NEW_HEAD, readHead } from './head.ts';
import { type ChainEnd, claimedBy, readLine } from './line.ts';
import { segmentFile, segmentsIn } from './segments.ts';

/** Where a log goes on, and what was found wrong with it. */
export interface Resumed {
  readonly head: Head;
  /** A word for the record that goes on all the same, and a sentence for the operator. */
  readonly trouble?: { readonly what: string; readonly detail: string };
}

/**
 * Finds the end of a log at the start of a process. Records after the head were written and not yet noted when the process died: they count. A line that
 * a power cut tore was never acknowledged: it goes. Where the end that the head names is not there, the log goes on in a segment of its own
 * with the next number, so that the gap stays to be seen.
 */
export async function resumeLog(folder: string, key?: Uint8Array): Promise<Resumed> {
  const segments = await segmentsIn(folder);
  const newest = segments.at(-1) ?? 0;
  const read = await readHead(folder, key);
  if (read === undefined && segments.length === 0) return { head: NEW_HEAD };
  if (read === undefined || read === 'unreadable') return withoutHead(folder, segments);
  const { head, genuine } = read;
  if (!genuine) return apart(head, newest, 'head-forged', 'its head was not written by this installation');
  const end = await endOf(folder, head);
  if (end === undefined) return apart(head, newest, 'end-missing', `record ${head.last.number}, its last one, is not where it was written`);
  if (end.rest !== undefined)
    return apart(end.head, newest, 'end-altered', `what follows record ${end.head.last.number} does not continue it`);
  return { head: end.head };
}

/** A new segment after all others, numbered on from the last record that is known of. */
function apart(head: Head, newest: number, what: string, detail: string): Resumed {
  return { head: { ...head, segment: Math.max(head.segment, newest) + 1, bytes: 0, month: '' }, trouble: { what, detail } };
}

async function withoutHead(folder: string, segments: readonly number[]): Promise<Resumed> {
  const first = segments[0] ?? 1;
  let last: ChainEnd = NEW_HEAD.last;
  let after: ChainEnd | undefined;
  for (const segment of segments) {
    for (const line of (await readFile(segmentFile(folder, segment), 'utf8')).split('\n')) {
      const claimed = claimedBy(line);
      if (!claimed) continue;
      after ??= claimed.after;
      last = claimed.end;
    }
  }
  const head: Head = { ...NEW_HEAD, last, first: { segment: first, after: after ?? NEW_HEAD.last } };
  return apart(head, segments.at(-1) ?? 0, 'head-missing', 'its head is missing, so nobody can tell whether its end was cut off');
}

interface Found {
  readonly head: Head;
  /** What stands there and continues nothing. */
  readonly rest?: string;
}

async function endOf(folder: string, head: Head): Promise<Found | undefined> {
  const bytes = await contentOf(folder, head.segment);
  if (bytes.length < head.bytes) return undefined;
  if (head.bytes > 0 && !bytes.subarray(0, head.bytes).toString('utf8').endsWith(`"hash":"${head.last.hash}"}\n`)) return undefined;
  const found = await follow(folder, head, bytes);
  if (found.rest !== undefined) return found;
  // The process may have died right after it began the next segment.
  const next = await contentOf(folder, head.segment + 1);
  return next.length === 0 ? found : follow(folder, { ...found.head, segment: head.segment + 1, bytes: 0, month: '' }, next);
}

async function follow(folder: string, head: Head, bytes: Buffer): Promise<Found> {
  let { last, bytes: at, month } = head;
  for (let lineEnd = bytes.indexOf(10, at); lineEnd >= 0; lineEnd = bytes.indexOf(10, at)) {
    const link = readLine(last, bytes.toString('utf8', at, lineEnd));
    if (!link.ok) return { head: { ...head, last, bytes: at, month }, rest: link.detail };
    last = { number: link.record.number, hash: link.record.hash };
    month = link.record.at.slice(0, 7);
    at = lineEnd + 1;
  }
  if (at < bytes.length) await truncate(segmentFile(folder, head.segment), at);
  return { head: { ...head, last, bytes: at, month } };
}

async function contentOf(folder: string, segment: number): Promise<Buffer> {
  try {
    return await readFile(segmentFile(folder, segment));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
