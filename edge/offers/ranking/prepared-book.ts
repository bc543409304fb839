import type { ChainFigures, OfferContent } from '../../../models/offer-ranker/features/inputs.ts';
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

type PreparedParts = Omit<PreparedBook, 'book'>;

/** The latest of each figures: preparing takes long enough to be felt at a screen, and most new books differ only in their rules. */
const latest = new WeakMap<ChainFigures, PreparedBook>();

export function prepareBook(book: RankedBook): PreparedBook {
  const before = latest.get(book.figures);
  const prepared = { ...(before && isSame(before.book.contents, book.contents) ? before : partsOf(book)), book };
  latest.set(book.figures, prepared);
  return prepared;
}

const ahead = new WeakSet<RankedBook>();

/** Prepares a new book before a decision has to wait for it. What cannot be prepared is told by the first decision that needs it. */
export function prepareAhead(book: RankedBook): void {
  if (ahead.has(book)) return;
  ahead.add(book);
  try {
    prepareBook(book);
  } catch {
    return;
  }
}

function isSame(before: readonly OfferContent[], now: readonly OfferContent[]): boolean {
  return before.length === now.length && before.every((content, place) => content === now[place]);
}

function partsOf({ contents, figures }: RankedBook): PreparedParts {
  const prepared = prepareOffers(contents, figures);
  const scorers = new WeakMap<Artefact, Scorer>();
  return {
    prepared,
    places: contents.map(offerPlaces),
    rates: Float32Array.from(contents, (_, place) => rateOf(prepared, place)),
    categories: new Map([...figures.products].map(([id, { category }]) => [id, category])),
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
