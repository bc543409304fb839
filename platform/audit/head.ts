import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { checker } from '../../contract/check.ts';
import { isSameSecret } from '../../contract/same-secret.ts';
import { writeFileDurably } from '../durable-file.ts';
import { CHAIN_START } from './line.ts';

const End = Type.Object({ number: Type.Integer({ minimum: 0 }), hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

const HeadFile = Type.Object({
  /** Of the newest segment, and how much of it is written. */
  segment: Type.Integer({ minimum: 1 }),
  bytes: Type.Integer({ minimum: 0 }),
  /** In which it was begun: each month has segments of its own, so that old ones can be dropped whole. */
  month: Type.String({ pattern: '^(?:\\d{4}-\\d{2})?$' }),
  /** The newest record. */
  last: End,
  /** The segment that the log begins with since older ones were dropped, and the record before it. */
  first: Type.Object({ segment: Type.Integer({ minimum: 1 }), after: End }),
  seal: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
});
type HeadFile = Type.Static<typeof HeadFile>;

/**
 * Where a log stands, kept beside it: without it nobody could tell a log from one whose end was cut off. With a key it is sealed (HMAC-SHA-256), so that
 * who can write the folder but has not the key cannot make another history whole.
 */
export type Head = Omit<HeadFile, 'seal'>;

export const NEW_HEAD: Head = { segment: 1, bytes: 0, month: '', last: CHAIN_START, first: { segment: 1, after: CHAIN_START } };

export type ReadHead = { readonly head: Head; readonly sealed: boolean; readonly genuine: boolean } | undefined;

const check = checker(HeadFile);

export function headFile(folder: string): string {
  return join(folder, 'head.json');
}

/** The head of a log; undefined where there is none, 'unreadable' where it is no head. */
export async function readHead(folder: string, key?: Uint8Array): Promise<ReadHead | 'unreadable'> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(headFile(folder), 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
  const checked = check(value);
  if (!checked.ok) return 'unreadable';
  const { seal, ...head } = checked.value;
  return { head, sealed: seal !== undefined, genuine: key === undefined || (seal !== undefined && isSameSecret(seal, sealOf(head, key))) };
}

export async function writeHead(folder: string, head: Head, key?: Uint8Array): Promise<void> {
  const written: HeadFile = { ...head, ...(key && { seal: sealOf(head, key) }) };
  await writeFileDurably(headFile(folder), `${JSON.stringify(written)}\n`);
}

function sealOf({ segment, bytes, month, last, first }: Head, key: Uint8Array): string {
  const text = [segment, bytes, month, last.number, last.hash, first.segment, first.after.number, first.after.hash].join(' ');
  return createHmac('sha256', key).update(text).digest('hex');
}
