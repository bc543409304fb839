import { describe, expect, it } from 'vitest';
import { prepareAhead, prepareBook, type RankedBook } from '../../../../edge/offers/ranking/prepared-book.ts';
import { DRINK, FIGURES, HOT, JAM, TEA } from '../../../models/offer-ranker/features/a-chain.ts';

const bookOf = (...contents: RankedBook['contents']): RankedBook => ({ contents, figures: { ...FIGURES }, ranking: undefined });

describe('a book is prepared', () => {
  it('anew for other offers or figures, and not where only rules changed', () => {
    const book = bookOf(TEA, JAM);
    const { prepared } = prepareBook(book);
    expect(prepareBook({ ...book, contents: [TEA, JAM] }).prepared).toBe(prepared);
    expect(prepareBook({ ...book, contents: [TEA, HOT] }).prepared).not.toBe(prepared);
    expect(prepareBook({ ...book, contents: [TEA] }).prepared).not.toBe(prepared);
    expect(prepareBook(bookOf(TEA, JAM)).prepared).not.toBe(prepared);
  });

  it('to the same numbers whatever was prepared before', () => {
    const book = bookOf(TEA, JAM, DRINK);
    const unknown = { ...DRINK, id: 'new', code: 'new', products: ['nobody bought it yet'] };
    prepareBook({ ...book, contents: [unknown] });
    const after = prepareBook({ ...book, contents: [unknown, HOT, TEA] }).prepared;
    const fresh = prepareBook(bookOf(unknown, HOT, TEA)).prepared;
    expect([after.rows, after.assortment, after.ofGroup]).toEqual([fresh.rows, fresh.assortment, fresh.ofGroup]);
  });

  it('before a decision asks for it, once, and leaves what cannot be prepared to the decision', () => {
    let asked = 0;
    const book = bookOf(TEA);
    const broken: RankedBook = {
      ...book,
      get contents(): never {
        asked += 1;
        throw new Error('nonsense');
      },
    };
    for (const one of [book, broken, broken]) prepareAhead(one);
    expect(asked).toBe(1);
    expect(() => prepareBook(broken)).toThrow('nonsense');
  });
});
