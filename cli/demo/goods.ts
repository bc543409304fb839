import type { Offer } from '../../contract/offers/offer.ts';
import type { StockRecord } from '../../contract/records.ts';

type Draft = Omit<Offer, 'startsAt' | 'endsAt' | 'campaign'>;

/** What the demo shop has on offer, three per department and one for everywhere. */
const OFFERS: readonly Draft[] = [
  {
    id: 'sourdough',
    title: 'Sourdough loaf',
    text: 'Baked this morning.',
    badge: '−20 %',
    kind: 'percent-off',
    value: 20,
    category: 'bakery',
  },
  { id: 'croissants', title: 'Four croissants for three', badge: '4 for 3', kind: 'bundle', category: 'bakery' },
  {
    id: 'rye-points',
    title: 'Rye bread',
    text: 'Collect on every loaf.',
    badge: '+50 points',
    kind: 'bonus-points',
    value: 50,
    category: 'bakery',
  },
  {
    id: 'alpine-cheese',
    title: 'Alpine cheese',
    text: 'Twelve months old.',
    badge: '−15 %',
    kind: 'percent-off',
    value: 15,
    category: 'dairy',
  },
  { id: 'yoghurt', title: 'Plain yoghurt', badge: '−0.50', kind: 'amount-off', value: 0.5, category: 'dairy' },
  { id: 'butter', title: 'Salted butter', badge: '+30 points', kind: 'bonus-points', value: 30, category: 'dairy' },
  {
    id: 'pinot-noir',
    title: 'Pinot noir',
    text: 'With tonight’s dinner?',
    badge: '−25 %',
    kind: 'percent-off',
    value: 25,
    category: 'wine',
  },
  { id: 'riesling', title: 'Dry riesling', badge: '−2.00', kind: 'amount-off', value: 2, category: 'wine' },
  {
    id: 'tasting',
    title: 'Wine tasting',
    text: 'Six glasses, every evening this week.',
    kind: 'information',
    information: 'product',
    category: 'wine',
  },
  { id: 'detergent', title: 'Detergent refill', badge: '−10 %', kind: 'percent-off', value: 10, category: 'household' },
  { id: 'candles', title: 'Beeswax candles', badge: '2 for 1', kind: 'bundle', category: 'household' },
  { id: 'key-cutting', title: 'Keys cut while you wait', kind: 'service', service: 'booking', category: 'household' },
];
const EVERYWHERE: Draft = {
  id: 'double-points',
  title: 'Double points today',
  badge: '×2',
  kind: 'points-multiplier',
  value: 2,
  category: 'household',
};

/** Products without an offer of their own name are services and news: nothing to be out of stock of. */
const STOCKED = OFFERS.filter(({ kind }) => kind !== 'information' && kind !== 'service').map(({ id }) => id);
/** One shelf is empty, so that the reason can be seen. */
const EMPTY_SHELF = 'candles';

const A_DAY_MS = 86_400_000;

export function demoOffers(nowMs: number): Offer[] {
  const dates = { startsAt: new Date(nowMs - A_DAY_MS).toISOString(), endsAt: new Date(nowMs + 30 * A_DAY_MS).toISOString() };
  const local = OFFERS.map((offer) => ({ ...offer, zones: [offer.category], ...(STOCKED.includes(offer.id) && { products: [offer.id] }) }));
  return [...local, EVERYWHERE].map((offer) => ({ ...offer, campaign: 'demo', ...dates }));
}

export function demoStock(): StockRecord[] {
  return STOCKED.map((product) => ({ product, quantity: product === EMPTY_SHELF ? 0 : 40 }));
}
