import type { Book } from '../../../edge/offers/book.ts';
import type { Learnt } from '../../../edge/offers/learning/create-learning.ts';
import { prepareBook } from '../../../edge/offers/ranking/prepared-book.ts';
import { rankedByModel, rankedByRule, scoreSlate } from '../../../edge/offers/ranking/ranked.ts';
import type { Ranking } from '../../../edge/offers/ranking/ranking.ts';
import type { Artefact } from '../../../models/offer-ranker/network/artefact.ts';
import { countRule } from '../../../models/offer-ranker/network/count-rule.ts';

/** The count rule as a shop serves it that has no model. */
export function countRanking(book: Book): Ranking {
  const { prepared, rates } = prepareBook(book);
  return {
    rank: (history, _moment, places) =>
      rankedByRule(
        'no-model',
        countRule(prepared, history, places),
        Float32Array.from(places, (place) => rates[place] ?? 0),
        undefined,
      ),
  };
}

/** The model as a shop serves it, with what the shop has learnt on it; before it has learnt anything, the model alone. */
export function learningRanking(book: Book, artefact: Artefact, learnt: () => Learnt): Ranking {
  const prepared = prepareBook(book);
  return {
    rank(history, moment, places) {
      const scored = prepared.scorerOf(artefact).score(history, moment, places);
      const slate = scoreSlate(prepared, artefact, scored, { own: history.offers, moment, places });
      // Why it says so is of no use to a month that nobody reads decision by decision, and takes longer than all the rest.
      return { ...rankedByModel(slate, learnt()), contributions: () => [] };
    },
  };
}
