import { dayNumber } from '../../contract/instant.ts';
import type { MemberHistory, OwnLine, OwnOffer } from '../../models/offer-ranker/features/inputs.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import { type Book, type ListedOffer, placed } from './book.ts';

const DAY_MS = 86_400_000;
const HALF_LIFE_DAYS = 60;
const RECENT_DAYS = 30;

/** What was bought, and what became of earlier offers, as of a day. */
interface BoughtBy {
  readonly today: number;
  readonly lines: readonly OwnLine[];
  readonly trips: number;
  readonly trips30Days: number;
}
interface SentBy {
  readonly today: number;
  readonly byId: ReadonlyMap<string, ListedOffer>;
  readonly offers: readonly OwnOffer[];
}

/** A member is decided about again and again in a visit: what was read of the same record on the same day is kept. */
const boughtRead = new WeakMap<MemberProfile['purchases'], BoughtBy>();
const sentRead = new WeakMap<MemberProfile['offers'], SentBy>();

/** What the features are computed from, as of a day in the shop (as in 2026-03-01). Equal histories of one member are one and the same. */
export function memberHistoryOf({ purchases, offers }: MemberProfile, day: string, t: number, book: Book): MemberHistory {
  const today = dayNumber(day) ?? Math.floor(t / DAY_MS);
  const byId = placed(book);
  const [boughtBefore, sentBefore] = [boughtRead.get(purchases), sentRead.get(offers)];
  const bought = boughtBefore?.today === today ? boughtBefore : boughtBy(purchases, today);
  const sent = sentBefore?.today === today && sentBefore.byId === byId ? sentBefore : sentBy(offers, today, byId);
  boughtRead.set(purchases, bought);
  sentRead.set(offers, sent);
  const { lines, trips, trips30Days } = bought;
  // Of a product only the last day is known: fewer trips than there were, and more for who comes more often.
  return { lines, offers: sent.offers, activeCampaigns: runningCampaigns(offers, byId, t), trips, trips30Days };
}

function boughtBy(purchases: MemberProfile['purchases'], today: number): BoughtBy {
  const daysAgo = daysBefore(today);
  const days = new Set(purchases.map(({ lastOn }) => lastOn));
  const lines = purchases.map(({ product, times, lastOn }): OwnLine => {
    const lastDaysAgo = daysAgo(lastOn);
    return { product, times, lastDaysAgo, decayed: times * 0.5 ** (lastDaysAgo / HALF_LIFE_DAYS) };
  });
  return { today, lines, trips: days.size, trips30Days: [...days].filter((on) => daysAgo(on) <= RECENT_DAYS).length };
}

function sentBy(offers: MemberProfile['offers'], today: number, byId: SentBy['byId']): SentBy {
  const daysAgo = daysBefore(today);
  const sent = offers.flatMap(({ offer, shown, redeemed = 0, lastOn }): OwnOffer[] => {
    if (shown + redeemed === 0) return [];
    const listed = byId.get(offer);
    const lastDaysAgo = daysAgo(lastOn);
    return [
      {
        code: listed?.offer.code ?? offer,
        campaign: listed?.offer.campaign ?? offer,
        startedDaysAgo: listed ? Math.max(lastDaysAgo, today - Math.floor(listed.startsAt / DAY_MS)) : lastDaysAgo,
        shownShare: 1,
        ...(redeemed > 0 && { redeemedDaysAgo: lastDaysAgo }),
      },
    ];
  });
  return { today, byId, offers: sent };
}

/** Each day is read once, however much happened on it. */
function daysBefore(today: number): (on: string) => number {
  const known = new Map<string, number>();
  return (on) => {
    const ago = known.get(on) ?? Math.max(0, today - (dayNumber(on) ?? today));
    known.set(on, ago);
    return ago;
  };
}

function runningCampaigns(offers: MemberProfile['offers'], byId: ReadonlyMap<string, ListedOffer>, t: number): number {
  const running = new Set<string>();
  for (const { offer } of offers) {
    const listed = byId.get(offer);
    if (listed && listed.endsAt > t) running.add(listed.offer.campaign);
  }
  return running.size;
}
