import type { OfferContent } from '../../../models/offer-ranker/features/inputs.ts';
import type { Dice } from '../dice.ts';
import { oneOf, round, type WorldCategory, type WorldProduct } from './assortment.ts';

export const WORLD_KINDS = ['percent-off', 'amount-off', 'bonus-points', 'bundle'] as const;
export type WorldKind = (typeof WORLD_KINDS)[number];

export interface WorldOffer extends OfferContent {
  readonly kind: WorldKind;
  readonly value: number;
  readonly category: string;
  readonly campaign: string;
  /** First day it runs, and the first on which it does not any more; day 0 is the first of the month that is measured. */
  readonly fromDay: number;
  readonly untilDay: number;
  /** What it takes off, of what is paid without it: what a household compares with its threshold. */
  readonly depth: number;
  /** What a redemption by a household of one leaves, as the retailer states it: what rules alone order offers by. */
  readonly margin: number;
}

/** Two campaigns before the month, three that begin in it: some codes come back, some were never seen. */
const CAMPAIGNS: readonly (readonly [id: string, fromDay: number, untilDay: number])[] = [
  ['before-1', -28, -14],
  ['before-2', -14, 0],
  ['month-1', 0, 10],
  ['month-2', 10, 20],
  ['month-3', 20, 60],
];
const COMES_BACK = 0.5;

/** As many offers as asked for in each campaign. */
export function offersOf(categories: readonly WorldCategory[], perCampaign: number, chance: Dice): readonly WorldOffer[] {
  const seen: Omit<WorldOffer, 'id' | 'campaign' | 'fromDay' | 'untilDay' | 'durationDays'>[] = [];
  return CAMPAIGNS.flatMap(([campaign, fromDay, untilDay]) => {
    const running = new Set<string>();
    return Array.from({ length: perCampaign }, (): WorldOffer => {
      const again = chance.unit() < COMES_BACK ? seen[Math.floor(chance.unit() * seen.length)] : undefined;
      const content = again && !running.has(again.code) ? again : fresh(categories, `C${1000 + seen.length}`, chance);
      if (content !== again) seen.push(content);
      running.add(content.code);
      const durationDays = Math.min(untilDay - fromDay, 30);
      return { ...content, id: `${campaign}/${content.code}`, campaign, fromDay, untilDay, durationDays };
    });
  });
}

function fresh(categories: readonly WorldCategory[], code: string, chance: Dice) {
  const category = oneOf(categories, chance);
  const first = oneOf(category.products, chance);
  const products = productsOf(category, first, chance);
  const kind = oneOf(WORLD_KINDS, chance);
  const depth = chance.pick([0.1, 0.15, 0.2, 0.25, 0.3, 0.4]);
  const pieces = kind === 'bundle' ? 2 : 1;
  const paid = (products.reduce((sum, { price }) => sum + price, 0) / products.length) * pieces;
  return {
    code,
    campaignType: kind === 'bonus-points' ? 'B' : 'A',
    kind,
    value: printedValue(kind, depth, paid),
    minimumQuantity: pieces,
    category: category.id,
    ...(products.every(({ manufacturer }) => manufacturer === first.manufacturer) ? { brand: first.manufacturer } : {}),
    products: products.map(({ id }) => id),
    zones: [category.zone],
    depth,
    // Half of what is taken off is paid by the maker, so that deep offers still leave something.
    margin: round(Math.max(0.1, paid * (first.marginShare - depth / 2))),
  };
}

function printedValue(kind: WorldKind, depth: number, paid: number): number {
  if (kind === 'amount-off') return round(depth * paid);
  return Math.round(kind === 'bonus-points' ? depth * paid * 100 : depth * 100);
}

/** One product, what its maker has, its type, or the whole category. */
function productsOf({ products }: WorldCategory, one: WorldProduct, chance: Dice): readonly WorldProduct[] {
  const width = chance.unit();
  if (width < 0.3) return [one];
  if (width < 0.6) return products.filter(({ manufacturer }) => manufacturer === one.manufacturer);
  return width < 0.85 ? products.filter(({ type }) => type === one.type) : products;
}
