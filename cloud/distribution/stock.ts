import { StockRecord } from '../../contract/records.ts';
import { bucketKey } from '../../contract/subjects.ts';
import { given, numberCell } from './csv.ts';
import { batches, type ImportKind } from './import-kind.ts';
import { noteOutbound } from './outbound.ts';

/** What a shop has of a product. */
export const STOCK: ImportKind<StockRecord> = {
  schema: StockRecord,
  columns: { required: ['product', 'quantity'], optional: [] },
  perShop: true,
  fromCells: (cells) => given({ product: cells['product'], quantity: numberCell(cells['quantity']) }),
  problems: () => [],
  unique: ({ product }) => [{ path: ['product'], text: product }],

  store: async (records, { tx, scope, importedAt }) => {
    for (const batch of batches(records)) {
      await tx.query(
        `insert into inventory (shop, product, quantity, imported_at)
         select $3, product, quantity, $4::timestamptz from unnest($1::text[], $2::float8[]) as given (product, quantity)
         on conflict (shop, product) do update set quantity = excluded.quantity, imported_at = excluded.imported_at`,
        [batch.map(({ product }) => product), batch.map(({ quantity }) => quantity), scope, importedAt],
      );
      await noteOutbound(
        tx,
        batch.map((record) => ({ bucket: 'inventory', key: bucketKey(scope, record.product), record })),
      );
    }
    return [];
  },
};
