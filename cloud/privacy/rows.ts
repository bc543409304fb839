import type { Removed } from '../../contract/privacy.ts';
import { noteOutbound } from '../distribution/outbound.ts';
import { EMPTIED } from '../facts/tombstones.ts';
import type { Query } from '../ports/database.ts';

/** What is known of one subject beside records and facts, each in a table of its own. */
export const SUBJECT_TABLES = [
  'visits',
  'zone_stays',
  'superseded',
  'decisions',
  'exposures',
  'redemptions',
  'responses',
  'pickups',
  'taps',
  'receipts',
  'member_grants',
] as const;

/** Removes every row of the subject and notes the removal of what the buckets hold. Facts and dead letters keep their numbers and nothing else. */
export async function removeRows(tx: Query, subject: string, at: string): Promise<Removed> {
  const removed: Record<string, number> = {};
  for (const table of SUBJECT_TABLES) {
    removed[table.replace('_', '-')] = await changed(tx, `delete from ${table} where subject = $1 returning 1 as one`, [subject]);
  }
  removed['facts'] = await changed(
    tx,
    `update facts set kind = 'void', subject = null, time = $2::timestamptz, body = jsonb_build_object(
       'specversion', '1.0', 'id', shop || '/' || epoch || '/' || sequence, 'source', 'aislegate/' || shop, 'type', 'aislegate.fact.void',
       'time', $2::text, 'datacontenttype', 'application/json', 'shop', shop, 'epoch', epoch, 'sequence', sequence,
       'data', jsonb_build_object('at', $2::text))
     where subject = $1 and kind <> 'erasure' returning 1 as one`,
    [subject, at],
  );
  removed['dead-letters'] = await changed(
    tx,
    `update dead_letters set subject = null, reason = $2, payload = ''::bytea
     where (subject = $1 or position(convert_to($1, 'UTF8') in payload) > 0) returning 1 as one`,
    [subject, EMPTIED],
  );
  removed['waiting-records'] = await changed(
    tx,
    `delete from outbound where record ->> 'subject' = $1 and bucket in ('members', 'orders') returning 1 as one`,
    [subject],
  );
  return { ...removed, ...(await removeRecords(tx, subject)) };
}

async function removeRecords(tx: Query, subject: string): Promise<Removed> {
  const members = await tx.query<{ scope: string }>('delete from members where subject = $1 returning scope', [subject]);
  const orders = await tx.query<{ shop: string; order_id: string }>('delete from orders where subject = $1 returning shop, order_id', [
    subject,
  ]);
  await noteOutbound(tx, [
    ...members.map(({ scope }) => ({ bucket: 'members' as const, key: `${scope}.${subject}`, record: undefined })),
    ...orders.map(({ shop, order_id }) => ({ bucket: 'orders' as const, key: `${shop}.${order_id}`, record: undefined })),
  ]);
  return { members: members.length, orders: orders.length };
}

async function changed(tx: Query, sql: string, params: readonly unknown[]): Promise<number> {
  return (await tx.query(sql, params)).length;
}
