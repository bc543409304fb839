import type { Decision } from '../../contract/facts/offer-facts.ts';
import { type Book, placed } from './book.ts';
import { type Stock, stockBy } from './stock.ts';

/** Pieces on hand of products; null where nothing was known. */
export type KnownStock = Readonly<Record<string, number | null>>;

/**
 * What has to be kept of the stock to make a decision again: of a thousand offers nearly all have enough of everything, and what is sold out is told
 * by the refusals. So only products are kept of which there was less than some rule asks for, although their offers could be had.
 */
export interface ScarceStock {
  /** What is asked of it is noted. */
  readonly noted: Stock;
  /** To be kept, once it is decided. */
  kept(decision: Pick<Decision, 'refused'>): KnownStock;
}

export function noteScarce(book: Book, stock: Stock): ScarceStock {
  const { enoughStock } = book.compiled;
  const scarce = new Map<string, number | null>();
  return {
    noted: {
      of(product) {
        const pieces = stock.of(product);
        if (pieces === undefined || pieces < enoughStock) scarce.set(product, pieces ?? null);
        return pieces;
      },
      // What is sold out is told by the refusals, and of what is not it is of no matter which product there is.
      isSoldOut: stock.isSoldOut,
    },
    kept(decision) {
      for (const product of soldOutIn(book, decision)) scarce.delete(product);
      return Object.fromEntries(scarce);
    },
  };
}

/** The stock as it was when this was decided, as far as the decision depends on it. */
export function stockThen(book: Book, decision: Pick<Decision, 'refused'>, kept: KnownStock): Stock {
  const soldOut = soldOutIn(book, decision);
  const known = new Map(Object.entries(kept));
  return stockBy((product) => {
    if (soldOut.has(product)) return 0;
    const pieces = known.get(product);
    return pieces === undefined ? Number.POSITIVE_INFINITY : (pieces ?? undefined);
  });
}

/** An offer is sold out when each of its products is. */
function soldOutIn(book: Book, { refused }: Pick<Decision, 'refused'>): ReadonlySet<string> {
  const offers = refused.flatMap(({ reason, offers: ids }) => (reason === 'OUT_OF_STOCK' ? ids : []));
  return new Set(offers.flatMap((id) => placed(book).get(id)?.offer.products ?? []));
}
