import type { Dice } from '../dice.ts';
import { LAW } from './law.ts';
import { WORLD_KINDS, type WorldKind, type WorldOffer } from './offers.ts';

/** What offers, kinds, zones and hours do by themselves, whoever stands there. */
export interface Pull {
  /** By code: what it is worth in itself. */
  readonly appeal: ReadonlyMap<string, number>;
  /** How large a discount looks, by how it is expressed. */
  readonly kinds: ReadonlyMap<WorldKind, number>;
  /** What being before its shelf adds. */
  readonly zones: ReadonlyMap<string, number>;
  /** By category: morning, noon, evening. */
  readonly dayparts: ReadonlyMap<string, readonly number[]>;
}

export function pullOf(offers: readonly WorldOffer[], chance: Dice): Pull {
  const categories = new Set(offers.map(({ category }) => category));
  return {
    appeal: new Map(offers.map(({ code }): [string, number] => [code, chance.pick([0.3, 0.6, 0.9, 1.2, 1.6])])),
    ...strengths(offers, chance),
    dayparts: new Map([...categories].map((id) => [id, [0, 1, 2].map(() => chance.pick([0.5, 1, 1.5]))])),
  };
}

/** Kinds and zones drawn anew, and some offers with each other's appeal. */
export function driftedPull(pull: Pull, offers: readonly WorldOffer[], chance: Dice): Pull {
  const appeal = new Map(pull.appeal);
  const swapped = [...appeal.keys()].filter(() => chance.unit() < LAW.driftsOffers);
  for (const [index, code] of swapped.entries()) {
    const other = swapped[(index + 1) % swapped.length];
    if (other !== undefined) appeal.set(code, pull.appeal.get(other) ?? 1);
  }
  return { ...pull, appeal, ...strengths(offers, chance) };
}

function strengths(offers: readonly WorldOffer[], chance: Dice): Pick<Pull, 'kinds' | 'zones'> {
  const zones = new Set(offers.flatMap((offer) => offer.zones ?? []));
  return {
    kinds: new Map(WORLD_KINDS.map((kind) => [kind, chance.between(0.5, 1.5)])),
    zones: new Map([...zones].map((zone) => [zone, chance.between(0.7, 2)])),
  };
}

export function daypartOf(hour: number): number {
  if (hour < 11) return 0;
  return hour < 16 ? 1 : 2;
}
