import { midnightsOf } from '../domain/local-midnight.ts';

/** Until when a purchase is credited to an offer that was shown: the end of the day in the shop, or so long after; never beyond the offer's own end. */
export function createAttribution(timezone: string, redeemWithinMs: number | undefined): (shownAt: number, offerEndsAt: number) => number {
  const midnightAfter = midnightsOf(timezone);
  return (shownAt, offerEndsAt) => Math.min(redeemWithinMs === undefined ? midnightAfter(shownAt) : shownAt + redeemWithinMs, offerEndsAt);
}
