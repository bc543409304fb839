import type { Moment } from '../../../models/offer-ranker/features/inputs.ts';
import { assortment, type WorldCategory, type WorldProduct } from './assortment.ts';
import { chanceOf, type Memory, needOf, tiredness } from './chance.ts';
import { changed, type Household, households, waysOfLife } from './households.ts';
import { LAW, type WorldVariant } from './law.ts';
import { luckOf } from './luck.ts';
import { offersOf, type WorldOffer } from './offers.ts';
import { driftedPull, pullOf } from './pull.ts';
import { DAY_MS, MONTH_STARTS_MS, type Visit, visitsOn } from './visits.ts';

export interface WorldSize {
  readonly seed: number;
  readonly variant: WorldVariant;
  readonly members?: number;
  readonly offersPerCampaign?: number;
  /** Purchases before anything is offered. */
  readonly firstDay?: number;
  /** Of the month: from when on, in the variant `drift`, it is another world. */
  readonly driftDay?: number;
}

export interface Line {
  readonly product: WorldProduct;
  readonly quantity: number;
  /** Of the offer that was redeemed for it. */
  readonly code?: string;
}

/** A member in the shop, at one of the places where something can be shown. */
export interface Encounter {
  readonly visit: Visit;
  readonly stop: number;
  readonly at: number;
  readonly moment: Moment & { readonly zone: string; readonly hour: number; readonly weekday: number };
}

/**
 * Members who live through the months, visit by visit, without radio: what is offered to them at an encounter is up to a policy, what comes
 * of it is up to the law (law.ts), and the truth can be asked at every moment. One of these is one course of history: it remembers.
 */
export interface OfferWorld {
  readonly products: ReadonlyMap<string, WorldProduct>;
  readonly categories: ReadonlyMap<string, WorldCategory>;
  readonly offers: readonly WorldOffer[];
  readonly members: readonly string[];
  readonly firstDay: number;
  visitsOn(day: number): readonly Visit[];
  /** At its stop-th place; to be asked in order. */
  encounter(visit: Visit, stop: number): Encounter;
  /** The true chance of redemption, were the offer shown at this encounter. */
  chance(encounter: Encounter, offer: WorldOffer): number;
  /** What a redemption by this member really leaves. */
  margin(encounter: Encounter, offer: WorldOffer): number;
  /** Shows it, and tells whether it was redeemed. */
  show(encounter: Encounter, offer: WorldOffer): boolean;
  /** They buy what they need from the shelves of the place. */
  shelves(encounter: Encounter): void;
  /** At the till: what was bought in the visit. */
  leave(visit: Visit): readonly Line[];
}

const MEAN_SIZE = 2;
/** Of an open need before its shelf. */
const BUYS = 0.9;
/** Who is looking for something stays before its shelf. */
const SEARCHES_MS = 60_000;

