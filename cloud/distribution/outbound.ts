import type { Bucket } from '../../contract/subjects.ts';
import type { Buckets } from '../ports/buckets.ts';
import type { Database, Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import type { Telemetry } from '../ports/telemetry.ts';

export interface OutboundChange {
  readonly bucket: Bucket;
  readonly key: string;
  /** Undefined removes the key. */
  readonly record: object | undefined;
}

/** Notes changes for the buckets in the transaction that makes them: they will be handed on, whatever happens after its commit. */
export async function noteOutbound(tx: Query, changes: readonly OutboundChange[]): Promise<void> {
  await tx.query(
    `insert into outbound (bucket, key, record)
     select bucket, key, record::jsonb from unnest($1::text[], $2::text[], $3::text[]) with ordinality as given (bucket, key, record, position)
     order by position`,
    [
      changes.map(({ bucket }) => bucket),
      changes.map(({ key }) => key),
      changes.map(({ record }) => (record === undefined ? null : JSON.stringify(record))),
    ],
  );
}

/** Notes that these keys of members have to become what the table then says: the record that stands there, or nothing. */
export async function noteMembers(tx: Query, keys: readonly string[]): Promise<void> {
  await tx.query(
    `insert into outbound (bucket, key, from_table)
     select 'members', key, true from unnest($1::text[]) with ordinality as given (key, position) order by position`,
    [keys],
  );
}

export interface Outbound {
  /** Hands on everything noted so far, oldest first. Rejects where the buckets refuse; what was not handed on stays noted. */
  drain(): Promise<void>;
}

/** All on the way to the buckets at once: one by one, a million would take hours. */
const CHANGES_PER_BATCH = 1000;

export interface OutboundOptions {
  readonly database: Database;
  readonly buckets: Buckets;
  readonly telemetry: Telemetry;
}

/** Carries noted changes to the buckets: after each import, and at start for what a crash left behind. */
export function createOutbound({ database, buckets, telemetry }: OutboundOptions): Outbound {
  /** Handles the oldest batch; how many changes that were. */
  const drainBatch = (): Promise<number> =>
    database.transaction(async (tx) => {
      // One replica at a time: two that hand on at once could leave an older record over a newer one.
      await tx.query('select pg_advisory_xact_lock($1)', [DATABASE_LOCKS.outbound]);
      const rows = await tx.query<Row>(
        `select position, bucket, key, record, subject, sealed from outbound
         left join members on from_table and subject = split_part(key, '.', 2) and scope = split_part(key, '.', 1)
         order by position limit $1`,
        [CHANGES_PER_BATCH],
      );
      const last = rows.at(-1);
      if (!last) return 0;
      // Of several changes of one key only the last counts.
      const latest = new Map(rows.map((row) => [`${row.bucket}/${row.key}`, row]));
      await Promise.all([...latest.values()].map((row) => handOn(buckets, row)));
      await tx.query('delete from outbound where position <= $1', [last.position]);
      return rows.length;
    });

  const drainAll = async (): Promise<void> => {
    try {
      while ((await drainBatch()) === CHANGES_PER_BATCH);
    } finally {
      const [waiting] = await database.query<{ rows: number }>('select count(*)::int4 as rows from outbound');
      telemetry.gauge('aislegate_hq_outbound_rows', waiting?.rows ?? 0);
    }
  };

  let tail: Promise<void> = Promise.resolve();
  return {
    drain: () => {
      tail = tail.then(drainAll, drainAll);
      return tail;
    },
  };
}

interface Row {
  readonly position: number | string;
  readonly bucket: Bucket;
  readonly key: string;
  readonly record: object | null;
  /** Of the member, where the key is of one who is there. */
  readonly subject: string | null;
  readonly sealed: string | null;
}

function handOn(buckets: Buckets, { bucket, key, record, subject, sealed }: Row): Promise<void> {
  const current = subject === null ? record : { subject, sealed };
  return current === null ? buckets.remove(bucket, key) : buckets.put(bucket, key, current);
}
