import { contentOf, type Mix } from './content.ts';
import { isMoneyOff, isMultiple } from './deal.ts';
import type { Assortment } from './groups.ts';
import type { ChainFigures } from './inputs.ts';
import type { Sparse } from './sparse.ts';

/** An earlier offer as it bears on the offers of the catalogue. */
export interface Past {
  readonly category: Mix;
  readonly type: Mix;
  readonly manufacturer: Mix;
  readonly isMoneyOff: boolean;
  readonly isMultiple: boolean;
  /** Offers of the catalogue for some of the same products, and the cosine of the two sets of products. */
  readonly overlaps: Int32Array;
  readonly cosines: Float64Array;
}

/** Earlier offers by code, each looked at when the first member comes who got it. */
export function pastOffers(
  assortment: Assortment,
  figures: ChainFigures,
  offersOfProduct: Sparse,
  productCounts: ArrayLike<number>,
): (code: string) => Past | undefined {
  const known = new Map<string, Past | null>();
  const shared = new Int32Array(productCounts.length);
  const look = (code: string): Past | undefined => {
    const offer = figures.pastOffers.get(code);
    if (!offer) return undefined;
    const { products, mixOf } = contentOf(assortment, offer.products, offer.category);
    const overlaps: number[] = [];
    for (const product of products) {
      const end = offersOfProduct.starts[product + 1] ?? 0;
      for (let place = offersOfProduct.starts[product] ?? 0; place < end; place += 1) {
        const column = offersOfProduct.columns[place] ?? 0;
        const before = shared[column] ?? 0;
        if (before === 0) overlaps.push(column);
        shared[column] = before + 1;
      }
    }
    const cosines = overlaps.map((column) => (shared[column] ?? 0) / Math.sqrt(products.length * (productCounts[column] ?? 0)));
    for (const column of overlaps) shared[column] = 0;
    return {
      category: mixOf('category'),
      type: mixOf('type'),
      manufacturer: mixOf('manufacturer'),
      isMoneyOff: isMoneyOff(offer),
      isMultiple: isMultiple(offer),
      overlaps: Int32Array.from(overlaps),
      cosines: Float64Array.from(cosines),
    };
  };
  return (code) => {
    let found = known.get(code);
    if (found === undefined) {
      found = look(code) ?? null;
      known.set(code, found);
    }
    return found ?? undefined;
  };
}
