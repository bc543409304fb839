import type { Offer } from '../../../contract/offers/offer.ts';
import { luckOf } from '../../../devices/simulator/offer-world/luck.ts';
import type { Visit } from '../../../devices/simulator/offer-world/visits.ts';
import type { Encounter, Line, OfferWorld } from '../../../devices/simulator/offer-world/world.ts';
import { type Book, bookOf } from '../../../edge/offers/book.ts';
import { createFeedback } from '../../../edge/offers/feedback/create-feedback.ts';
import { type Answer, type Asked, type ShopPolicy, surroundings } from './asked.ts';
import { memberBooks } from './member-books.ts';
import { catalogueOf, chainBooks, dayStart } from './shelf-offers.ts';

/** What a day came to, as the truth has it: expected margins, not what luck made of them. */
export interface DayTold {
  readonly day: number;
  readonly decisions: number;
  readonly redemptions: number;
  /** Of what was shown. */
  readonly reward: number;
  /** Of what would have been best to show, at the same moments, to the same members. */
  readonly best: number;
}

/** Sees what happens, and how likely it truly was. */
export interface Witness {
  /** Of a decision that was just made: the true chance that an offer would be redeemed, were it shown now. */
  chosen(asked: Asked, answer: Answer, trueChance: (offer: string) => number): void;
  paid(receipt: PaidAtTheTill): void;
}

export interface PaidAtTheTill {
  readonly member: number;
  readonly visitId: string;
  readonly at: number;
  readonly lines: readonly Line[];
  readonly redeemed: readonly { readonly decisionId: string; readonly offer: string }[];
}

export interface Life {
  readonly world: OfferWorld;
  /** Makes the randomness of decisions. */
  readonly seed: number;
  /** Who chooses on a day; undefined: nothing is shown. */
  readonly policyOn: (day: number) => ShopPolicy | undefined;
  readonly untilDay: number;
  readonly witness?: Witness;
}

interface Shown {
  readonly id: string;
  readonly decisionId: string;
  readonly redeemed: boolean;
  readonly at: number;
}

/** What ended so long ago is listed no more. */
const LISTED_AFTER_DAYS = 7;

