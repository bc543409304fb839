/** The stock of a shop. */
export interface Stock {
  /** Pieces on hand; undefined where nothing is known of the product. */
  of(product: string): number | undefined;
  /** Whether none of these products is there. */
  isSoldOut(products: readonly string[]): boolean;
}

/** A stock of which only the pieces are known. */
export function stockBy(of: Stock['of']): Stock {
  return { of, isSoldOut: (products) => products.every((product) => !isThere(of(product))) };
}

export interface KeptStock extends Stock {
  take(product: string, pieces: number | undefined): void;
}

/**
 * Most offers are asked for in every decision, and what is sold out changes rarely: it is kept by the list of products of each offer until some product
 * comes or goes.
 */
export function createStock(): KeptStock {
  const pieces = new Map<string, number>();
  const asked = stockBy((product) => pieces.get(product));
  let soldOut = new WeakMap<readonly string[], boolean>();
  return {
    of: asked.of,
    isSoldOut(products) {
      const known = soldOut.get(products);
      if (known !== undefined) return known;
      const isNone = asked.isSoldOut(products);
      soldOut.set(products, isNone);
      return isNone;
    },
    take(product, now) {
      const before = pieces.get(product);
      if (now === undefined) pieces.delete(product);
      else pieces.set(product, now);
      if (isThere(before) !== isThere(now)) soldOut = new WeakMap();
    },
  };
}

function isThere(pieces: number | undefined): boolean {
  return pieces !== undefined && pieces > 0;
}
