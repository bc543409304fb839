import type { MemberProfile } from '../../../edge/domain/member-profile.ts';

interface Bought {
  product: string;
  times: number;
  lastOn: string;
}

interface Shown {
  offer: string;
  shown: number;
  redeemed: number;
  lastOn: string;
}

/** What a shop keeps of its members, as exact as it keeps it: sums, and the last day of each. */
export interface MemberBooks {
  profile(member: number): MemberProfile;
  bought(member: number, product: string, day: string): void;
  shown(member: number, offer: string, day: string, isRedeemed: boolean): void;
}

export function memberBooks(count: number): MemberBooks {
  const books = Array.from({ length: count }, () => ({ bought: new Map<string, Bought>(), shown: new Map<string, Shown>() }));
  const of = (member: number) => {
    const book = books[member];
    if (!book) throw new RangeError('Nobody has this number.');
    return book;
  };
  return {
    profile(member) {
      const { bought, shown } = of(member);
      return { segments: [], vouchers: [], purchases: [...bought.values()], offers: [...shown.values()] };
    },
    bought(member, product, day) {
      const { bought } = of(member);
      bought.set(product, { product, times: (bought.get(product)?.times ?? 0) + 1, lastOn: day });
    },
    shown(member, offer, day, isRedeemed) {
      const { shown } = of(member);
      const before = shown.get(offer);
      shown.set(offer, {
        offer,
        shown: (before?.shown ?? 0) + 1,
        redeemed: (before?.redeemed ?? 0) + Number(isRedeemed),
        lastOn: day,
      });
    },
  };
}
