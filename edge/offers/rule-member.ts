import { dayNumber } from '../../contract/instant.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import type { Book } from './book.ts';
import type { RuleMember } from './rules/moment.ts';

const DAY_MS = 86_400_000;

/** The member as rules see it, on a day in the shop (as in 2026-03-01). */
export function ruleMemberOf(subject: string, profile: MemberProfile, day: string, book: Book): RuleMember {
  const { segments, tier, birthday, purchases, vouchers } = profile;
  const bought = new Set(purchases.map(({ product }) => product));
  /** Few rules ask for it. */
  const kindsBought = once(() => {
    const contents = [...bought].flatMap((product) => book.figures.products.get(product) ?? []);
    return {
      categories: new Set(contents.map(({ category }) => category)),
      brands: new Set(contents.map(({ manufacturer }) => manufacturer)),
    };
  });
  const days = purchases.flatMap(({ lastOn }) => dayNumber(lastOn) ?? []);
  const usable = vouchers.filter(({ value, endsOn }) => value > 0 && (endsOn === undefined || endsOn >= day));
  return {
    subject,
    segments,
    ...(tier !== undefined && { tier }),
    ...(birthday !== undefined && { birthday }),
    ...(days.length > 0 && { lastPurchaseAt: days.reduce((latest, one) => Math.max(latest, one), 0) * DAY_MS }),
    hasBought: {
      anything: bought.size > 0,
      category: (category) => kindsBought().categories.has(category),
      brand: (brand) => kindsBought().brands.has(brand),
      product: (product) => bought.has(product),
    },
    vouchers: new Set(usable.map(({ kind }) => kind)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
