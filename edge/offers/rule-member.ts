import { dayNumber } from '../../contract/instant.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import type { Book } from './book.ts';
import type { RuleMember } from './rules/moment.ts';

const DAY_MS = 86_400_000;

/** The member as rules see it, on a day in the shop (as in 2026-03-01). */
export function ruleMemberOf(subject: string, profile: MemberProfile, day: string, book: Book): RuleMember {
  const { segments, tier, birthday, purchases, vouchers } = profile;
  const { products: bought, lastPurchaseAt } = boughtOf(purchases);
  /** Few rules ask for it. */
  const kindsBought = once(() => {
    const contents = [...bought].flatMap((product) => book.figures.products.get(product) ?? []);
    return {
      categories: new Set(contents.map(({ category }) => category)),
      brands: new Set(contents.map(({ manufacturer }) => manufacturer)),
    };
  });
  const usable = vouchers.filter(({ value, endsOn }) => value > 0 && (endsOn === undefined || endsOn >= day));
  return {
    subject,
    segments,
    ...(tier !== undefined && { tier }),
    ...(birthday !== undefined && { birthday }),
    ...(lastPurchaseAt !== undefined && { lastPurchaseAt }),
    hasBought: {
      anything: bought.size > 0,
      category: (category) => kindsBought().categories.has(category),
      brand: (brand) => kindsBought().brands.has(brand),
      product: (product) => bought.has(product),
    },
    vouchers: new Set(usable.map(({ kind }) => kind)),
  };
}

interface Bought {
  readonly products: ReadonlySet<string>;
  readonly lastPurchaseAt: number | undefined;
}

/** A member is decided about again and again in a visit: what was read of the same record is kept. */
const boughtRead = new WeakMap<MemberProfile['purchases'], Bought>();

function boughtOf(purchases: MemberProfile['purchases']): Bought {
  const known = boughtRead.get(purchases);
  if (known) return known;
  const days = purchases.flatMap(({ lastOn }) => dayNumber(lastOn) ?? []);
  const products = new Set(purchases.map(({ product }) => product));
  const read = { products, lastPurchaseAt: days.length === 0 ? undefined : days.reduce((latest, one) => Math.max(latest, one)) * DAY_MS };
  boughtRead.set(purchases, read);
  return read;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
