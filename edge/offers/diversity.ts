import type { Offer } from '../../contract/offers/offer.ts';

/** Each offer of the same category, or brand, that was shown in this visit takes so much off the gain of the next one. */
const SAME_CATEGORY = 0.7;
const SAME_BRAND = 0.85;

/**
 * By what the gain of an offer is multiplied after what was shown in this visit: something else comes next where it is nearly as good, and the same
 * again where nothing comes close.
 */
export function diversityAfter(shown: readonly Offer[]): (offer: Offer) => number {
  if (shown.length === 0) return () => 1;
  const categories = countsOf(shown.map(({ category }) => category));
  const brands = countsOf(shown.flatMap(({ brand }) => brand ?? []));
  return ({ category, brand }) =>
    SAME_CATEGORY ** (categories.get(category) ?? 0) * SAME_BRAND ** (brand === undefined ? 0 : (brands.get(brand) ?? 0));
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
