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

  const appraised = offers.map((offer, index): Appraised => {
    const { margin = 1, cost = 0 } = offer;
    let [chances, taken, rule] = [0, 0, 0];
    for (const person of people) {
      const factor = person.factors[index] ?? 0;
      chances += person.ranked.chances[index] ?? 0;
      taken += (person.ranked.chances[index] ?? 0) * factor;
      rule += (person.ranked.rule[index] ?? 0) * factor;
    }
    const value = taken * margin - cost;
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
      const costs = few.map(({ offer }) => -(offer.cost ?? 0));
      for (let from = 0; from < values.length; from += few.length) values.set(costs, from);
      const asked = few.map(({ index }) => index);
      for (const person of people) {
        const chances = person.ranked.draw(asked, heads);
        const gains = few.map(({ index, offer }) => (person.factors[index] ?? 0) * (offer.margin ?? 1));
        for (let from = 0; from < values.length; from += few.length) {
          for (let at = 0; at < few.length; at += 1) {
            values[from + at] = (values[from + at] ?? 0) + (chances[from + at] ?? 0) * (gains[at] ?? 0);
          }
        }
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
