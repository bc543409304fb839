import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAW, urgency, WORLD_VARIANTS, type WorldVariant } from '../../../../devices/simulator/offer-world/law.ts';
import type { WorldOffer } from '../../../../devices/simulator/offer-world/offers.ts';
import type { Visit } from '../../../../devices/simulator/offer-world/visits.ts';
import { createOfferWorld, type Encounter, type OfferWorld } from '../../../../devices/simulator/offer-world/world.ts';

const SMALL = { members: 40, offersPerCampaign: 12, firstDay: -3 };
const world = (variant: WorldVariant, seed = 1, driftDay = 2): OfferWorld => createOfferWorld({ seed, variant, driftDay, ...SMALL });
const running = (of: OfferWorld, day: number): readonly WorldOffer[] =>
  of.offers.filter(({ fromDay, untilDay }) => fromDay <= day && day < untilDay);

interface Told {
  readonly at: number;
  readonly chances: readonly number[];
  readonly margins: readonly number[];
  readonly bought: readonly string[];
  readonly redeemed: boolean;
}

/** Every member sees the offer that the policy takes at each encounter. */
function live(of: OfferWorld, days: number, take: (encounter: Encounter, offers: readonly WorldOffer[]) => WorldOffer | undefined): Told[] {
  const told: Told[] = [];
  for (let day = of.firstDay; day < days; day += 1) {
    for (const visit of of.visitsOn(day)) {
      for (let stop = 0; stop < visit.stops.length; stop += 1) {
        const encounter = of.encounter(visit, stop);
        const offers = running(of, day);
        const chances = offers.map((offer) => of.chance(encounter, offer));
        const margins = offers.map((offer) => of.margin(encounter, offer));
        const offer = take(encounter, offers);
        const redeemed = offer ? of.show(encounter, offer) : false;
        of.shelves(encounter);
        told.push({ at: encounter.at, chances, margins, redeemed, bought: of.leave(visit).map(({ product }) => product.id) });
      }
    }
  }
  return told;
}

const first = (_: Encounter, offers: readonly WorldOffer[]) => offers[0];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const visitOf = (of: OfferWorld, day: number): Visit => {
  const visit = of.visitsOn(day).find(({ stops }) => stops.length > 3);
  if (!visit) throw new Error('Nobody came for long.');
  return visit;
};

