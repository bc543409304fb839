import { existsSync } from 'node:fs';
import { AislegateError } from '../../contract/errors.ts';
import { type Head, readHead } from './head.ts';
import { type ChainEnd, readLine } from './line.ts';
import { segmentFile, segmentLines, segmentsIn } from './segments.ts';

export interface AuditReport {
  /** Records that were read and stand as they were written. */
  readonly records: number;
  /** The first of them; 1 until older months were dropped. */
  readonly from: number;
  readonly last: ChainEnd & { readonly at?: string | undefined };
  /** The first record that is not as it was written, and why. */
  readonly broken?: { readonly number: number; readonly file: string; readonly detail: string } | undefined;
  /** Records at which the log was continued after its end had been found damaged, with what was found. */
  readonly continued: readonly { readonly number: number; readonly what: string }[];
  /** Whether the head was sealed with a key: `unchecked` where it is and no key was given. */
  readonly seal: 'genuine' | 'none' | 'unchecked';
}

export interface VerifyOptions {
  readonly folder: string;
  readonly key?: Uint8Array | undefined;
  /** A record that somebody noted elsewhere. */
  readonly noted?: ChainEnd | undefined;
}

/** Reads a log from its first record to its last. The process that writes it may be running. */
export async function verifyAuditLog(options: VerifyOptions): Promise<AuditReport> {
  const { folder, key } = options;
  const read = await readHead(folder, key);
  const segments = await segmentsIn(folder);
  if (read === undefined && segments.length === 0) throw new AislegateError('AUD_MISSING', { path: folder });
  if (read === undefined || read === 'unreadable') {
    const detail = read === undefined ? 'it is missing, so nobody can tell whether the end of the log was cut off' : 'it is not readable';
    return { ...NOTHING, broken: { number: 1, file: 'head.json', detail } };
  }
  const seal = read.sealed ? (key ? 'genuine' : 'unchecked') : 'none';
  const walked = await walk(options, read.head, segments);
  const forged = { number: read.head.last.number, file: 'head.json', detail: 'it was not sealed with the key of this installation' };
  return { ...walked, seal: read.genuine ? seal : 'none', broken: walked.broken ?? (read.genuine ? undefined : forged) };
}

const NOTHING: AuditReport = { records: 0, from: 1, last: { number: 0, hash: '' }, continued: [], seal: 'none' };

async function walk({ folder, noted }: VerifyOptions, head: Head, segments: readonly number[]): Promise<AuditReport> {
  let last: ChainEnd & { at?: string } = head.first.after;
  const from = last.number + 1;
  const continued: { number: number; what: string }[] = [];
  const report = (broken?: AuditReport['broken']): AuditReport => ({
    records: last.number - from + 1,
    from,
    last,
    continued,
    seal: 'none',
    ...(broken && { broken }),
  });
  const newest = Math.max(head.segment, segments.at(-1) ?? 0);
  for (let segment = head.first.segment; segment <= newest; segment++) {
    const file = segmentFile('', segment).replace(/^\//u, '');
    if (!existsSync(segmentFile(folder, segment))) {
      if (last.number >= head.last.number) continue;
      return report({ number: last.number + 1, file, detail: 'the file is missing' });
    }
    for await (const line of segmentLines(folder, segment)) {
      const link = readLine(last, line);
      if (!link.ok) {
        // Behind the head stands what is being written at this moment, or was when a power cut tore it.
        if (segment === newest && last.number >= head.last.number && !line.endsWith('}')) break;
        return report({ number: last.number + 1, file, detail: link.detail });
      }
      const { number, hash, at, action, what = '' } = link.record;
      last = { number, hash, at };
      if (action === 'log-continued') continued.push({ number, what });
      if (number === head.last.number && hash !== head.last.hash) return report({ number, file, detail: 'the head names another record' });
      if (number === noted?.number && hash !== noted.hash) return report({ number, file, detail: 'it is another one than was noted' });
    }
  }
  const end = Math.max(head.last.number, noted?.number ?? 0);
  if (last.number < end)
    return report({ number: last.number + 1, file: 'head.json', detail: `records up to ${end} are missing at the end` });
  return report();
}
