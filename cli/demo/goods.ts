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
    brand: 'oven-and-crumb',
    margin: 1.4,
  },
  {
    id: 'croissants',
    title: 'Four croissants for three',
    badge: '4 for 3',
    kind: 'bundle',
    category: 'bakery',
    brand: 'oven-and-crumb',
    margin: 1.1,
  },
  {
    id: 'rye-points',
    title: 'Rye bread',
    text: 'Collect on every loaf.',
    badge: '+50 points',
    kind: 'bonus-points',
    value: 50,
    category: 'bakery',
    brand: 'mill-lane',
    margin: 0.9,
  },
  {
    id: 'alpine-cheese',
    title: 'Alpine cheese',
    text: 'Twelve months old.',
    badge: '−15 %',
    kind: 'percent-off',
    value: 15,
    category: 'dairy',
    brand: 'high-pasture',
    margin: 2.1,
  },
  {
    id: 'yoghurt',
    title: 'Plain yoghurt',
    badge: '−0.50',
    kind: 'amount-off',
    value: 0.5,
    category: 'dairy',
    brand: 'high-pasture',
    margin: 0.6,
  },
  {
    id: 'butter',
    title: 'Salted butter',
    badge: '+30 points',
    kind: 'bonus-points',
    value: 30,
    category: 'dairy',
    brand: 'meadow-farm',
    margin: 0.8,
  },
  {
    id: 'pinot-noir',
    title: 'Pinot noir',
    text: 'With tonight’s dinner?',
    badge: '−25 %',
    kind: 'percent-off',
    value: 25,
    category: 'wine',
    brand: 'stony-slope',
    margin: 3.2,
  },
  {
    id: 'riesling',
    title: 'Dry riesling',
    badge: '−2.00',
    kind: 'amount-off',
    value: 2,
    category: 'wine',
    brand: 'stony-slope',
    margin: 2.8,
  },
  {
    id: 'tasting',
    title: 'Wine tasting',
    text: 'Six glasses, every evening this week.',
    kind: 'information',
    information: 'product',
    category: 'wine',
    margin: 4,
  },
  {
    id: 'detergent',
    title: 'Detergent refill',
    badge: '−10 %',
    kind: 'percent-off',
    value: 10,
    category: 'household',
    brand: 'clear-water',
    margin: 1.7,
  },
  { id: 'candles', title: 'Beeswax candles', badge: '2 for 1', kind: 'bundle', category: 'household', brand: 'quiet-hive', margin: 1.9 },
  { id: 'key-cutting', title: 'Keys cut while you wait', kind: 'service', service: 'booking', category: 'household', margin: 2.5 },
];
const EVERYWHERE: Draft = {
  id: 'double-points',
  title: 'Double points today',
  badge: '×2',
  kind: 'points-multiplier',
  value: 2,
  category: 'household',
  margin: 0.5,
};

/** Products without an offer of their own name are services and news: nothing to be out of stock of. */
const STOCKED = OFFERS.filter(({ kind }) => kind !== 'information' && kind !== 'service').map(({ id }) => id);
/** What the tills of the demo sell, by department: of two pieces one is on offer. */
export const DEMO_GOODS: Readonly<Record<string, readonly string[]>> = {
  bakery: ['sourdough', 'baguette', 'croissants', 'bread-rolls', 'rye-points', 'plum-cake'],
  dairy: ['alpine-cheese', 'milk', 'yoghurt', 'cream', 'butter', 'cottage-cheese'],
  wine: ['pinot-noir', 'merlot', 'riesling', 'cider'],
  household: ['detergent', 'matches', 'sponges', 'batteries'],
};

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
