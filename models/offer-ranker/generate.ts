import { OFFER_KINDS } from '../../contract/offers/offer.ts';
import { type Dice, dice } from '../../devices/simulator/dice.ts';
import { type FeatureInput, featureRow } from './features.ts';

/** One offer that was shown: what was known, and whether it was redeemed. */
export interface Exposure {
  readonly row: Float32Array;
  /** By the law itself: the best that any model could know. */
  readonly chance: number;
  readonly redeemed: 0 | 1;
}

const CATEGORIES = ['bakery', 'dairy', 'wine', 'household', 'produce', 'coffee', 'frozen', 'pets'] as const;
const VALUES: Readonly<Partial<Record<string, readonly [number, ...number[]]>>> = {
  'percent-off': [5, 10, 15, 20, 30, 50],
  'amount-off': [0.5, 1, 2, 5],
  'bonus-points': [20, 50, 100, 200],
};
const KIND_PULL: Readonly<Record<(typeof OFFER_KINDS)[number], number>> = {
  'percent-off': 0.5,
  'amount-off': 0.4,
  'bonus-points': 0,
  bundle: 0.2,
  service: -0.5,
  information: -0.9,
};
const NEWCOMER_SHARE = 0.15;

/** Made-up shoppers who see one offer per zone entry and redeem by `redemptionChance`. The seed decides everything. */
export function generateExposures(count: number, seed: number): Exposure[] {
  const chance = dice(seed);
  const catalogue = Array.from({ length: 64 }, (_, index) => offer(index, chance));
  const exposures: Exposure[] = [];
  while (exposures.length < count) {
    const member = shopper(chance);
    const hour = Math.floor(chance.between(8, 21));
    const weekday = Math.floor(chance.between(0, 7));
    const entries = Math.floor(chance.between(2, 7));
    for (let entry = 0; entry < entries && exposures.length < count; entry += 1) {
      const zone = chance.pick(CATEGORIES);
      const shown = catalogue[Math.floor(chance.unit() * catalogue.length)] ?? offer(0, chance);
      const shownBefore = Math.floor(chance.exponential(0.8));
      const input = { offer: shown, member, zone, hour, weekday, dwellMs: entry * 90_000, shownBefore };
      const lawful = redemptionChance(input);
      exposures.push({ row: featureRow(input), chance: lawful, redeemed: chance.unit() < lawful ? 1 : 0 });
    }
  }
  return exposures;
}

/**
 * The law that the made-up shoppers follow: taste first, then nearness, size and kind of the offer; repetition tires, wine sells in
 * the evening. Plausible, not measured: it gives the model something to find until a shop's own log does.
 */
function redemptionChance(input: FeatureInput): number {
  const { offer: shown, member, zone, hour } = input;
  const taste = member.affinities ? (member.affinities[shown.category] ?? 0) : 0.125;
  const near = zone === shown.category || shown.zones?.includes(zone) ? 1 : 0;
  const size = Math.log1p(shown.value ?? 0) / 5;
  const evening = shown.category === 'wine' && hour >= 17 ? 0.4 : 0;
  const tired = -0.6 * Math.log1p(input.shownBefore);
  const bends = taste > 0.3 && near ? 0.5 : 0;
  const pull = -3.6 + 4 * Math.sqrt(taste) + 0.9 * near + 0.7 * size + KIND_PULL[shown.kind] + evening + tired + bends;
  return 1 / (1 + Math.exp(-pull));
}

function offer(index: number, chance: Dice): FeatureInput['offer'] {
  const category = chance.pick(CATEGORIES);
  const kind = chance.pick(OFFER_KINDS);
  const values = VALUES[kind];
  return {
    id: `offer-${index}`,
    category,
    kind,
    ...(values ? { value: chance.pick(values) } : {}),
    ...(chance.unit() < 0.5 ? { zones: [category] } : {}),
    ...(chance.unit() < 0.6 ? { product: `product-${index}` } : {}),
  };
}

/** Shares of purchases that sum to 1, most of them in a few categories, as baskets are. */
function shopper(chance: Dice): FeatureInput['member'] {
  if (chance.unit() < NEWCOMER_SHARE) return {};
  const weights = CATEGORIES.map((category) => [category, chance.exponential(1) ** 2] as const);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  const affinities = Object.fromEntries(weights.map(([category, weight]) => [category, weight / sum]));
  const segments = weights.filter(([, weight]) => weight / sum > 0.35).map(([category]) => category);
  return { affinities, segments };
}
