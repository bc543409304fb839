import type { Dice } from '../dice.ts';
import { oneOf, type WorldCategory } from './assortment.ts';
import { LAW } from './law.ts';

/** What drives a household about one category; nobody in the shop knows it. */
export interface Need {
  readonly usage: number;
  readonly cycleDays: number;
  readonly favourite: string;
  readonly loyal: boolean;
}

export interface Household {
  readonly id: string;
  /** 1 to 3: packs that are bought at once. */
  readonly size: number;
  /** Chance to come on a day. */
  readonly comes: number;
  readonly hour: number;
  readonly weekends: boolean;
  readonly neverRedeems: boolean;
  readonly attention: number;
  /** The discount below which they do not move. */
  readonly threshold: number;
  readonly needs: ReadonlyMap<string, Need>;
}

/** Ways of life: what most of such households use, before each differs in its own way. */
const WAYS_OF_LIFE = 5;
const DIFFERS = 0.25;

export function households(count: number, categories: readonly WorldCategory[], chance: Dice): readonly Household[] {
  const ways = waysOfLife(categories, chance);
  return Array.from({ length: count }, (_, index): Household => {
    const size = 1 + Math.floor(chance.unit() * 3);
    return {
      id: `member-${String(index + 1).padStart(4, '0')}`,
      size,
      comes: chance.pick([0.15, 0.3, 0.5, 0.7, 0.85]),
      hour: chance.pick([8, 10, 12, 16, 18, 19]),
      weekends: chance.unit() < 0.4,
      ...willing(chance),
      needs: needsOf(categories, ways, size, chance),
    };
  });
}

/** The same household after its tastes and its threshold have changed. */
export function changed(household: Household, categories: readonly WorldCategory[], ways: WaysOfLife, chance: Dice): Household {
  const { attention, threshold } = willing(chance);
  return { ...household, attention, threshold, needs: needsOf(categories, ways, household.size, chance) };
}

export type WaysOfLife = readonly ReadonlyMap<string, number>[];

export function waysOfLife(categories: readonly WorldCategory[], chance: Dice): WaysOfLife {
  return Array.from({ length: WAYS_OF_LIFE }, () => new Map(categories.map(({ id }) => [id, usageOf(chance)])));
}

function willing(chance: Dice) {
  return {
    neverRedeems: chance.unit() < LAW.neverRedeems,
    attention: chance.between(0.4, 1),
    threshold: chance.between(0.05, 0.35),
  };
}

function needsOf(categories: readonly WorldCategory[], ways: WaysOfLife, size: number, chance: Dice): ReadonlyMap<string, Need> {
  const way = oneOf(ways, chance);
  return new Map(
    categories.map(({ id, cycleDays, products }): [string, Need] => [
      id,
      {
        usage: chance.unit() < DIFFERS ? usageOf(chance) : (way.get(id) ?? LAW.usage.never),
        cycleDays: (cycleDays * chance.between(0.6, 1.7) * 2) / (1 + size / 2),
        favourite: oneOf(products, chance).id,
        loyal: chance.unit() < 0.35,
      },
    ]),
  );
}

function usageOf(chance: Dice): number {
  const unit = chance.unit();
  if (unit < 0.35) return LAW.usage.never;
  return unit < 0.7 ? LAW.usage.sometimes : LAW.usage.always;
}
