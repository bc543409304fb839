import { expect, it } from 'vitest';
import type { Offer } from '../../../contract/offers/offer.ts';
import { type Moment, refusalsOf } from '../../../edge/offers/eligibility.ts';

const T = Date.UTC(2026, 5, 1);
const offer: Offer = {
  id: 'o1',
  campaign: 'c1',
  title: 'A good red',
  kind: 'percent-off',
  category: 'wine',
  product: 'p1',
  zones: ['wine'],
  startsAt: '2026-05-01T00:00:00Z',
  endsAt: '2026-07-01T00:00:00Z',
};
const listed = { offer, startsAt: T - 1, endsAt: T + 1 };
const moment: Moment = {
  t: T,
  zone: 'wine',
  hasScreen: true,
  shownThisVisit: new Set(),
  sensitiveCategories: new Set(['pharmacy']),
  stockOf: () => 3,
};

it('may show an offer that runs, is in stock, in its zone, before a screen, for the first time in the visit', () => {
  expect(refusalsOf(listed, moment)).toEqual([]);
});

it.each([
  ['before it starts', listed, { ...moment, t: T - 2 }, ['OUT_OF_PERIOD']],
  ['at the moment it ends', listed, { ...moment, t: T + 1 }, ['OUT_OF_PERIOD']],
  ['in another zone', listed, { ...moment, zone: 'dairy' }, ['OTHER_ZONE']],
  ['when its product is sold out', listed, { ...moment, stockOf: () => 0 }, ['OUT_OF_STOCK']],
  ['when nobody knows the stock of its product', listed, { ...moment, stockOf: () => undefined }, ['OUT_OF_STOCK']],
  ['twice in a visit', listed, { ...moment, shownThisVisit: new Set(['o1']) }, ['SHOWN_THIS_VISIT']],
  ['of a sensitive category', { ...listed, offer: { ...offer, category: 'Pharmacy' } }, moment, ['SENSITIVE_CATEGORY']],
  ['without a screen', listed, { ...moment, hasScreen: false }, ['NO_SCREEN']],
])('is not shown %s', (_title, tried, at, reasons) => {
  expect(refusalsOf(tried, at)).toEqual(reasons);
});

it('names every rule that speaks against it, not only the first', () => {
  const pills = { ...listed, offer: { ...offer, category: 'pharmacy' } };
  const never: Moment = { ...moment, t: 0, zone: 'dairy', hasScreen: false, shownThisVisit: new Set(['o1']), stockOf: () => 0 };
  expect(refusalsOf(pills, never)).toHaveLength(6);
});

it('needs no stock and no zone where the offer names none', () => {
  const { product: _, zones: __, ...anywhere } = offer;
  expect(refusalsOf({ ...listed, offer: anywhere }, { ...moment, zone: 'dairy', stockOf: () => undefined })).toEqual([]);
});
