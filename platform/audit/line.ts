import { createHash } from 'node:crypto';
import { AuditRecord } from '../../contract/audit.ts';
import { checker } from '../../contract/check.ts';
import { instantMs } from '../../contract/instant.ts';

/** Where a chain stands: the number and hash of its last record. */
export interface ChainEnd {
  readonly number: number;
  readonly hash: string;
}

export const CHAIN_START: ChainEnd = { number: 0, hash: '0'.repeat(64) };

const LINE = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/su;
const check = checker(AuditRecord);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The line of the next record of a chain, and where the chain stands with it. The hash covers every byte before it. */
export function nextLine(end: ChainEnd, content: Omit<AuditRecord, 'number' | 'previous' | 'hash'>): { line: string; end: ChainEnd } {
  const number = end.number + 1;
  const body = JSON.stringify({ number, ...content, previous: end.hash });
  const hash = sha256(body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}\n`, end: { number, hash } };
}

export type Link = { readonly ok: true; readonly record: AuditRecord } | { readonly ok: false; readonly detail: string };

/** The record of a line (without its line end), if it is the one that follows `end`. */
export function readLine(end: ChainEnd, line: string): Link {
  const [, start, hash] = LINE.exec(line) ?? [];
  if (start === undefined || hash === undefined) return broken('it is not a record');
  if (sha256(`${start}}`) !== hash) return broken('it was altered');
  const checked = check(parsed(line));
  if (!checked.ok) return broken(`it does not have the shape of a record: ${checked.detail}`);
  const record = checked.value;
  if (record.number !== end.number + 1) return broken(`record ${end.number + 1} should stand there, not ${record.number}`);
  if (record.previous !== end.hash) return broken('it does not continue the record before it');
  return { ok: true, record };
}

export interface Claim {
  readonly after: ChainEnd;
  readonly end: ChainEnd;
  readonly at: number;
}

/** Where a line says that it stands; whether that is true, `verify` tells. */
export function claimedBy(line: string): Claim | undefined {
  const [, digits, at = ''] = /^\{"number":(\d{1,15}),"at":"([^"]{20,40})"/u.exec(line) ?? [];
  const number = Number(digits);
  const [, previous, hash] = /"previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/u.exec(line) ?? [];
  if (!(number > 0) || previous === undefined || hash === undefined) return undefined;
  return { after: { number: number - 1, hash: previous }, end: { number, hash }, at: instantMs(at) ?? Number.POSITIVE_INFINITY };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function broken(detail: string): Link {
  return { ok: false, detail };
}
