import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../contract/offers/rule.ts';
import { bookOf } from '../../../edge/offers/book.ts';
import { decide } from '../../../edge/offers/decide.ts';
import { noteScarce, stockThen } from '../../../edge/offers/scarce-stock.ts';
import { stockBy } from '../../../edge/offers/stock.ts';
import { modelRanking, offer, parts, situation } from './offer-stand.ts';

const atLeast = (stockAtLeast: number): Rule => ({
  ...{ type: 'rule', id: `least-${stockAtLeast}`, name: `At least ${stockAtLeast}`, about: {}, effect: 'require' },
  when: { stockAtLeast },
});
const shelf = (...rules: Rule[]) =>
  bookOf({
    offers: [
      offer('plenty', { products: ['cava'] }),
      offer('few', { products: ['merlot'] }),
      offer('one of two', { products: ['malbec', 'constructor'] }),
      offer('gone', { products: ['shiraz', 'syrah'] }),
      offer('unknown', { products: ['port'] }),
      offer('no product'),
    ],
    records: rules,
    figures: [],
  });
const PIECES = new Map([
  ['cava', 500],
  ['merlot', 3],
  ['malbec', 0],
  ['constructor', 50],
  ['shiraz', 0],
  ['syrah', -1],
]);

function decided(...rules: Rule[]) {
  const book = shelf(...rules);
  const stock = noteScarce(
    book,
    stockBy((product) => PIECES.get(product)),
  );
  const { decision } = decide(parts({ book, ranking: modelRanking([0.1]), stock: stock.noted }), situation());
  return { book, decision, kept: stock.kept(decision) };
}

describe('of the stock that a decision asked for', () => {
  it('only that is kept which neither was enough nor is told by the refusals', () => {
    expect(decided().kept).toEqual({});
    expect(decided(atLeast(5), atLeast(2)).kept).toEqual({ merlot: 3, malbec: 0 });
  });

  it.each([[[]], [[atLeast(5), atLeast(2)]], [[atLeast(0)]], [[atLeast(51)]]])(
    'enough is kept to refuse the same offers again',
    (rules) => {
      const { book, decision, kept } = decided(...rules);
      const stock = stockThen(book, decision, JSON.parse(JSON.stringify(kept)));
      const again = decide(parts({ book, ranking: modelRanking([0.1]), stock }), situation());
      expect(again.decision).toEqual(decision);
    },
  );

  it('nothing is known again where nothing was known', () => {
    const { book, decision } = decided();
    expect(stockThen(book, { ...decision, refused: [] }, { port: null }).of('port')).toBeUndefined();
  });
});
