import { dayNumber } from '../../contract/instant.ts';
import type { MemberHistory, OwnLine, OwnOffer } from '../../models/offer-ranker/features/inputs.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import { type Book, placed } from './book.ts';

const DAY_MS = 86_400_000;
const HALF_LIFE_DAYS = 60;
const RECENT_DAYS = 30;

/** What the features are computed from, as of a day in the shop (as in 2026-03-01). */
export function memberHistoryOf({ purchases, offers }: MemberProfile, day: string, t: number, book: Book): MemberHistory {
  const today = dayNumber(day) ?? Math.floor(t / DAY_MS);
  const daysAgo = (on: string): number => Math.max(0, today - (dayNumber(on) ?? today));
  const days = purchases.map(({ lastOn }) => lastOn);
  const running = book.offers.filter(({ endsAt }) => endsAt > t);
  const told = new Set(offers.map(({ offer }) => offer));
  return {
    lines: purchases.map(({ product, times, lastOn }): OwnLine => {
      const lastDaysAgo = daysAgo(lastOn);
      return { product, times, lastDaysAgo, decayed: times * 0.5 ** (lastDaysAgo / HALF_LIFE_DAYS) };
    }),
    offers: offers.flatMap(({ offer, shown, redeemed = 0, lastOn }): OwnOffer[] => {
      if (shown + redeemed === 0) return [];
      const known = placed(book).get(offer);
      const lastDaysAgo = daysAgo(lastOn);
      return [
        {
          code: known?.offer.code ?? offer,
          campaign: known?.offer.campaign ?? offer,
          startedDaysAgo: known ? Math.max(lastDaysAgo, (t - known.startsAt) / DAY_MS) : lastDaysAgo,
          shownShare: 1,
          ...(redeemed > 0 && { redeemedDaysAgo: lastDaysAgo }),
        },
      ];
    }),
    activeCampaigns: new Set(running.flatMap(({ offer }) => (told.has(offer.id) ? [offer.campaign] : []))).size,
    // Of a product only the last day is known: fewer than there were, and more for who comes more often.
    trips: new Set(days).size,
    trips30Days: new Set(days.filter((on) => daysAgo(on) <= RECENT_DAYS)).size,
  };
}
