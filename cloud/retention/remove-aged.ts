import { bucketKey } from '../../contract/subjects.ts';
import { noteOutbound } from '../distribution/outbound.ts';
import type { Database, Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import type { AgingRows, RetentionClass } from './classes.ts';

/** Few enough that nobody who reads or writes meanwhile waits for long. */
export const ROWS_PER_BATCH = 2000;

type Batch = (tx: Query, limit: number) => Promise<number>;

/** Removes the rows of a class that are older than `before`, shop by shop and in small transactions. How many rows that were. */
export async function removeAged(database: Database, { rows, facts }: RetentionClass, before: string): Promise<number> {
  let removed = 0;
  for (const { shop } of await database.query<{ shop: string }>('select distinct shop from watermarks order by shop')) {
    for (const aging of rows) removed += await inBatches(database, (tx, limit) => removeRows(tx, aging, shop, before, limit));
    if (rows.some(({ table }) => table === 'visits')) await inBatches(database, (tx, limit) => removeSuperseded(tx, shop, limit));
    removed += await inBatches(database, (tx, limit) => removeFacts(tx, facts, shop, before, limit));
  }
  return removed;
}

function removeRows(tx: Query, { table, key, since }: AgingRows, shop: string, before: string, limit: number): Promise<number> {
  const columns = key.join(', ');
  return removedBy(
    tx,
    `delete from ${table} where (${columns}) in (select ${columns} from ${table} where shop = $1 and ${since} < $2::timestamptz limit $3)`,
    [shop, before, limit],
  );
}

/** What became part of a visit or stay that is gone says nothing any more. */
function removeSuperseded(tx: Query, shop: string, limit: number): Promise<number> {
  const gone = (kind: string, table: string, column: string): string =>
    `(kind = '${kind}' and not exists (select 1 from ${table} t where t.shop = s.shop and t.${column} in (s.id, s.into_id)))`;
  return removedBy(
    tx,
    `delete from superseded where (shop, kind, id, into_id) in (select shop, kind, id, into_id from superseded s
       where shop = $1 and (${gone('visit', 'visits', 'visit_id')} or ${gone('stay', 'zone_stays', 'stay_id')}) limit $2)`,
    [shop, limit],
  );
}

/** Only what is committed without a gap: the numbers after a gap are still needed to see when it closes. */
function removeFacts(tx: Query, kinds: readonly string[], shop: string, before: string, limit: number): Promise<number> {
  return removedBy(
    tx,
    `delete from facts where (shop, epoch, sequence) in (
       select f.shop, f.epoch, f.sequence from facts f join watermarks w on w.shop = f.shop and w.epoch = f.epoch
       where f.shop = $1 and f.time < $2::timestamptz and f.kind = any($3::text[]) and f.sequence <= w.sequence limit $4)`,
    [shop, before, kinds, limit],
  );
}

/** Letters whose number closes a gap stay until everything before it is there. */
export function removeDeadLetters(database: Database, before: string): Promise<number> {
  return inBatches(database, (tx, limit) =>
    removedBy(
      tx,
      `delete from dead_letters where digest in (select digest from dead_letters d where received_at < $1::timestamptz and
         (d.sequence is null or exists (select 1 from watermarks w where w.shop = d.shop and w.epoch = d.epoch and w.sequence >= d.sequence)
          or not exists (select 1 from watermarks w where w.shop = d.shop and w.epoch = d.epoch)) limit $2)`,
      [before, limit],
    ),
  );
}

/** Orders that were ready so long ago, and were not told of since, go from the shops as well. */
export function removeOrders(database: Database, before: string): Promise<number> {
  return inBatches(database, async (tx, limit) => {
    const gone = await tx.query<{ shop: string; order_id: string }>(
      `delete from orders where (shop, order_id) in
         (select shop, order_id from orders where ready_at < $1::timestamptz and imported_at < $1::timestamptz limit $2)
       returning shop, order_id`,
      [before, limit],
    );
    await noteOutbound(
      tx,
      gone.map(({ shop, order_id }) => ({ bucket: 'orders', key: bucketKey(shop, order_id), record: undefined })),
    );
    return gone.length;
  });
}

async function inBatches(database: Database, batch: Batch): Promise<number> {
  for (let removed = 0; ; ) {
    const rows = await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [DATABASE_LOCKS.retention]);
      return batch(tx, ROWS_PER_BATCH);
    });
    removed += rows;
    if (rows < ROWS_PER_BATCH) return removed;
  }
}

async function removedBy(tx: Query, sql: string, params: readonly unknown[]): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(`with gone as (${sql} returning 1) select count(*)::int4 as rows from gone`, params);
  return row?.rows ?? 0;
}
