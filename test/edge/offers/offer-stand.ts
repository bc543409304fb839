import type { Fallback } from '../../../contract/facts/offer-facts.ts';
import type { Offer } from '../../../contract/offers/offer.ts';
import type { MemberProfile } from '../../../edge/domain/member-profile.ts';
import { type Book, bookOf } from '../../../edge/offers/book.ts';
import type { DecideParts } from '../../../edge/offers/decide.ts';
import { prepareBook } from '../../../edge/offers/ranking/prepared-book.ts';
import { rankedByRule } from '../../../edge/offers/ranking/ranked.ts';
import type { Ranking } from '../../../edge/offers/ranking/ranking.ts';
import type { Person, Situation } from '../../../edge/offers/situation.ts';
import { stockBy } from '../../../edge/offers/stock.ts';
import { countRule } from '../../../models/offer-ranker/network/count-rule.ts';

export const NOW = Date.UTC(2026, 5, 1, 9);
export const ADA = 'ab'.repeat(16);
export const BOB = 'cd'.repeat(16);

export function offer(id: string, more: Partial<Offer> = {}): Offer {
  return {
    id,
    campaign: 'spring',
    title: `Offer ${id}`,
    kind: 'percent-off',
    category: 'wine',
    startsAt: '2026-05-01T00:00:00Z',
    endsAt: '2026-07-01T00:00:00Z',
    ...more,
  };
}

export function book(...offers: Offer[]): Book {
  return bookOf({ offers, records: [], figures: [] });
}

export const PROFILE: MemberProfile = { segments: [], purchases: [], offers: [], vouchers: [] };

export function person(subject = ADA, more: Partial<Person> = {}): Person {
  return { subject, profile: PROFILE, dwellMs: 60_000, zoneDwellMs: 5000, returns: 0, shown: [], taken: [], weights: {}, ...more };
}

export function situation(more: Partial<Situation> = {}): Situation {
  return {
    decisionId: 'de'.repeat(16),
    t: NOW,
    trigger: 'zone',
    visitId: '1a'.repeat(16),
    zone: 'wine',
    screen: 'wine-screen',
    seed: '0123456789abcdef',
    arm: 'treated',
    people: [person()],
    ...more,
  };
}

/** A model that gives each offer of the book the same chance each time; its heads differ by `doubt` either way. */
export function modelRanking(
  chances: readonly number[],
  { doubt = 0, shadow }: { doubt?: number; shadow?: readonly number[] } = {},
): Ranking {
  return {
    rank(_history, _moment, places) {
      const own = Float32Array.from(places, (place) => chances[place] ?? 0);
      return {
        ranker: 'model',
        model: 'model-1',
        head: 'head-1',
        chances: own,
        rule: Float64Array.from(places, () => 0),
        ...(shadow && { shadow: { version: 'head-2', chances: Float32Array.from(places, (place) => shadow[place] ?? 0) } }),
        draw: (asked, heads) =>
          Float32Array.from({ length: asked.length * heads.count }, (_, at) => {
            const column = at % asked.length;
            const off = heads.normals[Math.floor(at / asked.length) * heads.columns + column] ?? 0;
            return (own[asked[column] ?? 0] ?? 0) + (doubt * off) / 3;
          }),
        embedding: (index) => Float32Array.of(index),
        contributions: (index) => [
          { name: 'bought it before', logOdds: index + 0.5 },
          { name: 'nobody knows', logOdds: Number.NEGATIVE_INFINITY },
        ],
      };
    },
  };
}

export function parts(more: Partial<DecideParts> & Pick<DecideParts, 'book' | 'ranking'>): DecideParts {
  return {
    localTime: () => ({ hour: 11, minute: 0, weekday: 1 }),
    localDay: () => '2026-06-01',
    ruleShop: () => ({ id: 'shop-1', services: [], isOpen: true }),
    sensitiveCategories: new Set(),
    stock: stockBy(() => undefined),
    leastValue: 0,
    leastChance: 0.001,
    exploreShare: 0,
    against: () => () => [],
    ...more,
  };
}

/** The order of the count rule, whatever model there is or was. */
export function countRuleRanking(book: Book, fallback: Fallback = 'no-model'): Ranking {
  const prepared = prepareBook(book);
  return {
    rank(history, _moment, places) {
      const chances = Float32Array.from(places, (place) => prepared.rates[place] ?? 0);
      return rankedByRule(fallback, countRule(prepared.prepared, history, places), chances, undefined);
    },
  };
}
