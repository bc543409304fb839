import { Offer } from '../../contract/offers/offer.ts';
import { bucketKey } from '../../contract/subjects.ts';
import { given, listCell, numberCell } from './csv.ts';
import { batches, type ImportKind } from './import-kind.ts';
import { momentProblems, orderProblems } from './moments.ts';
import { noteOutbound } from './outbound.ts';

/** Offers. One that is imported again replaces its earlier version; one that is missing from a file stays until it ends. */
export const CATALOGUE: ImportKind<Offer> = {
  schema: Offer,
  columns: {
    required: ['id', 'campaign', 'title', 'kind', 'category', 'starts_at', 'ends_at'],
    optional: ['text', 'badge', 'value', 'product', 'zones'],
  },
  perShop: false,

  fromCells: (cells) => {
    const zones = listCell(cells['zones']);
    return given({
      id: cells['id'],
      campaign: cells['campaign'],
      title: cells['title'],
      text: cells['text'],
      badge: cells['badge'],
      kind: cells['kind'],
      value: numberCell(cells['value']),
      category: cells['category'],
      product: cells['product'],
      zones: zones.length > 0 ? zones : undefined,
      startsAt: cells['starts_at'],
      endsAt: cells['ends_at'],
    });
  },

  problems: ({ startsAt, endsAt, kind, value }) => [
    ...momentProblems([
      [['startsAt'], startsAt],
      [['endsAt'], endsAt],
    ]),
    ...orderProblems(['endsAt'], startsAt, endsAt),
    ...(kind === 'percent-off' && value !== undefined && value > 100 ? [{ path: ['value'], reason: 'must be at most 100 percent' }] : []),
  ],

  unique: ({ id }) => [{ path: ['id'], text: id }],

  store: async (offers, { tx, scope, importedAt }) => {
    for (const batch of batches(offers)) {
      await tx.query(
        `insert into catalogue (scope, offer_id, record, imported_at)
         select $3, offer_id, record::jsonb, $4::timestamptz from unnest($1::text[], $2::text[]) as given (offer_id, record)
         on conflict (scope, offer_id) do update set record = excluded.record, imported_at = excluded.imported_at`,
        [batch.map(({ id }) => id), batch.map((offer) => JSON.stringify(offer)), scope, importedAt],
      );
      await noteOutbound(
        tx,
        batch.map((offer) => ({ bucket: 'catalogue', key: bucketKey(scope, offer.id), record: offer })),
      );
    }
    return [];
  },
};
