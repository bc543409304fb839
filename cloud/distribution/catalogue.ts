import { Offer } from '../../contract/offers/offer.ts';
import { rowReader } from '../../contract/row-problems.ts';
import { bucketKey } from '../../contract/subjects.ts';
import { given, listCell, numberCell, truthCell } from './csv.ts';
import { batches, type ImportKind } from './import-kind.ts';
import { momentProblems, orderProblems } from './moments.ts';
import { kindProblems } from './offer-kinds.ts';
import { noteOutbound } from './outbound.ts';

const readOffer = rowReader(Offer);

/** While an offer could name only one product it was called `product`; files of that time are imported as they are. */
function withProducts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('product' in value) || 'products' in value) return value;
  const { product, ...offer } = value;
  return { ...offer, products: [product] };
}

/** Offers. One that is imported again replaces its earlier version; one that is missing from a file stays until it ends. */
export const CATALOGUE: ImportKind<Offer> = {
  schema: Offer,
  read: (value) => readOffer(withProducts(value)),
  columns: {
    required: ['id', 'campaign', 'title', 'kind', 'category', 'starts_at', 'ends_at'],
    optional: [
      ...['text', 'badge', 'value', 'service', 'information', 'starts_on', 'code', 'line', 'brand', 'supplier', 'products', 'product'],
      ...['minimum_quantity', 'minimum_spend', 'margin', 'cost', 'zones', 'exclusive_group', 'stacks'],
    ],
  },
  perShop: false,

  fromCells: (cells) => {
    const zones = listCell(cells['zones']);
    // `product` is what the column was called while an offer could name only one.
    const products = [...new Set([...listCell(cells['products']), ...listCell(cells['product'])])];
    return given({
      id: cells['id'],
      campaign: cells['campaign'],
      title: cells['title'],
      text: cells['text'],
      badge: cells['badge'],
      kind: cells['kind'],
      value: numberCell(cells['value']),
      service: cells['service'],
      information: cells['information'],
      startsOn: cells['starts_on'],
      code: cells['code'],
      category: cells['category'],
      line: cells['line'],
      brand: cells['brand'],
      supplier: cells['supplier'],
      products: products.length > 0 ? products : undefined,
      minimumQuantity: numberCell(cells['minimum_quantity']),
      minimumSpend: numberCell(cells['minimum_spend']),
      margin: numberCell(cells['margin']),
      cost: numberCell(cells['cost']),
      zones: zones.length > 0 ? zones : undefined,
      exclusiveGroup: cells['exclusive_group'],
      stacks: truthCell(cells['stacks']),
      startsAt: cells['starts_at'],
      endsAt: cells['ends_at'],
    });
  },

  problems: (offer) => [
    ...momentProblems([
      [['startsAt'], offer.startsAt],
      [['endsAt'], offer.endsAt],
      [['startsOn'], offer.startsOn],
    ]),
    ...orderProblems(['endsAt'], offer.startsAt, offer.endsAt),
    ...kindProblems(offer),
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
