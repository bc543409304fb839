import type { WorldCategory, WorldProduct } from './assortment.ts';
import type { Household } from './households.ts';
import { LAW, urgency, type WorldVariant } from './law.ts';
import type { WorldOffer } from './offers.ts';
import { daypartOf, type Pull } from './pull.ts';

/** What is remembered of a household while the world runs; days may be broken. */
export interface Memory {
  /** By category: the day of the last pack. */
  readonly lastPack: Map<string, number>;
  /** By offer code. */
  readonly lastRedeemed: Map<string, number>;
  /** Share of attention that is lost, as of a day. */
  tired: { share: number; day: number };
}

export interface Situation {
  readonly day: number;
  readonly hour: number;
  readonly zone: string;
  readonly basket: readonly WorldProduct[];
}

export interface Truth {
  readonly variant: WorldVariant;
  readonly pull: Pull;
  readonly products: ReadonlyMap<string, WorldProduct>;
  readonly categories: ReadonlyMap<string, WorldCategory>;
}

/** The true chance that the household redeems the offer, were it shown now. */
export function chanceOf(truth: Truth, household: Household, memory: Memory, offer: WorldOffer, now: Situation): number {
  const { variant, pull } = truth;
  const look = offer.depth * (pull.kinds.get(offer.kind) ?? 1);
  const before = offer.zones === undefined || offer.zones.includes(now.zone);
  const place = before ? (pull.zones.get(now.zone) ?? 1) : LAW.elsewhere;
  const daypart = pull.dayparts.get(offer.category)?.[daypartOf(now.hour)] ?? 1;
  const anybody = LAW.level[variant] * (pull.appeal.get(offer.code) ?? 1) * place * daypart;
  if (variant === 'impersonal') return Math.min(LAW.mostLikely, anybody * (look < 0.2 ? 0.5 : 1));
  if (household.neverRedeems) return 0;
  const price = look < household.threshold ? LAW.tooLittle : 1;
  const lately = now.day - (memory.lastRedeemed.get(offer.code) ?? Number.NEGATIVE_INFINITY) < LAW.redeemedLatelyDays;
  const personal =
    attentionOf(household, memory, now.day) *
    wantOf(truth, household, memory, offer, now.day) *
    price *
    basketFactor(truth, offer, now.basket) *
    (lately ? LAW.redeemedLately : 1);
  return Math.min(LAW.mostLikely, anybody * personal);
}

/** How much of a need is open now, from 0 to 1. */
export function needOf(household: Household, memory: Memory, category: string, day: number): number {
  const need = household.needs.get(category);
  if (!need) return 0;
  const last = memory.lastPack.get(category) ?? Number.NEGATIVE_INFINITY;
  return need.usage * urgency((day - last) / need.cycleDays);
}

/** Share of attention lost, after what was forgotten since. */
export function tiredness({ tired }: Memory, day: number): number {
  return tired.share * 0.5 ** ((day - tired.day) / LAW.restsHalfDays);
}

function attentionOf(household: Household, memory: Memory, day: number): number {
  return household.attention * (1 - LAW.tiredest * tiredness(memory, day));
}

function wantOf(truth: Truth, household: Household, memory: Memory, offer: WorldOffer, day: number): number {
  const need = household.needs.get(offer.category);
  if (!need) return 0;
  const favourite = truth.products.get(need.favourite);
  const fits = offer.products.map((id) => {
    if (id === need.favourite) return 1;
    if (need.loyal) return LAW.fit.loyal;
    return truth.products.get(id)?.type === favourite?.type ? LAW.fit.sameType : LAW.fit.sameCategory;
  });
  return needOf(household, memory, offer.category, day) * Math.max(0, ...fits);
}

/** Who has one in the basket needs no second; who has what goes with it is easily led. */
function basketFactor(truth: Truth, offer: WorldOffer, basket: readonly WorldProduct[]): number {
  if (basket.some(({ category }) => category === offer.category)) return LAW.substituteInBasket;
  const complement = truth.categories.get(offer.category)?.complement;
  return basket.some(({ category }) => category === complement) ? LAW.complementInBasket : 1;
}
