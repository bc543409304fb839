import { instantMs } from '../../../contract/instant.ts';
import type { Offer } from '../../../contract/offers/offer.ts';
import type { Condition } from '../../../contract/offers/rule.ts';
import { daysFromBirthday } from './birthday.ts';
import type { RuleMoment } from './moment.ts';

const DAY_MS = 86_400_000;

export interface CompiledCondition {
  /** What of it is the same for every offer. */
  readonly now: (moment: RuleMoment) => boolean;
  /** What of it depends on the offer; undefined where nothing does. */
  readonly offer: ((offer: Offer, moment: RuleMoment) => boolean) | undefined;
}

type NowTest = (moment: RuleMoment) => boolean;
type OfferTest = (offer: Offer, moment: RuleMoment) => boolean;

/** A condition taken apart once, so that a decision asks only what is named: everything that is named must hold. */
export function compileCondition(when: Condition): CompiledCondition {
  const now = [...timeTests(when), ...placeTests(when), ...memberTests(when), ...basketTests(when)];
  const perOffer = offerTests(when);
  const [only] = perOffer;
  return {
    now: (moment) => now.every((test) => test(moment)),
    // Asked a thousand times in a decision; most often there is one.
    offer: perOffer.length <= 1 ? only : (offer, moment) => perOffer.every((test) => test(offer, moment)),
  };
}

/** Whether a rule with this condition tells something about who it is that the offers are for. */
export function isPersonal(when: Condition): boolean {
  const told = [when.subjects, when.segments, when.tiers, when.birthdayWithinDays, when.inactiveForDays, when.firstPurchase];
  return told.some((part) => part !== undefined);
}

function named<T>(part: T | undefined, test: (part: T) => NowTest): NowTest[] {
  return part === undefined ? [] : [test(part)];
}

/** One of the names is this one. */
function oneOf(names: readonly string[] | undefined, nameOf: (moment: RuleMoment) => string | undefined): NowTest[] {
  return named(names, (given) => {
    const known = new Set<string | undefined>(given);
    return (moment) => known.has(nameOf(moment));
  });
}

function timeTests({ period, hours, weekdays }: Condition): NowTest[] {
  return [
    ...named(period, ({ from, until }) => {
      const [first, end] = [momentOf(from, Number.NEGATIVE_INFINITY), momentOf(until, Number.POSITIVE_INFINITY)];
      return ({ t }) => t >= first && t < end;
    }),
    ...named(hours, ({ from, until }) => {
      const [first, end] = [minutesOf(from), minutesOf(until)];
      if (first === end) return () => true;
      // Across midnight: late in the evening, or early in the morning.
      return first < end ? ({ minuteOfDay: at }) => at >= first && at < end : ({ minuteOfDay: at }) => at >= first || at < end;
    }),
    ...named(
      weekdays,
      (days) =>
        ({ weekday }) =>
          days.includes(weekday),
    ),
  ];
}

/** A moment that never is, as 31 February, comes at no time: what it begins never begins, and what it ends has ended. */
function momentOf(text: string | undefined, open: number): number {
  return text === undefined ? open : (instantMs(text) ?? Number.NaN);
}

/** As in 09:00. */
function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function placeTests({ shops, shopFormats, shopRegions, shopServices, shopOpen, channels, zones }: Condition): NowTest[] {
  return [
    ...oneOf(shops, ({ shop }) => shop.id),
    ...oneOf(shopFormats, ({ shop }) => shop.format),
    ...oneOf(shopRegions, ({ shop }) => shop.region),
    ...named(
      shopServices,
      (wanted) =>
        ({ shop }) =>
          wanted.every((service) => shop.services.includes(service)),
    ),
    ...named(
      shopOpen,
      (isOpen) =>
        ({ shop }) =>
          shop.isOpen === isOpen,
    ),
    ...oneOf(channels, ({ channel }) => channel),
    ...oneOf(zones, ({ zone }) => zone),
  ];
}

function memberTests({ subjects, segments, tiers, firstPurchase, birthdayWithinDays, inactiveForDays }: Condition): NowTest[] {
  return [
    ...oneOf(subjects, ({ member }) => member.subject),
    ...named(segments, (names) => {
      const known = new Set(names);
      return ({ member }) => member.segments.some((segment) => known.has(segment));
    }),
    ...oneOf(tiers, ({ member }) => member.tier),
    ...(firstPurchase === 'any' ? [({ member }: RuleMoment) => !member.hasBought.anything] : []),
    ...named(birthdayWithinDays, (most) => ({ member, day }) => {
      const away = member.birthday === undefined ? undefined : daysFromBirthday(member.birthday, day);
      return away !== undefined && away <= most;
    }),
    // Who never bought anything has not stopped buying.
    ...named(
      inactiveForDays,
      (least) =>
        ({ member, t }) =>
          member.lastPurchaseAt !== undefined && t - member.lastPurchaseAt >= least * DAY_MS,
    ),
  ];
}

function basketTests({ basketProducts, basketCategories, minimumSpend }: Condition): NowTest[] {
  return [
    ...named(
      basketProducts,
      (names) =>
        ({ basket }) =>
          names.some((name) => basket.products.has(name)),
    ),
    ...named(
      basketCategories,
      (names) =>
        ({ basket }) =>
          names.some((name) => basket.categories.has(name)),
    ),
    ...named(
      minimumSpend,
      (least) =>
        ({ basket }) =>
          basket.spend >= least,
    ),
  ];
}

function offerTests({ stockAtLeast, firstPurchase }: Condition): OfferTest[] {
  const tests: OfferTest[] = [];
  // An offer that names no product has no stock that could run short.
  if (stockAtLeast !== undefined)
    tests.push(({ products }, { stock }) => products === undefined || products.some((product) => (stock.of(product) ?? 0) >= stockAtLeast));
  if (firstPurchase === 'category') tests.push(({ category }, { member }) => !member.hasBought.category(category));
  if (firstPurchase === 'brand') tests.push(({ brand }, { member }) => brand !== undefined && !member.hasBought.brand(brand));
  if (firstPurchase === 'product')
    tests.push(({ products }, { member }) => products !== undefined && !products.some((product) => member.hasBought.product(product)));
  return tests;
}