/** Lives through the days with a shop that shows what a policy chooses, and keeps the books that a shop and its headquarters keep. */
export function* live({ world, seed, policyOn, untilDay, witness }: Life): Generator<DayTold> {
  const catalogue = catalogueOf(world);
  const chain = chainBooks(world);
  const members = memberBooks(world.members.length);
  const feedback = createFeedback({ saved: [] });

  /** Figures come from headquarters over night; offers that ended lately are still listed, those to come are not yet. */
  function bookFor(day: number): Book {
    const offers = [...catalogue.values()].flatMap(({ offer, of }) =>
      of.fromDay <= day && day < of.untilDay + LISTED_AFTER_DAYS ? [offer] : [],
    );
    return bookOf({ offers, records: [], figures: chain.figures(dayStart(day)) });
  }

  let today: { readonly day: number; readonly offers: readonly Offer[] } = { day: Number.NaN, offers: [] };
  function running(day: number): readonly Offer[] {
    if (today.day !== day) {
      today = { day, offers: [...catalogue.values()].flatMap(({ offer, of }) => (of.fromDay <= day && day < of.untilDay ? [offer] : [])) };
    }
    return today.offers;
  }

  /** Without those of which nothing was said. */
  function weightsOf(subject: string, day: number, at: number): Record<string, number> {
    const weights: Record<string, number> = {};
    for (const offer of running(day)) {
      const weight = feedback.weightOf(subject, offer, at);
      if (weight !== 1) weights[offer.id] = weight;
    }
    return weights;
  }

  function situationOf({ visit, stop, at, moment }: Encounter, before: readonly Shown[]): Asked['situation'] {
    const subject = idOf(visit.member);
    return {
      decisionId: decisionOf(visit, stop),
      t: at,
      trigger: 'dwell',
      visitId: idOf(visit.member, visit.day - world.firstDay),
      zone: moment.zone,
      screen: `screen-${moment.zone}`,
      seed: seedOf(seed, 10, visit.day, visit.member, stop),
      arm: 'treated',
      people: [
        {
          subject,
          profile: members.profile(visit.member),
          dwellMs: moment.dwellMs ?? 0,
          zoneDwellMs: moment.zoneDwellMs ?? 0,
          returns: moment.returns ?? 0,
          basket: { products: moment.basket ?? [] },
          shown: before.map(({ id }) => id),
          taken: before.flatMap(({ id, redeemed }) => (redeemed ? [id] : [])),
          weights: weightsOf(subject, visit.day, at),
        },
      ],
    };
  }

  const decisionOf = (visit: Visit, stop: number): string => idOf(visit.member, visit.day - world.firstDay, stop, 1);
  const chanceOf = (encounter: Encounter, id: string): number => {
    const of = catalogue.get(id)?.of;
    return of ? world.chance(encounter, of) : 0;
  };
  const worth = (encounter: Encounter, id: string): number => {
    const of = catalogue.get(id)?.of;
    return of ? chanceOf(encounter, id) * world.margin(encounter, of) : 0;
  };

  function visitShop(visit: Visit, around: Asked['around'], policy: ShopPolicy | undefined) {
    const told = { decisions: 0, redemptions: 0, reward: 0, best: 0 };
    const shown: Shown[] = [];
    for (let stop = 0; stop < visit.stops.length; stop += 1) {
      const encounter = world.encounter(visit, stop);
      const decisionId = decisionOf(visit, stop);
      let chosen: string | undefined;
      if (policy?.again) chosen = policy.again(decisionId);
      else if (policy) {
        const asked = { around, situation: situationOf(encounter, shown) };
        const answer = policy.choose(asked);
        witness?.chosen(asked, answer, (id) => chanceOf(encounter, id));
        chosen = answer.offer;
        told.decisions += 1;
        told.best += answer.among.reduce((best, id) => Math.max(best, worth(encounter, id)), 0);
        if (chosen !== undefined) told.reward += worth(encounter, chosen);
      }
      const of = chosen === undefined ? undefined : catalogue.get(chosen)?.of;
      if (chosen !== undefined && of) {
        const redeemed = world.show(encounter, of);
        told.redemptions += Number(redeemed);
        shown.push({ id: chosen, decisionId, redeemed, at: encounter.at });
      }
      world.shelves(encounter);
    }
    pay(visit, around, policy, shown);
    return told;
  }

  function pay(visit: Visit, around: Asked['around'], policy: ShopPolicy | undefined, shown: readonly Shown[]) {
    const subject = idOf(visit.member);
    const lines = world.leave(visit);
    const paidAt = (shown.at(-1)?.at ?? visit.at) + 60_000;
    const day = around.localDay(paidAt);
    for (const { id, decisionId, redeemed } of shown) {
      members.shown(visit.member, id, day, redeemed);
      chain.shown(id);
      const offer = catalogue.get(id)?.offer;
      if (redeemed) {
        chain.redeemed(id);
        policy?.redeemed?.(decisionId, paidAt);
      } else if (offer) feedback.ignored(subject, offer, paidAt);
    }
    chain.receipt(subject, paidAt, lines);
    const redeemed = shown.flatMap(({ id: offer, decisionId, redeemed: isRedeemed }) => (isRedeemed ? [{ decisionId, offer }] : []));
    witness?.paid({ member: visit.member, visitId: idOf(visit.member, visit.day - world.firstDay), at: paidAt, lines, redeemed });
    for (const { product } of lines) members.bought(visit.member, product.id, day);
    const categories = [...new Set(lines.map(({ product }) => product.category))];
    feedback.bought(subject, { offers: shown.filter(({ redeemed }) => redeemed).map(({ id }) => id), categories, brands: [] }, paidAt);
  }

  for (let day = world.firstDay; day < untilDay; day += 1) {
    const policy = policyOn(day);
    const around = surroundings(bookFor(day));
    const sum = { decisions: 0, redemptions: 0, reward: 0, best: 0 };
    for (const visit of world.visitsOn(day)) {
      const told = visitShop(visit, around, policy);
      for (const name of ['decisions', 'redemptions', 'reward', 'best'] as const) sum[name] += told[name];
    }
    policy?.night?.(dayStart(day + 1));
    yield { day, ...sum };
  }
}

/** Ids as long as those of a shop: 32 hex digits. */
function idOf(...about: readonly [number, number?, number?, number?]): string {
  return [0, 1, 2, 3].map((part) => (about[part] ?? 0).toString(16).padStart(8, '0')).join('');
}

function seedOf(...about: readonly number[]): string {
  const luck = luckOf(...about);
  return [luck.unit(), luck.unit()]
    .map((unit) =>
      Math.floor(unit * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
}
