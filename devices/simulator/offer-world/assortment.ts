import type { ProductContent } from '../../../models/offer-ranker/features/inputs.ts';
import type { Dice } from '../dice.ts';

export interface WorldProduct extends ProductContent {
  readonly id: string;
  readonly price: number;
  /** Of the price, what is left for the retailer. */
  readonly marginShare: number;
}

export interface WorldCategory {
  readonly id: string;
  readonly zone: string;
  /** Days that a pack lasts on average. */
  readonly cycleDays: number;
  /** Bought together with it. */
  readonly complement: string;
  readonly products: readonly [WorldProduct, ...WorldProduct[]];
}

/** A shop with eight zones of two to three categories each: days that a pack lasts, and the price of it. */
const SHELVES: Readonly<Record<string, readonly (readonly [category: string, cycleDays: number, price: number])[]>> = {
  fruit: [
    ['apples', 5, 3],
    ['salad', 4, 2],
    ['berries', 7, 4],
  ],
  bakery: [
    ['bread', 3, 2.5],
    ['cake', 9, 5],
  ],
  dairy: [
    ['milk', 4, 1.5],
    ['cheese', 8, 4.5],
    ['yogurt', 5, 2],
  ],
  pantry: [
    ['pasta', 12, 1.8],
    ['sauce', 14, 2.6],
    ['cereal', 15, 3.8],
  ],
  drinks: [
    ['juice', 8, 2.8],
    ['wine', 11, 7.5],
    ['beer', 9, 6],
  ],
  sweets: [
    ['chocolate', 6, 2.2],
    ['crisps', 7, 2.4],
  ],
  household: [
    ['detergent', 30, 8],
    ['tissues', 21, 3.5],
  ],
  care: [
    ['shampoo', 35, 4.2],
    ['soap', 24, 2],
  ],
};

/** Six products of each category: two types of three makers, the last one the retailer's own label. */
export function assortment(chance: Dice): readonly WorldCategory[] {
  const shelves = Object.entries(SHELVES).flatMap(([zone, categories]) =>
    categories.map(([id, cycleDays, price]) => ({ zone, id, cycleDays, price })),
  );
  const ids = shelves.map(({ id }) => id);
  return shelves.map(({ zone, id, cycleDays, price }): WorldCategory => {
    const product = (index: number): WorldProduct => {
      const maker = Math.floor(index / 2);
      const isPrivateLabel = maker === 2;
      return {
        id: `${id}-${index + 1}`,
        category: id,
        type: `${id}-${index % 2 === 0 ? 'plain' : 'fine'}`,
        department: zone,
        manufacturer: isPrivateLabel ? 'own-label' : `maker-${zone}-${maker + 1}`,
        isPrivateLabel,
        price: round(price * (isPrivateLabel ? 0.75 : 1) * chance.between(0.85, 1.25)),
        marginShare: chance.between(0.3, 0.5),
      };
    };
    const others = ids.filter((other) => other !== id);
    return {
      id,
      zone,
      cycleDays,
      complement: oneOf(others, chance),
      products: [product(0), product(1), product(2), product(3), product(4), product(5)],
    };
  });
}

export function oneOf<T>(list: readonly T[], chance: Dice): T {
  const found = list[Math.floor(chance.unit() * list.length)];
  if (found === undefined) throw new RangeError('There is nothing to pick from.');
  return found;
}

export const round = (amount: number): number => Math.round(amount * 100) / 100;
