import type { Moment } from './inputs.ts';
import type { PreparedOffers } from './prepared.ts';
import { add } from './sparse.ts';

/** What of a moment bears on each offer. */
export interface MomentTally {
  /** 1 where the offer is shown in the zone. */
  readonly zone: Float64Array | undefined;
  /** The share of the offer's products whose category is at the shelf; 1 where it names such a category itself. */
  readonly category: Float64Array | undefined;
  /** The share of the basket that is in the categories of the offer. */
  readonly basketCategory: Float64Array | undefined;
  readonly basketHolds: Float64Array | undefined;
}

const NOWHERE: MomentTally = { zone: undefined, category: undefined, basketCategory: undefined, basketHolds: undefined };

export function momentTally(prepared: PreparedOffers, { zone, zoneCategories, basket }: Moment): MomentTally {
  if (zone === undefined && zoneCategories === undefined && basket === undefined) return NOWHERE;
  return {
    zone: zone === undefined ? undefined : flagged(prepared, prepared.ofZone.get(zone) ?? []),
    category: zoneCategories && atShelf(prepared, zoneCategories),
    ...(basket ? inBasket(prepared, basket) : { basketCategory: undefined, basketHolds: undefined }),
  };
}

function flagged({ offers }: PreparedOffers, places: Iterable<number>): Float64Array {
  const values = new Float64Array(offers.length);
  for (const place of places) values[place] = 1;
  return values;
}

function atShelf(prepared: PreparedOffers, categories: readonly string[]): Float64Array {
  const { starts, columns, shares } = prepared.ofGroup.category;
  const named = new Set(categories);
  const values = new Float64Array(prepared.offers.length);
  for (const category of named) {
    const group = prepared.assortment.groups.category.numbers.get(category);
    if (group === undefined) continue;
    for (let place = starts[group] ?? 0; place < (starts[group + 1] ?? 0); place += 1) add(values, columns[place] ?? 0, shares[place] ?? 0);
    for (const offer of prepared.ofCategory.get(category) ?? []) values[offer] = 1;
  }
  return values.map((value) => Math.min(1, value));
}

function inBasket(prepared: PreparedOffers, basket: readonly string[]) {
  const { ofProduct, ofGroup, assortment, offers } = prepared;
  const { starts, columns } = ofGroup.category;
  const basketCategory = new Float64Array(offers.length);
  const basketHolds = new Float64Array(offers.length);
  for (const name of basket) {
    const product = assortment.numbers.get(name);
    if (product === undefined) continue;
    for (let place = ofProduct.starts[product] ?? 0; place < (ofProduct.starts[product + 1] ?? 0); place += 1) {
      basketHolds[ofProduct.columns[place] ?? 0] = 1;
    }
    const group = assortment.groups.category.ofProduct[product] ?? -1;
    if (group < 0) continue;
    for (let place = starts[group] ?? 0; place < (starts[group + 1] ?? 0); place += 1)
      add(basketCategory, columns[place] ?? 0, 1 / basket.length);
  }
  return { basketCategory, basketHolds };
}
