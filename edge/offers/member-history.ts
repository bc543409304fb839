import { dayNumber } from '../../contract/instant.ts';
import type { MemberHistory, OwnLine, OwnOffer } from '../../models/offer-ranker/features/inputs.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import { type Book, type ListedOffer, placed } from './book.ts';

const DAY_MS = 86_400_000;
const HALF_LIFE_DAYS = 60;
const RECENT_DAYS = 30;

/** What the features are computed from, as of a day in the shop (as in 2026-03-01). */
export function memberHistoryOf({ purchases, offers }: MemberProfile, day: string, t: number, book: Book): MemberHistory {
  const today = dayNumber(day) ?? Math.floor(t / DAY_MS);
  /** Each day is read once, however much happened on it. */
  const known = new Map<string, number>();
  const daysAgo = (on: string): number => {
    const ago = known.get(on) ?? Math.max(0, today - (dayNumber(on) ?? today));
    known.set(on, ago);
    return ago;
  };
  const days = new Set(purchases.map(({ lastOn }) => lastOn));
  const byId = placed(book);
  return {
    lines: purchases.map(({ product, times, lastOn }): OwnLine => {
      const lastDaysAgo = daysAgo(lastOn);
      return { product, times, lastDaysAgo, decayed: times * 0.5 ** (lastDaysAgo / HALF_LIFE_DAYS) };
    }),
    offers: offers.flatMap(({ offer, shown, redeemed = 0, lastOn }): OwnOffer[] => {
      if (shown + redeemed === 0) return [];
      const listed = byId.get(offer);
      const lastDaysAgo = daysAgo(lastOn);
      return [
        {
          code: listed?.offer.code ?? offer,
          campaign: listed?.offer.campaign ?? offer,
          startedDaysAgo: listed ? Math.max(lastDaysAgo, (t - listed.startsAt) / DAY_MS) : lastDaysAgo,
          shownShare: 1,
          ...(redeemed > 0 && { redeemedDaysAgo: lastDaysAgo }),
        },
      ];
    }),
    activeCampaigns: new Set(offers.flatMap(({ offer }) => runningCampaign(byId.get(offer), t) ?? [])).size,
    // Of a product only the last day is known: fewer than there were, and more for who comes more often.
    trips: days.size,
    trips30Days: [...days].filter((on) => daysAgo(on) <= RECENT_DAYS).length,
  };
}

function runningCampaign(listed: ListedOffer | undefined, t: number): string | undefined {
  return listed && listed.endsAt > t ? listed.offer.campaign : undefined;
}
