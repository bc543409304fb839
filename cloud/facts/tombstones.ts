import type { Fact, FactOf } from '../../contract/facts/fact.ts';
import type { Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import type { DeadLetter } from './receive.ts';

/** A dead letter may hold anything; nobody's number of subjects in it is larger. */
const MOST_SUBJECTS = 1000;
const SUBJECTS = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gu;

/**
 * Whoever writes something of a subject holds this lock shared, whoever erases one takes it for itself before the tombstone: so what was written
 * before is there to be removed, and what is written after sees the tombstone.
 */
export async function shutOutWriters(tx: Query): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [DATABASE_LOCKS.tombstones]);
}

/** Which of these were erased. For the rest of the transaction no other is. */
export async function erasedAmong(tx: Query, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [DATABASE_LOCKS.tombstones]);
  if (subjects.length === 0) return new Set();
  const rows = await tx.query<{ subject: string }>('select subject from erasures where subject = any($1::text[])', [
    [...new Set(subjects)],
  ]);
  return new Set(rows.map(({ subject }) => subject));
}

/** That somebody was erased is what remains. */
export function isOfErased(fact: Fact, erased: ReadonlySet<string>): boolean {
  return fact.subject !== undefined && fact.type !== 'aislegate.fact.erasure' && erased.has(fact.subject);
}

/** What stands in the place of a fact of somebody who was erased: not even its time is left. */
export function voidOf({ specversion, id, source, datacontenttype, shop, epoch, sequence }: Fact, at: string): FactOf<'void'> {
  const type = 'aislegate.fact.void';
  return { specversion, id, source, type, time: at, datacontenttype, shop, epoch, sequence, data: { at } };
}

/** Whatever in a payload may be the id of a subject. */
export function subjectsIn(payload: Uint8Array): readonly string[] {
  return (Buffer.from(payload).toString('latin1').match(SUBJECTS) ?? []).slice(0, MOST_SUBJECTS);
}

export const EMPTIED = 'it was of somebody who was erased';

/** A dead letter that keeps its number, so that the shop need not send it for ever, and its digest, so that it is known when it comes again. */
export function emptied(letter: DeadLetter): DeadLetter {
  return { ...letter, subject: undefined, reason: EMPTIED, raw: { subject: letter.raw.subject, payload: new Uint8Array() } };
}
