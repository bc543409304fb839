import { checker } from '../../contract/check.ts';
import { instantMs } from '../../contract/instant.ts';
import { Offer } from '../../contract/offers/offer.ts';
import { StockRecord } from '../../contract/records.ts';

const checkOffer = checker(Offer);
const checkStock = checker(StockRecord);

/** An offer with its period read once. */
export interface ListedOffer {
  readonly offer: Offer;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The offers and the stock of this shop, as headquarters last told them. */
export interface Catalogue {
  /** Takes a changed offer; false where it is not one. `value` undefined removes it. */
  takeOffer(key: string, value: unknown): boolean;
  takeStock(key: string, value: unknown): boolean;
  /** In the order of their keys, so that equal scores are always broken alike. */
  offers(): readonly ListedOffer[];
  /** Pieces on hand; undefined where nothing is known of the product. */
  stockOf(product: string): number | undefined;
}

export function createCatalogue(): Catalogue {
  const offers = new Map<string, ListedOffer>();
  const stock = new Map<string, number>();
  let sorted: readonly ListedOffer[] | undefined;

  function list(value: unknown): ListedOffer | undefined {
    const checked = checkOffer(value);
    if (!checked.ok) return undefined;
    const startsAt = instantMs(checked.value.startsAt);
    const endsAt = instantMs(checked.value.endsAt);
    return startsAt === undefined || endsAt === undefined ? undefined : { offer: checked.value, startsAt, endsAt };
  }

  return {
    takeOffer(key, value) {
      sorted = undefined;
      offers.delete(key);
      if (value === undefined) return true;
      const listed = list(value);
      if (listed) offers.set(key, listed);
      return listed !== undefined;
    },
    takeStock(key, value) {
      const product = key.slice(key.indexOf('.') + 1);
      stock.delete(product);
      if (value === undefined) return true;
      const checked = checkStock(value);
      if (checked.ok) stock.set(product, checked.value.quantity);
      return checked.ok;
    },
    offers() {
      sorted ??= [...offers.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, listed]) => listed);
      return sorted;
    },
    stockOf: (product) => stock.get(product),
  };
}
