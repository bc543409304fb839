import { expect, it } from 'vitest';
import type { Campaign } from '../../../contract/offers/budget.ts';
import { bookOf } from '../../../edge/offers/book.ts';
import { createBudgets } from '../../../edge/offers/budgets/budgets.ts';
import { createLimits } from '../../../edge/offers/limits.ts';
import { createSolicitations } from '../../../edge/offers/rules/caps.ts';
import { aMoment, anOffer, NOON_MS } from './rules/made-up-moment.ts';

const dayOf = (t: number): string => new Date(t).toISOString().slice(0, 10);

it('says of every offer of a campaign, once for all of them, that its budget is not granted, and of none that has no campaign', () => {
  const summer: Campaign = { type: 'campaign', id: 'summer', name: 'Summer', unit: 'exposures', total: 100 };
  const cash: Campaign = { type: 'campaign', id: 'cash', name: 'Cash', unit: 'money', perMember: 2 };
  const offers = [
    anOffer({ id: 'ice', campaign: 'summer' }),
    anOffer({ id: 'fans', campaign: 'summer' }),
    anOffer({ id: 'cheap', campaign: 'cash', cost: 1 }),
    anOffer({ id: 'dear', campaign: 'cash', cost: 3 }),
    anOffer({ id: 'free', campaign: 'none' }),
  ];
  const budgets = createBudgets({ saved: [], savedOfMembers: [], startedAt: NOON_MS, dayOf });
  const limits = createLimits({ solicitations: createSolicitations({ saved: [], dayOf }), budgets, ownCap: { mostPerDay: 24, restMs: 0 } });
  const book = bookOf({ offers, records: [summer, cash], figures: [] });
  const against = limits.refusals(book, aMoment({ t: NOON_MS }));
  expect(offers.map((offer) => [offer.id, against(offer).map(({ reason }) => reason)])).toEqual([
    ['ice', ['BUDGET_NOT_GRANTED']],
    ['fans', ['BUDGET_NOT_GRANTED']],
    ['cheap', ['MEMBER_BUDGET_NOT_GRANTED']],
    ['dear', ['MEMBER_BUDGET_SPENT']],
    ['free', []],
  ]);
});
