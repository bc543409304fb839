import type { Book } from '../../../edge/offers/book.ts';
import { type Decided, decide } from '../../../edge/offers/decide.ts';
import type { Ranking } from '../../../edge/offers/ranking/ranking.ts';
import { type Asked, eligible, type ShopPolicy } from './asked.ts';

/** What the retailer gives priority: of the offers that may be shown, the one that earns most when it is taken; for everybody the same. */
export const rulesOnly: ShopPolicy = {
  choose(asked) {
    const offers = eligible(asked);
    const [first, ...others] = offers;
    const best = others.reduce((most, offer) => ((offer.margin ?? 1) > (most?.margin ?? 1) ? offer : most), first);
    return { offer: best?.id, among: offers.map(({ id }) => id) };
  },
};

export interface Served {
  /** Asked once for each book. */
  readonly rankingOf: (book: Book) => Ranking;
  readonly exploreShare: number;
  readonly chosen?: (asked: Asked, decided: Decided) => void;
}

/** What a shop does: its own code decides, from expected value to exploring. */
export function served({ rankingOf, exploreShare, chosen }: Served): Pick<ShopPolicy, 'choose'> {
  const rankings = new WeakMap<Book, Ranking>();
  return {
    choose(asked) {
      const { around, situation } = asked;
      const ranking = rankings.get(around.book) ?? rankingOf(around.book);
      rankings.set(around.book, ranking);
      const parts = { ...around, ranking, exploreShare, leastValue: 0, leastChance: 0, against: () => () => [] };
      const decided = decide(parts, situation);
      chosen?.(asked, decided);
      return { offer: decided.offer?.id, among: decided.decision.candidates.map(({ offer }) => offer) };
    },
  };
}
