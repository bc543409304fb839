import type { Offer } from '../../contract/offers/offer.ts';
import type { RankerKind } from '../../contract/offers/ranking-record.ts';
import { placed } from './book.ts';
import { diversityAfter } from './diversity.ts';
import type { StandardHeads } from './learning/standard-heads.ts';
import { memberHistoryOf } from './member-history.ts';
import { type RuleSurroundings, rankMomentOf } from './moment-of.ts';
import type { Ranked, Ranking } from './ranking/ranking.ts';
import type { Situation } from './situation.ts';

/** An offer that may be shown, and what showing it to these people is expected to earn. */
export interface Appraised {
  /** Among those that may be shown, in the order of the book. */
  readonly index: number;
  readonly offer: Offer;
  /** Of the member whom the decision is about. */
  readonly chance: number;
  readonly shadow: number | undefined;
  readonly value: number;
  /** What orders offers under the count rule. */
  readonly rule: number;
  /** Whether showing it is better than showing nothing. */
  readonly isWorth: boolean;
}

export interface Appraisal {
  /** Of the member whom the decision is about. */
  readonly ranked: Ranked;
  readonly ranker: RankerKind;
  /** Best first, those that are worth showing before all others. */
  readonly offers: readonly Appraised[];
  /** Values of a few of the offers under the same drawn heads for everybody: heads × offers. */
  valuesUnder(few: readonly Appraised[], heads: StandardHeads): Float64Array;
}

export interface AppraiseParts extends RuleSurroundings {
  readonly ranking: Ranking;
  /** Showing nothing is better than what earns no more, or is taken by so few. */
  readonly leastValue: number;
  readonly leastChance: number;
}

/** Expected value = chance × margin − cost, summed over all who see it, after what each of them said and was shown. */
export function appraise(parts: AppraiseParts, situation: Situation, places: readonly number[]): Appraisal {
  const { book, ranking, leastValue, leastChance } = parts;
  const offers = places.flatMap((place) => book.offers[place]?.offer ?? []);
  const byId = placed(book);
  const day = parts.localDay(situation.t);
  const people = situation.people.map((person) => {
    const ranked = ranking.rank(memberHistoryOf(person.profile, day, situation.t, book), rankMomentOf(parts, situation, person), places);
    const diversity = diversityAfter(person.shown.flatMap((id) => byId.get(id)?.offer ?? []));
    return { ranked, factors: offers.map((offer) => (person.weights[offer.id] ?? 1) * diversity(offer)) };
  });
  const [{ ranked }] = people as [(typeof people)[number]];
  const { ranker } = ranked;
  const sum = (of: (person: (typeof people)[number]) => number): number => people.reduce((total, person) => total + of(person), 0);

  const appraised = offers.map((offer, index): Appraised => {
    const { margin = 1, cost = 0 } = offer;
    const chances = sum((person) => person.ranked.chances[index] ?? 0);
    const value = sum((person) => (person.ranked.chances[index] ?? 0) * (person.factors[index] ?? 0)) * margin - cost;
    const rule = sum((person) => (person.ranked.rule[index] ?? 0) * (person.factors[index] ?? 0));
    // The count rule knows how often such offers are taken, and not how often by this member.
    const isWorth = value > leastValue && (ranker === 'count-rule' || chances >= leastChance);
    return { index, offer, chance: ranked.chances[index] ?? 0, shadow: ranked.shadow?.chances[index], value, rule, isWorth };
  });

  return {
    ranked,
    ranker,
    offers: appraised.sort(byWorth(ranker)),
    valuesUnder(few, heads) {
      const values = new Float64Array(heads.count * few.length);
      const asked = few.map(({ index }) => index);
      for (const person of people) {
        const chances = person.ranked.draw(asked, heads);
        for (const [at, { index, offer }] of few.entries()) {
          const gain = (person.factors[index] ?? 0) * (offer.margin ?? 1);
          for (let head = 0; head < heads.count; head += 1) {
            const place = head * few.length + at;
            values[place] = (values[place] ?? 0) + (chances[place] ?? 0) * gain;
          }
        }
      }
      for (let place = 0; place < values.length; place += 1) {
        values[place] = (values[place] ?? 0) - (few[place % few.length]?.offer.cost ?? 0);
      }
      return values;
    },
  };
}

function byWorth(ranker: RankerKind): (a: Appraised, b: Appraised) => number {
  const order = ranker === 'model' ? (['value', 'rule'] as const) : (['rule', 'value'] as const);
  const [first, second] = order;
  return (a, b) => Number(b.isWorth) - Number(a.isWorth) || b[first] - a[first] || b[second] - a[second] || a.index - b.index;
}
