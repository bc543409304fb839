import type { Fallback } from '../../contract/facts/offer-facts.ts';
import { countRule } from '../../models/offer-ranker/network/count-rule.ts';
import type { Book } from './book.ts';
import { type PreparedBook, prepareBook } from './ranking/prepared-book.ts';
import { rankedByRule } from './ranking/ranked.ts';
import type { Ranking } from './ranking/ranking.ts';

const books = new WeakMap<Book, PreparedBook>();

/** The order of the count rule, whatever model there is or was. */
export function countRuleRanking(book: Book, fallback: Fallback = 'no-model'): Ranking {
  const prepared = books.get(book) ?? prepareBook(book);
  books.set(book, prepared);
  return {
    rank(history, _moment, places) {
      const chances = Float32Array.from(places, (place) => prepared.rates[place] ?? 0);
      return rankedByRule(fallback, countRule(prepared.prepared, history, places), chances, undefined);
    },
  };
}