export function createOfferWorld(size: WorldSize): OfferWorld {
  const { seed, variant, members: count = 600, offersPerCampaign = 60, firstDay = -88, driftDay = 15 } = size;
  const shelves = assortment(luckOf(seed, 2));
  const categories = new Map(shelves.map((category) => [category.id, category]));
  const products = new Map(shelves.flatMap((category) => category.products.map((product) => [product.id, product])));
  const zones = [...new Set(shelves.map(({ zone }) => zone))];
  const offers = offersOf(shelves, offersPerCampaign, luckOf(seed, 3));
  const first = { people: households(count, shelves, luckOf(seed, 4)), pull: pullOf(offers, luckOf(seed, 5)) };
  const second = variant === 'drift' ? drifted(seed, first, shelves, offers) : first;
  const eraOf = (day: number) => (day < driftDay ? first : second);
  const truthOf = (day: number) => ({ variant, pull: eraOf(day).pull, products, categories });
  const memories = first.people.map(({ needs }, index): Memory => {
    const luck = luckOf(seed, 6, index);
    const lastPack = new Map([...needs].map(([id, { cycleDays }]) => [id, firstDay - luck.unit() * cycleDays]));
    return { lastPack, lastRedeemed: new Map(), tired: { share: 0, day: firstDay } };
  });
  let basket: { readonly visit: Visit; readonly lines: Line[] } | undefined;

  const basketOf = (visit: Visit): Line[] => {
    if (basket?.visit !== visit) basket = { visit, lines: [] };
    return basket.lines;
  };
  const personOf = (visit: Visit) => {
    const household = eraOf(visit.day).people[visit.member];
    const memory = memories[visit.member];
    if (!household || !memory) throw new RangeError('Nobody has this number.');
    return { household, memory };
  };
  const take = (visit: Visit, day: number, line: Line): void => {
    basketOf(visit).push(line);
    personOf(visit).memory.lastPack.set(line.product.category, day);
  };
  const situationOf = ({ visit, at, moment }: Encounter) => ({
    day: dayOf(at),
    hour: moment.hour,
    zone: moment.zone,
    basket: basketOf(visit).map(({ product }) => product),
  });

  const chance = (encounter: Encounter, offer: WorldOffer): number => {
    const { household, memory } = personOf(encounter.visit);
    return chanceOf(truthOf(encounter.visit.day), household, memory, offer, situationOf(encounter));
  };

  return {
    products,
    categories,
    offers,
    members: first.people.map(({ id }) => id),
    firstDay,
    visitsOn: (day) => visitsOn(seed, day, first.people, zones),
    encounter(visit, stop) {
      const { household, memory } = personOf(visit);
      const place = visit.stops[stop];
      if (!place) throw new RangeError('The visit has no such stop.');
      const here = shelves.filter(({ zone }) => zone === place.zone).map(({ id }) => id);
      const search = Math.max(...here.map((id) => needOf(household, memory, id, visit.day)));
      const zoneDwellMs = place.lingersMs + Math.round(SEARCHES_MS * search);
      const dwellMs = place.afterMs + zoneDwellMs;
      const { hour, weekday } = visit;
      const held = basketOf(visit).map(({ product }) => product.id);
      const { zone, returns } = place;
      const moment = { zone, zoneCategories: here, dwellMs, zoneDwellMs, returns, hour, weekday, basket: held };
      return { visit, stop, at: visit.at + dwellMs, moment };
    },
    chance,
    margin: ({ visit }, offer) => offer.margin * (variant === 'impersonal' ? MEAN_SIZE : personOf(visit).household.size),
    show(encounter, offer) {
      const { visit, stop, at } = encounter;
      const { household, memory } = personOf(visit);
      const day = dayOf(at);
      const redeemed = luckOf(seed, 7, visit.day, visit.member, stop).unit() < chance(encounter, offer);
      const tired = tiredness(memory, day);
      memory.tired = { share: redeemed ? tired : 1 - (1 - tired) * (1 - LAW.tires), day };
      if (!redeemed) return false;
      memory.lastRedeemed.set(offer.code, day);
      const favourite = household.needs.get(offer.category)?.favourite;
      const product = products.get(offer.products.find((id) => id === favourite) ?? offer.products[0] ?? '');
      if (product) take(visit, day, { product, quantity: household.size * (offer.minimumQuantity ?? 1), code: offer.code });
      return true;
    },
    shelves({ visit, stop, at, moment }) {
      const { household, memory } = personOf(visit);
      for (const [index, category] of shelves.entries()) {
        if (category.zone !== moment.zone || basketOf(visit).some(({ product }) => product.category === category.id)) continue;
        const luck = luckOf(seed, 8, visit.day, visit.member, stop, index);
        if (luck.unit() >= BUYS * needOf(household, memory, category.id, dayOf(at))) continue;
        const need = household.needs.get(category.id);
        const own = luck.unit() < (need?.loyal ? 0.95 : 0.7) ? products.get(need?.favourite ?? '') : undefined;
        take(visit, dayOf(at), { product: own ?? luck.pick(category.products), quantity: household.size });
      }
    },
    leave: (visit) => basketOf(visit),
  };
}

const dayOf = (at: number): number => (at - MONTH_STARTS_MS) / DAY_MS;

/** The second half of a month with drift: some households live another life, and the offers are worth something else. */
function drifted(seed: number, first: Era, shelves: readonly WorldCategory[], offers: readonly WorldOffer[]): Era {
  const luck = luckOf(seed, 9);
  const ways = waysOfLife(shelves, luck);
  const people = first.people.map((household) => (luck.unit() < LAW.driftsMembers ? changed(household, shelves, ways, luck) : household));
  return { people, pull: driftedPull(first.pull, offers, luck) };
}

interface Era {
  readonly people: readonly Household[];
  readonly pull: ReturnType<typeof pullOf>;
}
