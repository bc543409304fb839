import { type Dice, dice } from '../../../devices/simulator/dice.ts';
import type { ChainFigures, MemberHistory, Moment, OfferContent } from '../../../models/offer-ranker/features/inputs.ts';
import { FEATURES } from '../../../models/offer-ranker/features/table.ts';
import { FIRST_UNITS, type NetworkWeights, SECOND_UNITS } from '../../../models/offer-ranker/network/weights.ts';

/** What the bar is for. */
export const OFFERS = 1000;
const PRODUCTS = 20_000;
const CATEGORIES = 120;
const PRODUCTS_OF_OFFER = 20;
const OWN_LINES = 100;
const OWN_OFFERS = 200;

/** A supermarket chain of a year, with 1,000 offers for 20 products each, most of them of one category. */
export function madeUpChain(): { readonly offers: readonly OfferContent[]; readonly figures: ChainFigures } {
  const chance = dice(1);
  const products: [string, ReturnType<ChainFigures['products']['get']> & object][] = [];
  for (let number = 0; number < PRODUCTS; number += 1) {
    const category = categoryOf(number);
    const lines = Math.floor(chance.exponential(40));
    const [manufacturer, type] = [`m${Math.floor(chance.unit() * 300)}`, `t${Math.floor(chance.unit() * 8)}`];
    const content = { category, type, department: `d${Number(category.slice(1)) % 12}`, manufacturer, isPrivateLabel: chance.unit() < 0.2 };
    products.push([productOf(number), { ...content, lines, amount: 3 * lines, quantity: lines }]);
  }
  const offers = Array.from({ length: OFFERS }, (_, number): OfferContent => {
    const names = new Set(Array.from({ length: PRODUCTS_OF_OFFER }, () => productOf(inCategory(chance, number % CATEGORIES, 0.9))));
    const kind = chance.pick(['amount-off', 'percent-off', 'bonus-points']);
    const zones = [`z${number % 9}`];
    const deal = { kind, value: 1 + Math.floor(chance.unit() * 5), minimumQuantity: 1 + Math.floor(chance.unit() * 2) };
    return {
      id: `o${number}`,
      code: `c${number}`,
      campaignType: 'B',
      ...deal,
      category: `g${number % CATEGORIES}`,
      products: [...names],
      zones,
      durationDays: 30,
    };
  });
  const rate = () => ({ exposed: Math.floor(chance.exponential(5000)), redeemed: Math.floor(chance.exponential(20)) });
  const rates = {
    overall: { exposed: 1e6, redeemed: 4000 },
    byCategory: new Map(Array.from({ length: CATEGORIES }, (_, number) => [`g${number}`, rate()])),
    byManufacturer: new Map(Array.from({ length: 300 }, (_, number) => [`m${number}`, rate()])),
    byType: new Map(),
    byCode: new Map(offers.map(({ code }) => [code, rate()])),
    byDeal: new Map(),
  };
  const audiences = new Map(offers.map(({ id }) => [id, { meanLines: chance.unit(), meanLogLines: chance.unit() }]));
  const pastOffers = new Map(offers.map((offer) => [offer.code, offer]));
  return { offers, figures: { historyDays: 365, products: new Map(products), rates, pastOffers, audiences } };
}

/** Somebody with 100 products on the receipts and 200 earlier offers, ten of them redeemed. */
export function madeUpMember(seed: number): MemberHistory {
  const chance = dice(seed + 100);
  const favourites = Array.from({ length: 12 }, () => Math.floor(chance.unit() * CATEGORIES));
  const bought = new Set(Array.from({ length: OWN_LINES }, (_, index) => productOf(inCategory(chance, favourites[index % 12] ?? 0, 0.8))));
  const lines = Array.from(bought, (product) => {
    const times = 1 + Math.floor(chance.exponential(3));
    return { product, times, lastDaysAgo: chance.exponential(40), decayed: times * chance.unit() };
  });
  const offers = Array.from({ length: OWN_OFFERS }, (_, index) => {
    const started = 10 + Math.floor(index / 20) * 30;
    const redeemed = index % 20 === 0 ? { redeemedDaysAgo: started - 5 } : {};
    return {
      code: `c${Math.floor(chance.unit() * OFFERS)}`,
      campaign: `k${started}`,
      campaignType: 'B',
      startedDaysAgo: started,
      shownShare: 1,
      ...redeemed,
    };
  });
  return { lines, offers, activeCampaigns: 2, trips: 60, trips30Days: 5, couponLines: 12, discountShare: 0.15 };
}

export function madeUpMoment(seed: number): Moment {
  const zone = `z${seed % 9}`;
  const basket = Array.from({ length: 10 }, (_, index) => productOf((seed * 131 + index * 977) % PRODUCTS));
  const categories = Array.from({ length: 6 }, (_, index) => `g${(seed * 7 + index) % CATEGORIES}`);
  return { zone, zoneCategories: categories, dwellMs: 600_000, zoneDwellMs: 45_000, returns: seed % 3, hour: 17, weekday: 5, basket };
}

/** Weights of which none is 0, so that nothing can be left out: how long a network takes does not depend on what it knows. */
export function madeUpWeights(): NetworkWeights {
  const chance = dice(2);
  const some = (length: number, deviation: number) => Float32Array.from({ length }, () => deviation * chance.normal());
  return {
    ...{ mean: some(FEATURES.length, 1), scale: new Float32Array(FEATURES.length).fill(0.5), median: some(FEATURES.length, 1) },
    ...{ wide: some(FEATURES.length, 0.1), bias: -3, w1: some(FEATURES.length * FIRST_UNITS, 0.1), b1: some(FIRST_UNITS, 0.1) },
    ...{ w2: some(FIRST_UNITS * SECOND_UNITS, 0.3), b2: some(SECOND_UNITS, 0.1), v: some(SECOND_UNITS, 0.1) },
  };
}

function productOf(number: number): string {
  return `p${number}`;
}

function categoryOf(product: number): string {
  return `g${product % CATEGORIES}`;
}

/** Mostly a product of this category. */
function inCategory(chance: Dice, category: number, share: number): number {
  const of = chance.unit() < share ? category : Math.floor(chance.unit() * CATEGORIES);
  return of + CATEGORIES * Math.floor((chance.unit() * PRODUCTS) / CATEGORIES - 1e-9);
}
