import type { MemberHistory } from '../features/inputs.ts';
import type { PreparedOffers } from '../features/prepared.ts';
import { tallyOf } from '../features/read-tally.ts';
import type { Tally } from '../features/tally.ts';

/** How many steps each part of the number has, so that all of them fit into the 53 bits of a whole number. */
const OWN_STEPS = 2 ** 11;
const CATEGORY_STEPS = 2 ** 13;
const RATE_STEPS = 2 ** 8;
const POPULARITY_STEPS = 2 ** 20;

/**
 * The rule of thumb that a model has to beat and that serves where there is none: first the offers of whose products the member bought most lines, of
 * equals those in whose categories, of equals the member's own redemption rate (which tells members apart, not offers), of equals what everybody buys
 * most (reference offer-ranker §2). The higher the number, the better the offer.
 */
export function countRule(prepared: PreparedOffers, history: MemberHistory, places: ArrayLike<number>): Float64Array {
  return countRuleOf(prepared, tallyOf(prepared, history), places);
}

/** The same where the history was read already. */
export function countRuleOf({ popularity }: PreparedOffers, tally: Tally, places: ArrayLike<number>): Float64Array {
  const { sent, redemptions } = tally.sums;
  // Rates are small: by the root, more of the steps are where they are.
  const rate = sent === 0 ? 0 : step(Math.sqrt(redemptions / sent) * (RATE_STEPS - 1), RATE_STEPS);
  const numbers = new Float64Array(places.length);
  for (let index = 0; index < places.length; index += 1) {
    const offer = places[index] ?? 0;
    const own = step(tally.own[offer] ?? 0, OWN_STEPS);
    const category = step(tally.categoryLines[offer] ?? 0, CATEGORY_STEPS);
    const popular = step(popularity[offer] ?? 0, POPULARITY_STEPS);
    numbers[index] = ((own * CATEGORY_STEPS + category) * RATE_STEPS + rate) * POPULARITY_STEPS + popular;
  }
  return numbers;
}

function step(value: number, steps: number): number {
  return Math.min(steps - 1, Math.floor(value));
}
