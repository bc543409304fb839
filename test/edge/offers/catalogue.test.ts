import { expect, it } from 'vitest';
import { createCatalogue } from '../../../edge/offers/catalogue.ts';

const offer = {
  id: 'o1',
  campaign: 'c1',
  title: 'A good red',
  kind: 'percent-off',
  category: 'wine',
  startsAt: '2026-05-01T00:00:00Z',
  endsAt: '2026-07-01T00:00:00+02:00',
};

it('lists offers in the order of their keys, whatever the order in which they came', () => {
  const catalogue = createCatalogue();
  expect(catalogue.takeOffer('shop-1.o2', { ...offer, id: 'o2' })).toBe(true);
  expect(catalogue.takeOffer('all.o1', offer)).toBe(true);
  expect(catalogue.offers().map((listed) => listed.offer.id)).toEqual(['o1', 'o2']);
  expect(catalogue.offers()[0]).toMatchObject({ startsAt: Date.UTC(2026, 4, 1), endsAt: Date.UTC(2026, 5, 30, 22) });
});

it('drops an offer that was taken back', () => {
  const catalogue = createCatalogue();
  catalogue.takeOffer('all.o1', offer);
  expect(catalogue.takeOffer('all.o1', undefined)).toBe(true);
  expect(catalogue.offers()).toEqual([]);
});

it.each([
  ['of the wrong shape', { ...offer, kind: 'magic' }],
  ['of a period that is no period', { ...offer, startsAt: '2026-02-31T00:00:00Z' }],
  ['that is nothing', null],
])('refuses an offer %s, and stops showing what it was before', (_title, value) => {
  const catalogue = createCatalogue();
  catalogue.takeOffer('all.o1', offer);
  expect(catalogue.takeOffer('all.o1', value)).toBe(false);
  expect(catalogue.offers()).toEqual([]);
});

it('knows the stock as headquarters last told it', () => {
  const catalogue = createCatalogue();
  expect(catalogue.takeStock('shop-1.p1', { product: 'p1', quantity: 4 })).toBe(true);
  expect(catalogue.stockOf('p1')).toBe(4);
  expect(catalogue.takeStock('shop-1.p1', { product: 'p1', quantity: -4 })).toBe(false);
  expect(catalogue.stockOf('p1')).toBeUndefined();
  catalogue.takeStock('shop-1.p1', { product: 'p1', quantity: 4 });
  expect(catalogue.takeStock('shop-1.p1', undefined)).toBe(true);
  expect(catalogue.stockOf('p1')).toBeUndefined();
});
