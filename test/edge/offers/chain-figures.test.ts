import { expect, it } from 'vitest';
import { createFiguresIntake } from '../../../edge/offers/chain-figures.ts';
import { recordsOfFigures } from '../../../models/offer-ranker/features/figures-records.ts';
import type { ChainFigures } from '../../../models/offer-ranker/features/inputs.ts';

const figures = (products: number, historyDays = 100): ChainFigures => ({
  historyDays,
  products: new Map(
    Array.from({ length: products }, (_, at) => [
      `p${at}`,
      { category: 'bakery', department: 'fresh', isPrivateLabel: false, lines: at, amount: at, quantity: at },
    ]),
  ),
  rates: {
    overall: { exposed: 10, redeemed: 1 },
    byCategory: new Map(),
    byManufacturer: new Map(),
    byType: new Map(),
    byCode: new Map(),
    byDeal: new Map(),
  },
  pastOffers: new Map(),
});

it('serves figures only once all their parts are there, in whatever order they come', () => {
  const intake = createFiguresIntake('lyon-3');
  const [first, second] = recordsOfFigures(figures(4001));
  expect(intake.take('all.figures-2', second)).toBe(true);
  expect(intake.current()).toEqual([]);
  intake.take('all.figures-1', first);
  expect(intake.current()).toEqual([first, second]);
});

it('goes on with the figures before while newer ones are on their way', () => {
  const intake = createFiguresIntake('lyon-3');
  for (const [at, record] of recordsOfFigures(figures(4001)).entries()) intake.take(`all.figures-${at + 1}`, record);
  const [first, second] = recordsOfFigures(figures(4002, 101));
  intake.take('all.figures-1', first);
  expect(intake.current()[0]?.historyDays).toBe(100);
  intake.take('all.figures-2', second);
  expect(intake.current()[0]?.historyDays).toBe(101);
});

it("prefers the shop's own figures, and returns to those of all shops when its own are taken away", () => {
  const intake = createFiguresIntake('lyon-3');
  intake.take('all.figures-1', recordsOfFigures(figures(1))[0]);
  intake.take('lyon-3.figures-1', recordsOfFigures(figures(2))[0]);
  expect(intake.current()[0]?.products.length).toBe(2);
  intake.take('lyon-3.figures-1', undefined);
  expect(intake.current()[0]?.products.length).toBe(1);
});

it('refuses what is no part of figures', () => {
  const intake = createFiguresIntake('lyon-3');
  expect(intake.take('all.figures-1', { type: 'figures' })).toBe(false);
  expect(intake.current()).toEqual([]);
});
