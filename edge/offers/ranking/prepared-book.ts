import { prepareOffers } from '../../../models/offer-ranker/features/prepare.ts';
import type { PreparedOffers } from '../../../models/offer-ranker/features/prepared.ts';
import { OFFER_FEATURE_PLACES, OFFER_FEATURES } from '../../../models/offer-ranker/features/table.ts';
import type { Artefact } from '../../../models/offer-ranker/network/artefact.ts';
import { createScorer, type Scorer } from '../../../models/offer-ranker/network/scorer.ts';
import type { Book } from '../book.ts';
import { type OfferPlaces, offerPlaces } from '../learning/embedding.ts';

/** What ranking needs of a book. */
export type RankedBook = Pick<Book, 'contents' | 'figures' | 'ranking'>;

/** A book with all that is computed once for it. */
export interface PreparedBook {
  readonly book: RankedBook;
  readonly prepared: PreparedOffers;
  readonly places: readonly OfferPlaces[];
  /** How often the like of each offer was redeemed. */
  readonly rates: Float32Array;
  readonly categories: ReadonlyMap<string, string>;
  scorerOf(artefact: Artefact): Scorer;
}

/** Where nothing is known of any offer. */
export const UNKNOWN_RATE = 0.01;

export function prepareBook(book: RankedBook): PreparedBook {
  const prepared = prepareOffers(book.contents, book.figures);
  const scorers = new WeakMap<Artefact, Scorer>();
  return {
    book,
    prepared,
    places: book.contents.map(offerPlaces),
    rates: Float32Array.from(book.contents, (_, place) => rateOf(prepared, place)),
    categories: new Map([...book.figures.products].map(([id, { category }]) => [id, category])),
    scorerOf(artefact) {
      const scorer = scorers.get(artefact) ?? createScorer(artefact.weights, prepared);
      scorers.set(artefact, scorer);
      return scorer;
    },
  };
}

function rateOf({ rows }: PreparedOffers, place: number): number {
  const rate = Math.exp(rows[place * OFFER_FEATURES + OFFER_FEATURE_PLACES.offerRate] ?? Number.NaN);
  return rate > 0 && rate < 1 ? rate : UNKNOWN_RATE;
}
