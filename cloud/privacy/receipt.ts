import { instantText } from '../../contract/instant.ts';
import type { ErasureReceipt, Removed } from '../../contract/privacy.ts';
import type { Query } from '../ports/database.ts';

interface ErasureRow {
  readonly erasure_id: string;
  readonly subject: string;
  readonly lookup: string | null;
  readonly requested_at: Date;
  readonly requested_by: string;
  readonly removed: Removed | null;
  readonly finished_at: Date | null;
}

type Asked = { readonly subject: string } | { readonly lookup: string } | { readonly erasureId: string };

/** The receipt of an erasure as it stands now; of a number that was given to several people in turn, that of the last. */
export async function receiptOf(database: Query, asked: Asked, nowMs: number): Promise<ErasureReceipt | undefined> {
  const [column, value] =
    'subject' in asked ? ['subject', asked.subject] : 'lookup' in asked ? ['lookup', asked.lookup] : ['erasure_id', asked.erasureId];
  const [row] = await database.query<ErasureRow>(
    `select erasure_id, subject, lookup, requested_at, requested_by, removed, finished_at from erasures where ${column} = $1
     order by requested_at desc limit 1`,
    [value],
  );
  if (!row) return undefined;
  const told = await database.query<{ shop: string; erased_at: Date | null; removed: Removed | null }>(
    'select shop, erased_at, removed from erasures_in_shops where erasure_id = $1 order by shop',
    [row.erasure_id],
  );
  const pending = told.flatMap(({ shop, erased_at }) => (erased_at ? [] : [shop]));
  return {
    erasureId: row.erasure_id,
    subject: row.subject,
    ...(row.lookup !== null && { reference: row.lookup }),
    requestedAt: row.requested_at.toISOString(),
    requestedBy: row.requested_by,
    issuedAt: instantText(nowMs),
    headquarters: { ...(row.finished_at && { finishedAt: row.finished_at.toISOString() }), removed: row.removed ?? {} },
    shops: told.flatMap(({ shop, erased_at, removed }) =>
      erased_at ? [{ shop, erasedAt: erased_at.toISOString(), removed: removed ?? {} }] : [],
    ),
    pending,
    complete: row.finished_at !== null && pending.length === 0,
  };
}
