import type { Offer } from '../../contract/offers/offer.ts';
import type { ChainFigures } from '../../models/offer-ranker/features/inputs.ts';

const NEVER = { exposed: 0, redeemed: 0 };
const NO_RATES: ReadonlyMap<string, typeof NEVER> = new Map();

/** What the features need at least before they tell anything: counts per 120 days are made of so many. */
const LEAST_HISTORY_DAYS = 30;

/** Until headquarters tells how the chain sells: every product of an offer counts one line and is of the category of its offer. */
export function figuresOfOffers(offers: readonly Offer[]): ChainFigures {
  const products = offers.flatMap(({ products: named = [], category, brand }) =>
    named.map((product) => {
      const content = { category, department: category, isPrivateLabel: false, ...(brand !== undefined && { manufacturer: brand }) };
      return [product, { ...content, lines: 1, amount: 0, quantity: 1 }] as const;
    }),
  );
  return {
    historyDays: LEAST_HISTORY_DAYS,
    products: new Map(products),
    rates: {
      overall: NEVER,
      byCategory: NO_RATES,
      byManufacturer: NO_RATES,
      byType: NO_RATES,
      byCode: NO_RATES,
      byDeal: NO_RATES,
    },
    pastOffers: new Map(),
  };
}
