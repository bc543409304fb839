import Type from 'typebox';
import { ORDER_STATES, OrderFields, type OrderRecord, orderSealContext } from '../../contract/records.ts';
import { InstantText } from '../../contract/scalars.ts';
import { SEAL_NONCE_BYTES, seal } from '../../contract/seal.ts';
import { ALL_SHOPS, bucketKey } from '../../contract/subjects.ts';
import { given } from './csv.ts';
import { batches, type ImportKind, ROWS_PER_STATEMENT, type StoreContext, type StoreProblem } from './import-kind.ts';
import { momentProblems } from './moments.ts';
import { noteOutbound } from './outbound.ts';

const ImportedOrder = Type.Object(
  {
    orderNumber: OrderFields.properties.orderNumber,
    memberId: Type.String({ minLength: 1, maxLength: 64 }),
    state: Type.Enum(ORDER_STATES),
    readyAt: InstantText,
  },
  { additionalProperties: false },
);
type ImportedOrder = Type.Static<typeof ImportedOrder>;

/** Pickup orders of members. The number is sealed under the member's key; outside headquarters an order has a keyed id. */
export const ORDERS: ImportKind<ImportedOrder> = {
  schema: ImportedOrder,
  columns: { required: ['order_number', 'member_id', 'state', 'ready_at'], optional: [] },
  perShop: true,
  fromCells: (cells) =>
    given({ orderNumber: cells['order_number'], memberId: cells['member_id'], state: cells['state'], readyAt: cells['ready_at'] }),
  problems: ({ readyAt }) => momentProblems([[['readyAt'], readyAt]]),
  unique: ({ orderNumber }) => [{ path: ['orderNumber'], text: orderNumber }],

  store: async (orders, context) => {
    const problems: StoreProblem[] = [];
    for (const [at, batch] of batches(orders).entries()) {
      const found = await storeBatch(batch, context);
      problems.push(...found.map((problem) => ({ ...problem, index: problem.index + at * ROWS_PER_STATEMENT })));
    }
    return problems;
  },
};

async function storeBatch(
  orders: readonly ImportedOrder[],
  { tx, scope, importedAt, keyRing, random, ids }: StoreContext,
): Promise<StoreProblem[]> {
  const lookups = orders.map(({ memberId }) => ids.memberLookup(memberId));
  const members = await tx.query<{ lookup: string; subject: string }>(
    'select lookup, subject from members where lookup = any($1::text[]) and scope = any($2::text[])',
    [lookups, [scope, ALL_SHOPS]],
  );
  const subjects = new Map(members.map(({ lookup, subject }) => [lookup, subject]));

  const problems: StoreProblem[] = [];
  const records: OrderRecord[] = [];
  for (const [index, { orderNumber, state, readyAt }] of orders.entries()) {
    const subject = subjects.get(lookups[index] ?? '');
    const key = subject === undefined ? undefined : keyRing.get(subject);
    if (subject === undefined || key === undefined) {
      problems.push({ index, path: ['memberId'], reason: 'is no member of this shop; import members first' });
      continue;
    }
    const id = ids.orderId(scope, orderNumber);
    const sealed = seal(key, orderSealContext(id), { orderNumber }, random.bytes(SEAL_NONCE_BYTES));
    records.push({ id, subject, state, readyAt, sealed });
  }
  if (problems.length > 0) return problems;

  await tx.query(
    `insert into orders (shop, order_id, subject, state, ready_at, sealed, imported_at)
     select $6, order_id, subject, state, ready_at::timestamptz, sealed, $7::timestamptz
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as given (order_id, subject, state, ready_at, sealed)
     on conflict (shop, order_id) do update set subject = excluded.subject, state = excluded.state, ready_at = excluded.ready_at,
       sealed = excluded.sealed, imported_at = excluded.imported_at`,
    [
      records.map(({ id }) => id),
      records.map(({ subject }) => subject),
      records.map(({ state }) => state),
      records.map(({ readyAt }) => readyAt),
      records.map(({ sealed }) => sealed),
      scope,
      importedAt,
    ],
  );
  await noteOutbound(
    tx,
    records.map((record) => ({ bucket: 'orders', key: bucketKey(scope, record.id), record })),
  );
  return [];
}
