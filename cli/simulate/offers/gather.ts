import { createOfferWorld, type WorldSize } from '../../../devices/simulator/offer-world/world.ts';
import type { Book } from '../../../edge/offers/book.ts';
import type { Decided } from '../../../edge/offers/decide.ts';
import { memberHistoryOf } from '../../../edge/offers/member-history.ts';
import { rankMomentOf } from '../../../edge/offers/moment-of.ts';
import type { Ranking } from '../../../edge/offers/ranking/ranking.ts';
import { featuresOf, rowOf } from '../../../models/offer-ranker/features/feature-rows.ts';
import { prepareOffers } from '../../../models/offer-ranker/features/prepare.ts';
import type { PreparedOffers } from '../../../models/offer-ranker/features/prepared.ts';
import { FEATURES } from '../../../models/offer-ranker/features/table.ts';
import type { TrainingRows } from '../../../models/offer-ranker/training/rows.ts';
import type { Asked, ShopPolicy } from './asked.ts';
import { live } from './live.ts';
import { served } from './policies.ts';

/** What the chain knows before the month: everything that was shown in the four weeks before, and what came of it. */
export interface Gathered {
  readonly rows: TrainingRows;
  /** The first day on which anything was offered. */
  readonly fromDay: number;
  readonly redemptions: number;
  /** By decision, so that every policy begins its month in the same shop. */
  readonly shown: ReadonlyMap<string, string>;
}

/** Of all decisions; enough of them to learn from offers that the rule would never show. */
const EXPLORE_SHARE = 0.2;

/** Four weeks with a shop that shows what `rankingOf` orders, and explores. */
export function gather(size: WorldSize, rankingOf: (book: Book) => Ranking): Gathered {
  const shown = new Map<string, string>();
  const rows: Float32Array[] = [];
  const places = new Map<string, number>();
  const labels: number[] = [];
  const prepared = new WeakMap<Book, PreparedOffers>();
  const note = ({ around, situation }: Asked, { decision, offer }: Decided): void => {
    const { book } = around;
    const offers = prepared.get(book) ?? prepareOffers(book.contents, book.figures);
    prepared.set(book, offers);
    const [person] = situation.people;
    const history = memberHistoryOf(person.profile, around.localDay(situation.t), situation.t, book);
    const among = new Set(decision.candidates.map((candidate) => candidate.offer));
    const slate = book.offers.flatMap((listed, place) => (among.has(listed.offer.id) ? [place] : []));
    const index = slate.findIndex((place) => book.offers[place]?.offer === offer);
    rows.push(rowOf(offers, featuresOf(offers, history, rankMomentOf(around, situation, person), slate), slate, index));
    places.set(situation.decisionId, labels.push(0) - 1);
  };
  const policy: ShopPolicy = {
    ...served({
      rankingOf,
      exploreShare: EXPLORE_SHARE,
      chosen(asked, decided) {
        if (!decided.offer) return;
        shown.set(decided.decision.decisionId, decided.offer.id);
        note(asked, decided);
      },
    }),
    redeemed(decisionId) {
      const place = places.get(decisionId);
      if (place !== undefined) labels[place] = 1;
    },
  };
  const world = createOfferWorld(size);
  const begins = Math.min(...world.offers.map(({ fromDay }) => fromDay));
  const days = live({ world, seed: size.seed, policyOn: (day) => (day >= begins ? policy : undefined), untilDay: 0 });
  let redemptions = 0;
  for (const day of days) redemptions += day.redemptions;
  return { rows: tableOf(rows, labels), fromDay: begins, redemptions, shown };
}

/** Each decision is a slate of one offer: of the others nobody knows what would have come of them. */
function tableOf(rows: readonly Float32Array[], labels: readonly number[]): TrainingRows {
  const width = FEATURES.length;
  const features = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) features.set(row, index * width);
  return { width, features, labels: Uint8Array.from(labels), offsets: Uint32Array.from({ length: rows.length + 1 }, (_, index) => index) };
}
