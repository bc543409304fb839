import type { Content } from './content.ts';
import { dealOf, kindOf } from './deal.ts';
import type { Assortment, Level } from './groups.ts';
import type { ChainFigures, OfferContent, Rate } from './inputs.ts';

const PRIOR = 50;
const DEAL_PRIOR = 100;
const NONE: Rate = { exposed: 0, redeemed: 0 };

/** How often the like of an offer was redeemed before, few exposures drawn towards the rate of all; NaN where nothing was ever shown. */
export interface Rates {
  readonly category: number;
  readonly manufacturer: number;
  readonly type: number;
  readonly offer: number;
  readonly deal: number;
}

/** Turns the rates by name into rates by the numbers of the assortment, and answers for one offer at a time. */
export function ratesOf(assortment: Assortment, { rates }: ChainFigures): (offer: OfferContent, content: Content) => Rates {
  const overall = rates.overall.redeemed / rates.overall.exposed;
  const smoothed = (rate: Rate, prior: number, weight: number) => (rate.redeemed + weight * prior) / (rate.exposed + weight);
  const of = (level: Level, known: ReadonlyMap<string, Rate>) => {
    const byGroup = byNumber(assortment, level, known);
    return (content: Content) => {
      const { groups, shares } = content.mixOf(level);
      let mean = groups.length === 0 ? overall : 0;
      for (const [index, group] of groups.entries()) mean += (shares[index] ?? 0) * smoothed(byGroup.get(group) ?? NONE, overall, PRIOR);
      return mean;
    };
  };
  const byKind = sumByKind(rates.byDeal);
  const [category, manufacturer, type] = [
    of('category', rates.byCategory),
    of('manufacturer', rates.byManufacturer),
    of('type', rates.byType),
  ];
  return (offer, content) => {
    const ofCategory = category(content);
    const ofKind = smoothed(byKind.get(offer.kind) ?? NONE, overall, PRIOR);
    return {
      category: ofCategory,
      manufacturer: manufacturer(content),
      type: type(content),
      offer: smoothed(rates.byCode.get(offer.code) ?? NONE, ofCategory, PRIOR),
      deal: smoothed(rates.byDeal.get(dealOf(offer)) ?? NONE, ofKind, DEAL_PRIOR),
    };
  };
}

function byNumber({ groups }: Assortment, level: Level, rates: ReadonlyMap<string, Rate>): ReadonlyMap<number, Rate> {
  const found = new Map<number, Rate>();
  for (const [key, rate] of rates) {
    const group = groups[level].numbers.get(key);
    if (group !== undefined) found.set(group, rate);
  }
  return found;
}

function sumByKind(byDeal: ReadonlyMap<string, Rate>): ReadonlyMap<string, Rate> {
  const byKind = new Map<string, Rate>();
  for (const [deal, { exposed, redeemed }] of byDeal) {
    const before = byKind.get(kindOf(deal)) ?? NONE;
    byKind.set(kindOf(deal), { exposed: before.exposed + exposed, redeemed: before.redeemed + redeemed });
  }
  return byKind;
}
