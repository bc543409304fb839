import { OFFER_KINDS } from '../../../contract/offers/offer.ts';
import type { Moment, OfferContent, OwnOffer } from '../../../models/offer-ranker/features/inputs.ts';
import { SECOND_UNITS } from '../../../models/offer-ranker/network/weights.ts';

const CATEGORY_BUCKETS = 12;
const OFFER_BUCKETS = 16;
/** The clock hour before which each part of the day ends; the last one is the evening. */
const DAY_PARTS = [11, 14, 17, 24] as const;

/** What a shop learns about, and how many numbers each takes, in the order of the embedding. */
export const EFFECTS = {
  level: 1,
  model: 1,
  hidden: SECOND_UNITS,
  kind: OFFER_KINDS.length,
  category: CATEGORY_BUCKETS,
  offer: OFFER_BUCKETS,
  dayPart: DAY_PARTS.length,
  weekend: 1,
  dwell: 1,
  returns: 1,
  basket: 1,
  here: 1,
  hereDwell: 1,
  hereReturns: 1,
  value: 1,
  shownBefore: 1,
  redeemedBefore: 1,
  severalPieces: 1,
} as const;
export type Effect = keyof typeof EFFECTS;

/** Where each effect begins. */
export const EFFECT_STARTS: Readonly<Record<Effect, number>> = startsOf();
export const EMBEDDING_SIZE = Object.values(EFFECTS).reduce((sum, size) => sum + size, 0);

/** What of an offer never changes: computed once for a book. */
export interface OfferPlaces {
  readonly ones: readonly number[];
  readonly value: number;
  readonly severalPieces: boolean;
}

export function offerPlaces({ code, kind, category = '', value = 0, minimumQuantity = 1 }: OfferContent): OfferPlaces {
  const kindIndex = (OFFER_KINDS as readonly string[]).indexOf(kind);
  return {
    ones: [
      ...(kindIndex < 0 ? [] : [EFFECT_STARTS.kind + kindIndex]),
      EFFECT_STARTS.category + bucketOf(category, CATEGORY_BUCKETS),
      EFFECT_STARTS.offer + bucketOf(code, OFFER_BUCKETS),
    ],
    value: Math.log1p(Math.max(0, value)) / 4,
    severalPieces: minimumQuantity > 1,
  };
}

/** What of a moment is the same for all offers: computed once for a decision. */
export interface MomentPlaces {
  readonly moment: Moment;
  readonly basketCategories: ReadonlySet<string>;
  readonly dayPart: number | undefined;
  readonly weekend: number;
  readonly dwell: number;
  readonly returns: number;
  /** Of the member's earlier offers, by code. */
  readonly shownBefore: ReadonlyMap<string, number>;
  readonly redeemedBefore: ReadonlySet<string>;
}

export function momentPlaces(moment: Moment, own: readonly OwnOffer[], basketCategories: ReadonlySet<string>): MomentPlaces {
  const { hour, weekday, zoneDwellMs = 0, returns = 0 } = moment;
  const shownBefore = new Map<string, number>();
  for (const { code, shownShare } of own) shownBefore.set(code, (shownBefore.get(code) ?? 0) + shownShare);
  return {
    moment,
    basketCategories,
    dayPart: hour === undefined ? undefined : DAY_PARTS.findIndex((end) => hour < end),
    weekend: weekday === 0 || weekday === 6 ? 1 : 0,
    dwell: Math.min(1, Math.log1p(zoneDwellMs / 60_000) / 3),
    returns: Math.min(returns, 3) / 3,
    shownBefore,
    redeemedBefore: new Set(own.filter(({ redeemedDaysAgo }) => redeemedDaysAgo !== undefined).map(({ code }) => code)),
  };
}

/**
 * What the head of a shop learns from: what the frozen model says (its log-odds and its last hidden layer), and what a shop may differ in from the
 * chain: its level, kinds, categories, offers, times of day, and what being here, staying, coming back and the basket are worth.
 */
export function embeddingOf(
  model: { readonly logit: number; readonly hidden: ArrayLike<number> },
  offer: OfferContent,
  places: OfferPlaces,
  at: MomentPlaces,
  into: Float32Array = new Float32Array(EMBEDDING_SIZE),
): Float32Array {
  into.fill(0);
  into[EFFECT_STARTS.level] = 1;
  into[EFFECT_STARTS.model] = model.logit;
  for (let unit = 0; unit < SECOND_UNITS; unit += 1) into[EFFECT_STARTS.hidden + unit] = model.hidden[unit] ?? 0;
  for (const place of places.ones) into[place] = 1;
  if (at.dayPart !== undefined) into[EFFECT_STARTS.dayPart + at.dayPart] = 1;
  into[EFFECT_STARTS.weekend] = at.weekend;
  into[EFFECT_STARTS.dwell] = at.dwell;
  into[EFFECT_STARTS.returns] = at.returns;
  if (offer.category !== undefined && at.basketCategories.has(offer.category)) into[EFFECT_STARTS.basket] = 1;
  if (isHere(offer, at.moment)) {
    into[EFFECT_STARTS.here] = 1;
    into[EFFECT_STARTS.hereDwell] = at.dwell;
    into[EFFECT_STARTS.hereReturns] = at.returns;
  }
  into[EFFECT_STARTS.value] = places.value;
  const shownBefore = at.shownBefore.get(offer.code);
  if (shownBefore !== undefined) into[EFFECT_STARTS.shownBefore] = Math.min(1, Math.log1p(shownBefore) / 3);
  if (at.redeemedBefore.has(offer.code)) into[EFFECT_STARTS.redeemedBefore] = 1;
  if (places.severalPieces) into[EFFECT_STARTS.severalPieces] = 1;
  return into;
}

/** Whether the offer is about the shelf that the member stands at. */
function isHere({ zones, category }: OfferContent, { zone, zoneCategories }: Moment): boolean {
  if (zone !== undefined && zones?.includes(zone)) return true;
  return category !== undefined && (zoneCategories?.includes(category) ?? false);
}

/** FNV-1a, as wide as a bitwise operation. Two names may share a bucket: the shop then learns what they have in common. */
function bucketOf(name: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % buckets;
}

function startsOf(): Record<Effect, number> {
  const starts = { ...EFFECTS } as Record<Effect, number>;
  let next = 0;
  for (const effect of Object.keys(EFFECTS) as Effect[]) {
    starts[effect] = next;
    next += EFFECTS[effect];
  }
  return starts;
}
