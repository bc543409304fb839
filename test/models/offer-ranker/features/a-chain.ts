import { featureRows } from '../../../../models/offer-ranker/features/feature-rows.ts';
import type { ChainFigures, MemberHistory, Moment, OfferContent, OwnLine } from '../../../../models/offer-ranker/features/inputs.ts';
import { prepareOffers } from '../../../../models/offer-ranker/features/prepare.ts';
import { FEATURE_NAMES } from '../../../../models/offer-ranker/features/table.ts';

const DRINKS = { category: 'drinks', department: 'food', isPrivateLabel: false };

/** Known for 120 days, so that counts are what they are: 100 lines of five products. */
export const FIGURES: ChainFigures = {
  historyDays: 120,
  products: new Map([
    ['tea', { ...DRINKS, type: 'hot', manufacturer: 'leaf', lines: 40, amount: 120, quantity: 60 }],
    ['coffee', { ...DRINKS, type: 'hot', manufacturer: 'bean', lines: 10, amount: 50, quantity: 10 }],
    ['juice', { ...DRINKS, type: 'cold', manufacturer: 'leaf', lines: 30, amount: 60, quantity: 30 }],
    [
      'jam',
      {
        category: 'spreads',
        type: 'sweet',
        department: 'food',
        manufacturer: 'pot',
        isPrivateLabel: true,
        lines: 20,
        amount: 80,
        quantity: 20,
      },
    ],
    ['soap', { category: 'care', department: 'home', isPrivateLabel: false, lines: 0, amount: 0, quantity: 0 }],
  ]),
  rates: {
    overall: { exposed: 1000, redeemed: 10 },
    byCategory: new Map([['drinks', { exposed: 450, redeemed: 9.5 }]]),
    byManufacturer: new Map(),
    byType: new Map(),
    byCode: new Map([['T', { exposed: 50, redeemed: 3 }]]),
    byDeal: new Map([['amount-off|1|2', { exposed: 400, redeemed: 8 }]]),
  },
  pastOffers: new Map([
    ['T', { kind: 'amount-off', value: 1, minimumQuantity: 2, products: ['tea'] }],
    ['S', { kind: 'store', products: ['tea', 'coffee', 'juice', 'jam'] }],
  ]),
  audiences: new Map([['tea', { meanLines: 0.5, meanLogLines: 0.25 }]]),
};

const PLAIN = { kind: 'amount-off', durationDays: 30 };

export const TEA: OfferContent = {
  ...PLAIN,
  id: 'tea',
  code: 'T',
  campaignType: 'A',
  value: 1,
  minimumQuantity: 2,
  products: ['tea'],
  zones: ['z1'],
};
export const HOT: OfferContent = { ...PLAIN, id: 'hot', code: 'H', campaignType: 'B', value: 2, products: ['tea', 'coffee'] };
export const JAM: OfferContent = { ...PLAIN, id: 'jam', code: 'J', kind: 'store', products: ['jam'], category: 'spreads' };
/** For everything of its category: it names no products. */
export const DRINK: OfferContent = { ...PLAIN, id: 'drink', code: 'D', kind: 'percent-off', value: 10, products: [], category: 'drinks' };
/** For a product that nobody knows, in a category of its own. */
export const NEW: OfferContent = {
  ...PLAIN,
  id: 'new',
  code: 'N',
  kind: 'bonus-points',
  value: 100,
  products: ['moon'],
  category: 'space',
};
export const OFFERS: readonly OfferContent[] = [TEA, HOT, JAM, DRINK, NEW];

export function bought(product: string, times: number, lastDaysAgo = 3): OwnLine {
  return { product, times, lastDaysAgo, decayed: times * 0.5 ** (lastDaysAgo / 60) };
}

export const NOBODY: MemberHistory = { lines: [], offers: [] };

/** The features of a slate by name, offer by offer. */
export function featuresByName(
  history: MemberHistory,
  { moment = {}, offers = OFFERS, figures = FIGURES }: { moment?: Moment; offers?: readonly OfferContent[]; figures?: ChainFigures } = {},
): readonly Readonly<Record<string, number>>[] {
  const rows = featureRows(prepareOffers(offers, figures), history, moment, Array.from(offers.keys()));
  const width = FEATURE_NAMES.length;
  return offers.map((_, place) => Object.fromEntries(FEATURE_NAMES.map((name, index) => [name, rows[place * width + index] ?? 0])));
}
