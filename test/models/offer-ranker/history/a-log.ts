import type {
  LoggedCandidate,
  LoggedOffer,
  LoggedProduct,
  LoggedPurchase,
  LoggedSlate,
  OfferLog,
} from '../../../../models/offer-log/log.ts';

export const DAY_MS = 86_400_000;
/** Midnight of day 0. */
export const START = Date.UTC(2026, 0, 1);

export function day(number: number): number {
  return START + number * DAY_MS;
}

export function offer(offerId: string, startDay: number, more: Partial<LoggedOffer> = {}): LoggedOffer {
  return {
    ...{ offerId, campaignId: `from-${startDay}`, startsAt: day(startDay), endsAt: day(startDay + 20), code: offerId, campaignType: 'B' },
    ...{ kind: 'amount-off', value: 1, products: ['tea'], ...more },
  };
}

export function slate(
  memberId: string,
  shownDay: number,
  offers: readonly LoggedOffer[],
  more: Readonly<Record<string, Partial<LoggedCandidate>>> = {},
): LoggedSlate {
  const candidates = offers.map((one) => ({ offer: one, shown: true, shownShare: 1, ...more[one.offerId] }));
  return { slateId: `${memberId}-${shownDay}-${offers[0]?.campaignId ?? ''}`, memberId, shownAt: day(shownDay), candidates };
}

export function purchase(memberId: string, boughtDay: number, productId: string, more: Partial<LoggedPurchase> = {}): LoggedPurchase {
  const basketId = `${memberId}-${boughtDay}`;
  return { memberId, productId, shopId: 'bern', at: day(boughtDay), quantity: 1, amount: 2, basketId, ...more };
}

const PRODUCTS: readonly LoggedProduct[] = [
  { productId: 'tea', category: 'drinks', department: 'food', brand: 'Leaf', type: 'hot', manufacturer: 'm1' },
  { productId: 'jam', category: 'spreads', department: 'food', brand: 'Private' },
  { productId: 'soap', category: 'care', department: 'home', brand: '' },
];

export function log(parts: { readonly slates: readonly LoggedSlate[]; readonly purchases: readonly LoggedPurchase[] }): OfferLog {
  const offers = parts.slates.flatMap(({ candidates }) => candidates.map((candidate) => candidate.offer));
  return {
    offers: new Map(offers.map((one) => [one.offerId, one])),
    products: new Map(PRODUCTS.map((product) => [product.productId, product])),
    slates: parts.slates.toSorted((a, b) => a.shownAt - b.shownAt),
    purchases: parts.purchases.toSorted((a, b) => a.at - b.at),
    fingerprint: '0',
  };
}

export const TEA = offer('tea-1', 10);
export const JAM = offer('jam-1', 10, { products: ['jam'], kind: 'store' });
export const TEA_AGAIN = offer('tea-2', 30, { code: 'tea-1' });
export const SOAP = offer('soap-2', 30, { products: ['soap'], minimumQuantity: 2 });

/** Two campaigns, on days 10 and 30, for twelve members who buy all the time; some redeem during the second one, or after it. */
export function twoCampaigns(): OfferLog {
  const members = Array.from({ length: 12 }, (_, number) => `m${number}`);
  const first = members.map((member, number) =>
    slate(member, 10, [TEA, JAM], number < 3 ? { 'tea-1': { redeemedAt: day(12 + 15 * number) } } : {}),
  );
  const second = members.map((member, number) =>
    slate(member, 30, [TEA_AGAIN, SOAP], number < 4 ? { 'soap-2': { redeemedAt: day(30 + number) } } : {}),
  );
  const purchases = members.flatMap((member, number) =>
    Array.from({ length: 40 }, (_, at) => purchase(member, at, ['tea', 'jam', 'soap'][(at + number) % 3] ?? '')),
  );
  return log({ slates: [...first, ...second], purchases });
}
