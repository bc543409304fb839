import { expect, it } from 'vitest';
import { checker } from '../../../../contract/check.ts';
import { FIGURES_ROWS_PER_PART, FiguresRecord } from '../../../../contract/offers/model-record.ts';
import { figuresOfRecords, recordsOfFigures } from '../../../../models/offer-ranker/features/figures-records.ts';
import type { ChainFigures } from '../../../../models/offer-ranker/features/inputs.ts';

const figures = (count: number): ChainFigures => ({
  historyDays: 200,
  products: new Map(
    Array.from({ length: count }, (_, index) => [
      `p${index}`,
      {
        category: 'bakery',
        ...(index % 2 === 0 && { type: 'rolls', manufacturer: 'm1' }),
        department: 'fresh',
        isPrivateLabel: index % 3 === 0,
        lines: index,
        amount: index * 1.5,
        quantity: index,
      },
    ]),
  ),
  rates: {
    overall: { exposed: 100, redeemed: 3 },
    byCategory: new Map([['bakery', { exposed: 60.5, redeemed: 2 }]]),
    byManufacturer: new Map(),
    byType: new Map(),
    byCode: new Map([['c1', { exposed: 10, redeemed: 1 }]]),
    byDeal: new Map(),
  },
  pastOffers: new Map([
    ['c1', { kind: 'amount-off', value: 1, minimumQuantity: 2, campaignType: 'A', category: 'bakery', products: ['p1', 'p2'] }],
    ['c2', { kind: 'bundle', products: ['p3'] }],
  ]),
});

it('carries the figures of a chain in parts that shops put together to the same figures', () => {
  const whole = figures(FIGURES_ROWS_PER_PART + 3);
  const records = recordsOfFigures(whole);
  const check = checker(FiguresRecord);
  expect(records).toHaveLength(2);
  for (const record of records) expect(check(record)).toMatchObject({ ok: true });
  expect(figuresOfRecords([...records].reverse())).toMatchObject({ historyDays: 200, rates: whole.rates, pastOffers: whole.pastOffers });
  expect(figuresOfRecords(records)).toEqual(whole);
});

it('gives other figures another version, and the same ones the same', () => {
  expect(recordsOfFigures(figures(4))).toEqual(recordsOfFigures(figures(4)));
  expect(recordsOfFigures(figures(4))[0]?.version).not.toBe(recordsOfFigures(figures(5))[0]?.version);
});

it('makes one part of a chain that knows nothing yet, and nothing of no part', () => {
  const nothing = figuresOfRecords([]);
  expect(nothing).toMatchObject({ historyDays: 0, rates: { overall: { exposed: 0, redeemed: 0 } } });
  expect(recordsOfFigures(nothing)).toHaveLength(1);
});
