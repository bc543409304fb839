import type { MemberHistory, OfferContent } from '../../models/offer-ranker/features/inputs.ts';
import type { Book } from './book.ts';
import type { Ranking } from './ranking/ranking.ts';

/** One line more of its products is more than any number of lines of its category. */
const OWN = 1000;
const NO_EMBEDDING = new Float32Array(0);

/** Orders by what the member bought of an offer's products, then in its category. */
export function plainRanking({ contents, figures }: Book): Ranking {
  function count({ lines }: MemberHistory, { products, category }: OfferContent): number {
    let counted = 0;
    for (const { product, times } of lines) {
      if (products.includes(product)) counted += OWN * times;
      if (category !== undefined && figures.products.get(product)?.category === category) counted += times;
    }
    return counted;
  }
  return {
    rank(history, _moment, places) {
      const rule = Float64Array.from(places, (place) => {
        const content = contents[place];
        return content ? count(history, content) : 0;
      });
      const total = rule.reduce((sum, one) => sum + one, 0);
      const chances = Float32Array.from(rule, (one) => (total === 0 ? 0 : one / total));
      return {
        ranker: 'count-rule',
        fallback: 'no-model',
        model: 'count-rule',
        chances,
        rule,
        draw: (asked, heads) => Float32Array.from({ length: asked.length * heads }, (_, at) => chances[asked[at % asked.length] ?? 0] ?? 0),
        embedding: () => NO_EMBEDDING,
        contributions: () => [],
      };
    },
  };
}