describe('a world of offers with known effects', () => {
  it.each(WORLD_VARIANTS)('%s: every chance is one, and a redemption leaves something', (variant) => {
    const told = live(world(variant), 4, first);
    expect(told.length).toBeGreaterThan(200);
    expect(told.every(({ chances }) => chances.every((chance) => chance >= 0 && chance <= LAW.mostLikely))).toBe(true);
    expect(told.every(({ margins }) => margins.every((margin) => margin > 0))).toBe(true);
  });

  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        expect(live(world('drift', seed), 3, first)).toEqual(live(world('drift', seed), 3, first));
        expect(live(world('drift', seed), 3, first)).not.toEqual(live(world('drift', seed + 1), 3, first));
      }),
      { numRuns: 5 },
    );
  });

  it('brings the same members at the same times, whatever they are shown', () => {
    const times = (take: typeof first) => live(world('personal'), 3, take).map(({ at }) => Math.round(at / 600_000));
    const shownNothing = live(world('personal'), 3, () => undefined);
    expect(shownNothing.some(({ redeemed }) => redeemed)).toBe(false);
    expect(times((_, offers) => offers.at(-1))).toHaveLength(shownNothing.length);
  });

  it('redeems as often as it says', () => {
    const redeemed: number[] = [];
    const said: number[] = [];
    for (let seed = 1; seed <= 6; seed += 1) {
      const of = createOfferWorld({ seed, variant: 'personal', members: 200, offersPerCampaign: 12, firstDay: -3 });
      const best = (encounter: Encounter, offers: readonly WorldOffer[]) =>
        offers.toSorted((a, b) => of.chance(encounter, b) - of.chance(encounter, a))[0];
      const told = live(of, 4, best);
      redeemed.push(...told.map((one) => Number(one.redeemed)));
      said.push(...told.map(({ chances }) => Math.max(...chances)));
    }
    const sd = Math.sqrt(said.reduce((sum, p) => sum + p * (1 - p), 0)) / said.length;
    expect(Math.abs(mean(redeemed) - mean(said))).toBeLessThan(4 * sd);
  });

  it('has members who never redeem anything, and some who do', () => {
    const of = world('personal');
    const best = new Map<number, number>();
    for (const visit of [-3, -2, -1, 0, 1].flatMap((day) => of.visitsOn(day))) {
      const encounter = of.encounter(visit, 0);
      const chance = Math.max(...of.offers.map((offer) => of.chance(encounter, offer)));
      best.set(visit.member, Math.max(best.get(visit.member) ?? 0, chance));
    }
    const never = [...best.values()].filter((chance) => chance === 0).length / best.size;
    expect(never).toBeGreaterThan(0.05);
    expect(never).toBeLessThan(0.5);
  });

  it('tires members of offers that they do not want', () => {
    const of = world('personal');
    const visit = of.visitsOn(0).find((one) => of.offers.some((offer) => of.chance(of.encounter(one, 0), offer) > 0.05)) ?? visitOf(of, 0);
    const encounter = of.encounter(visit, 0);
    const wanted = of.offers.toSorted((a, b) => of.chance(encounter, b) - of.chance(encounter, a))[0];
    const unwanted = of.offers.find((offer) => of.chance(encounter, offer) < 0.001);
    if (!wanted || !unwanted) throw new Error('There is no such offer.');
    const before = of.chance(encounter, wanted);
    for (let time = 0; time < 5; time += 1) of.show(encounter, unwanted);
    expect(of.chance(encounter, wanted)).toBeLessThan(before);
  });

  it('wants nothing of which there is some in the basket already', () => {
    const of = world('personal');
    for (const visit of of.visitsOn(0)) {
      const encounter = of.encounter(visit, 0);
      const offer = of.offers.toSorted((a, b) => of.chance(encounter, b) - of.chance(encounter, a))[0];
      if (!offer) continue;
      const before = of.chance(encounter, offer);
      if (before < 0.2 || !of.show(encounter, offer)) continue;
      expect(of.chance(encounter, offer)).toBeLessThan(before * 0.2);
      expect(of.leave(visit).map(({ code }) => code)).toEqual([offer.code]);
      return;
    }
    throw new Error('Nobody redeemed anything.');
  });

  it('drifts half-way, and not before', () => {
    const [steady, drifting] = [live(world('personal'), 4, first), live(world('drift'), 4, first)];
    const day = (told: readonly Told[], from: number, to: number) =>
      told.filter(({ at }) => at >= 1_767_571_200_000 + from * 86_400_000 && at < 1_767_571_200_000 + to * 86_400_000);
    expect(day(drifting, -3, 2)).toEqual(day(steady, -3, 2));
    expect(day(drifting, 2, 4)).not.toEqual(day(steady, 2, 4));
  });

  it('asks in the impersonal world of no member what they are or did', () => {
    const of = world('impersonal');
    const visits = of.visitsOn(0);
    const one = visits[0];
    if (!one) throw new Error('Nobody came.');
    for (const visit of visits) {
      const place = { ...of.encounter(visit, 0).moment, ...{ zone: 'dairy', hour: 12 } };
      const theirs = of.offers.map((offer) => of.chance({ ...of.encounter(visit, 0), moment: place }, offer));
      const same = of.offers.map((offer) => of.chance({ ...of.encounter(one, 0), moment: place }, offer));
      expect(theirs).toEqual(same);
      for (const offer of of.offers.slice(0, 3)) of.show(of.encounter(visit, 0), offer);
    }
  });

  it('redeems ten times less in the sparse world', () => {
    const chances = (variant: WorldVariant) => live(world(variant), 2, () => undefined).flatMap((one) => one.chances);
    const [dense, sparse] = [chances('personal'), chances('sparse')];
    // The cap of likely chances is what makes it not exactly ten.
    expect(mean(dense) / mean(sparse)).toBeGreaterThan(9.5);
    expect(mean(dense) / mean(sparse)).toBeLessThan(10.001);
  });

  it('needs a thing more the longer ago the last pack was, until it was bought elsewhere', () => {
    expect([0, 0.49, 0.7, 1, 1.5].map(urgency)).toEqual([0.08, 0.08, expect.closeTo(0.54, 5), 1, 1]);
    expect(urgency(1.7)).toBe(0.4);
  });
});
