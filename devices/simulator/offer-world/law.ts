/**
 * What makes a member redeem an offer in this world. It was written, and committed, before there was any learner in the tree, and it is of
 * another form than the ranker: nothing is added up under a logistic curve. The chance of redemption at a moment is a product,
 *
 *   level × attention × appeal of the offer × want × price × place × daypart × basket × novelty, at most 0.95,
 *
 * of which most factors are steps or ramps over things that nobody can observe: what a household uses, its cycle of replenishment and when
 * its pack runs out, which brand is its own, the discount below which it does not move, how tired of offers it is, and what each offer is
 * worth in itself. A share of the members never redeems anything. Households buy without offers, too, and so reset their needs.
 *
 * Four variants of the law: `personal`; `drift`: in the middle of the month tastes and thresholds of a share of the members, the strength of
 * the kinds of offer and the pull of the zones are drawn anew, and some offers swap their appeal; `impersonal`: what members are and did
 * plays no part, only the offer, its kind, the zone and the hour do; `sparse`: everything as in `personal`, but redeemed ten times less.
 */
export const WORLD_VARIANTS = ['personal', 'drift', 'impersonal', 'sparse'] as const;
export type WorldVariant = (typeof WORLD_VARIANTS)[number];

export const LAW = {
  level: { personal: 0.9, drift: 0.9, impersonal: 0.06, sparse: 0.09 },
  mostLikely: 0.95,
  neverRedeems: 0.25,
  /** Of a need: a household that hardly uses a category, now and then, or always. */
  usage: { never: 0.03, sometimes: 0.5, always: 1 },
  /** Of another product than the household's own: of the same type, of the same category; and for those who are loyal to their brand. */
  fit: { sameType: 0.45, sameCategory: 0.25, loyal: 0.1 },
  /** Of a discount that does not reach the household's threshold. */
  tooLittle: 0.15,
  elsewhere: 0.35,
  substituteInBasket: 0.15,
  complementInBasket: 1.6,
  redeemedLately: 0.2,
  redeemedLatelyDays: 10,
  /** Each showing that leads to nothing takes this share of what attention was left; half of what was lost is back after some days. */
  tires: 0.06,
  restsHalfDays: 4,
  tiredest: 0.6,
  /** Of the members, and of the offers, that drift takes. */
  driftsMembers: 0.4,
  driftsOffers: 0.3,
} as const;

/** How urgent a need is by the share of the cycle that has passed: a fresh pack, running out, out, and then bought somewhere else. */
export function urgency(cycles: number): number {
  if (cycles < 0.5) return 0.08;
  if (cycles < 0.9) return 0.08 + ((cycles - 0.5) / 0.4) * 0.92;
  return cycles < 1.6 ? 1 : 0.4;
}
