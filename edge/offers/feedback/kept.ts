import type { NotInterestedScope } from '../../../contract/facts/offer-facts.ts';
import type { OfferSubject } from '../../domain/delivery.ts';
import type { Objection } from './feedback.ts';

const DAY_MS = 86_400_000;

/** What is kept of one member; of each kind the newest only, so that nobody's state grows without end. */
export interface Kept {
  readonly ignored: readonly { readonly offer: string; readonly category: string; readonly at: number }[];
  readonly dismissed: readonly { readonly offer: string; readonly at: number }[];
  readonly objections: readonly Said[];
}

/** `at`: when it was said, ms epoch. */
export interface Said {
  readonly scope: NotInterestedScope;
  readonly of: string;
  readonly at: number;
}

export const NOTHING_KEPT: Kept = { ignored: [], dismissed: [], objections: [] };
const MOST_IGNORED = 300;
const MOST_DISMISSED = 200;
const MOST_OBJECTIONS = 200;

/** What ignoring did to redemption was measured on coupons of a chain: the same coupon × .53 after one, × .35 after more; its group × .77 after one, × .19 after four. */
const IGNORED_FOR_MS = 30 * DAY_MS;
const IGNORED_FACTOR = 0.5;
const IGNORED_FLOOR = 0.1;
const CATEGORY_ONCE = 0.8;
const CATEGORY_OFTEN = 0.2;
const OFTEN = 4;
const DISMISSED_FOR_MS = 14 * DAY_MS;
const BLOCKED_FOR_MS = 28 * DAY_MS;
const FADES_FOR_MS = 60 * DAY_MS;
const FADES_FROM = 0.2;

export function objectionOf({ scope, of, at }: Said): Objection {
  const blockedUntil = at + BLOCKED_FOR_MS;
  return { scope, of, saidAt: at, blockedUntil, fadesUntil: blockedUntil + FADES_FOR_MS };
}

export function concerns({ scope, of }: Pick<Said, 'scope' | 'of'>, offer: OfferSubject): boolean {
  switch (scope) {
    case 'offer':
      return of === offer.id;
    case 'category':
      return of === offer.category;
    case 'brand':
      return of === offer.brand;
    case 'all':
      return true;
  }
}

/** Without what has no effect any more, and the newest of each kind. */
export function pruned({ ignored, dismissed, objections }: Kept, now: number): Kept {
  return {
    ignored: ignored.filter(({ at }) => now < at + IGNORED_FOR_MS).slice(-MOST_IGNORED),
    dismissed: dismissed.filter(({ at }) => now < at + DISMISSED_FOR_MS).slice(-MOST_DISMISSED),
    objections: objections.filter((said) => now < objectionOf(said).fadesUntil).slice(-MOST_OBJECTIONS),
  };
}

export const isEmpty = ({ ignored, dismissed, objections }: Kept): boolean => ignored.length + dismissed.length + objections.length === 0;

export function refusal({ dismissed, objections }: Kept, offer: OfferSubject, t: number): 'DISMISSED' | 'NOT_INTERESTED' | undefined {
  if (objections.some((said) => concerns(said, offer) && t < objectionOf(said).blockedUntil)) return 'NOT_INTERESTED';
  return dismissed.some(({ offer: id, at }) => id === offer.id && t < at + DISMISSED_FOR_MS) ? 'DISMISSED' : undefined;
}

/** By which the expected value is multiplied. */
export function weight(kept: Kept, offer: OfferSubject, t: number): number {
  return fadingWeight(kept.objections, offer, t) * ignoredWeight(kept.ignored, offer, t);
}

/** Of several objections that fade, the one that has faded least. */
function fadingWeight(objections: Kept['objections'], offer: OfferSubject, t: number): number {
  const weights = objections
    .filter((said) => concerns(said, offer))
    .map((said) => {
      const faded = (t - objectionOf(said).blockedUntil) / FADES_FOR_MS;
      return FADES_FROM + (1 - FADES_FROM) * Math.min(1, Math.max(0, faded));
    });
  return Math.min(1, ...weights);
}

/**
 * An ignored showing loses its weight evenly over 30 days. The offer's own factor and that of its category were measured against the same
 * thing, the member's own rate: the stronger counts, not both, so that the floor is one.
 */
function ignoredWeight(ignored: Kept['ignored'], offer: OfferSubject, t: number): number {
  let ofOffer = 0;
  let ofCategory = 0;
  for (const { offer: id, category, at } of ignored) {
    const left = 1 - Math.max(0, t - at) / IGNORED_FOR_MS;
    if (left <= 0) continue;
    if (id === offer.id) ofOffer += left;
    if (category === offer.category) ofCategory += 1;
  }
  const categoryFactor = ofCategory >= OFTEN ? CATEGORY_OFTEN : CATEGORY_ONCE;
  return Math.min(Math.max(IGNORED_FLOOR, IGNORED_FACTOR ** ofOffer), ofCategory === 0 ? 1 : categoryFactor);
}
