import { describe, expect, it } from 'vitest';
import type { FiguresRecord } from '../../../contract/offers/model-record.ts';
import { type Books, createBooks } from '../../../edge/offers/books.ts';
import { NOW, offer } from './offer-stand.ts';

const rule = { type: 'rule', id: 'r1', name: 'No wine', about: { categories: ['wine'] }, effect: 'forbid', when: {} };
const figures: FiguresRecord = {
  type: 'figures',
  version: '0123456789abcdef',
  part: 1,
  parts: 1,
  historyDays: 120,
  products: [{ id: 'p1', category: 'wine', department: 'drinks', lines: 4, amount: 20, quantity: 4 }],
  pastOffers: [],
};

function filled(): Books {
  const books = createBooks();
  books.takeOffer('shop-1.o2', offer('o2'));
  books.takeOffer('all.o1', offer('o1', { zones: ['shelf'], products: ['p1'], brand: 'Lune', code: 'C1', value: 10, minimumQuantity: 2 }));
  return books;
}

describe('the book of a shop', () => {
  it('lists offers in the order of their keys, whatever the order in which they came', () => {
    const book = filled().current(NOW);
    expect(book.offers.map((listed) => listed.offer.id)).toEqual(['o1', 'o2']);
    expect(book.offers[0]).toMatchObject({ startsAt: Date.UTC(2026, 4, 1), endsAt: Date.UTC(2026, 6, 1) });
    expect(book.contents).toMatchObject([
      { id: 'o1', code: 'C1', kind: 'percent-off', value: 10, minimumQuantity: 2, brand: 'Lune', zones: ['shelf'], durationDays: 61 },
      { id: 'o2', code: 'o2', products: [] },
    ]);
    expect([book.categoriesOf('shelf'), book.categoriesOf('nowhere')]).toEqual([['wine'], []]);
  });

  it('has an offer once: where a shop has its own of the same id, that one, whatever the shop is called', () => {
    const books = filled();
    books.takeOffer('aaa.o1', offer('o1', { margin: 7 }));
    books.takeConfig('aaa.campaign-spring', { type: 'campaign', id: 'spring', name: 'Ours', unit: 'exposures' });
    books.takeConfig('all.campaign-spring', { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures' });
    const book = books.current(NOW);
    expect(book.offers.map((listed) => [listed.offer.id, listed.offer.margin])).toEqual([
      ['o1', 7],
      ['o2', undefined],
    ]);
    expect(book.campaigns.get('spring')?.name).toBe('Ours');
    books.takeOffer('aaa.o1', undefined);
    expect(books.current(NOW + 2000).offers.map((listed) => listed.offer.margin)).not.toContain(7);
  });

  it('is the same book with the same name whichever way it came about, and another one with any change', () => {
    const [book, again] = [filled().current(NOW), filled().current(NOW + 5)];
    expect(again.hash).toBe(book.hash);
    expect(book.hash).toMatch(/^[0-9a-f]{16}$/u);
    const changes: ((books: Books) => unknown)[] = [
      (books) => books.takeOffer('all.o3', offer('o3')),
      (books) => books.takeOffer('all.o1', undefined),
      (books) => books.takeOffer('all.o1', offer('o1', { margin: 2 })),
      (books) => books.takeConfig('all.rule-r1', rule),
      (books) => books.takeFigures([figures]),
    ];
    const hashes = changes.map((change) => {
      const books = filled();
      change(books);
      return books.current(NOW).hash;
    });
    expect(new Set([book.hash, ...hashes]).size).toBe(6);
  });

  it('is made anew once a second at most, and not for what is in stock', () => {
    const books = filled();
    const book = books.current(NOW);
    books.takeStock('shop-1.p1', { product: 'p1', quantity: 4 });
    expect(books.current(NOW + 5000)).toBe(book);
    books.takeOffer('all.o3', offer('o3'));
    expect(books.current(NOW + 999)).toBe(book);
    expect(books.current(NOW + 1000).offers).toHaveLength(3);
    expect(books.size()).toBe(3);
  });

  it('holds the rules, caps, campaigns and the ranking of headquarters', () => {
    const books = filled();
    const salt = 'ab'.repeat(8);
    expect(books.takeConfig('all.rule-r1', rule)).toBe(true);
    expect(books.takeConfig('all.cap-c1', { type: 'cap', id: 'c1', name: 'Calm', about: {}, perDay: 3 })).toBe(true);
    expect(books.takeConfig('all.campaign-spring', { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures' })).toBe(true);
    expect(books.takeConfig('all.ranking-main', { type: 'ranking', id: 'main', serve: 'auto', holdoutShare: 0.1, holdoutSalt: salt })).toBe(
      true,
    );
    const { rules, caps, campaigns, ranking } = books.current(NOW);
    expect([rules[0]?.id, caps[0]?.id, campaigns.get('spring')?.unit, ranking?.holdoutShare]).toEqual(['r1', 'c1', 'exposures', 0.1]);
    expect(books.takeConfig('all.rule-r1', { ...rule, effect: 'perhaps' })).toBe(false);
    expect(books.takeConfig('all.cap-c1', undefined)).toBe(true);
    expect(books.current(NOW + 2000)).toMatchObject({ rules: [], caps: [] });
  });

  it('takes what is known of the chain from headquarters, and from the offers until it does', () => {
    const books = filled();
    expect(books.current(NOW).figures.products.get('p1')).toEqual({
      category: 'wine',
      department: 'wine',
      manufacturer: 'Lune',
      isPrivateLabel: false,
      lines: 1,
      amount: 0,
      quantity: 1,
    });
    books.takeFigures([figures]);
    expect(books.current(NOW + 1000).figures).toMatchObject({ historyDays: 120 });
    expect(books.current(NOW + 1000).figures.products.get('p1')?.lines).toBe(4);
  });

  it.each([
    ['of the wrong shape', { ...offer('o1'), kind: 'magic' }],
    ['of a period that is no period', offer('o1', { startsAt: '2026-02-31T00:00:00Z' })],
    ['that is nothing', null],
  ])('refuses an offer %s, and stops showing what it was before', (_title, value) => {
    const books = filled();
    expect(books.takeOffer('all.o1', value)).toBe(false);
    expect(books.current(NOW).offers.map(({ offer: { id } }) => id)).toEqual(['o2']);
  });
});

it('knows the stock as headquarters last told it', () => {
  const books = createBooks();
  expect(books.takeStock('shop-1.p1', { product: 'p1', quantity: 4 })).toBe(true);
  expect(books.stock.of('p1')).toBe(4);
  expect(books.takeStock('shop-1.p1', { product: 'p1', quantity: -4 })).toBe(false);
  expect(books.stock.of('p1')).toBeUndefined();
  books.takeStock('shop-1.p1', { product: 'p1', quantity: 4 });
  expect(books.takeStock('shop-1.p1', undefined)).toBe(true);
  expect(books.stock.of('p1')).toBeUndefined();
});
