import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../../contract/offers/budget.ts';
import { anOffer, NOON_MS } from '../rules/made-up-moment.ts';
import { ANNA, answer, BO, campaign, DAY_MS, decision, ENDS_AT, grant, hold, MINUTE_MS, reasons, replyTo, shop } from './budget-shop.ts';

describe('the budget of a campaign', () => {
  it('pays for nothing before headquarters granted anything, and then for as much as it granted', () => {
    const budgets = shop().open();
    const summer = campaign({ total: 200 });
    expect(reasons(budgets, summer)).toEqual(['BUDGET_NOT_GRANTED summer']);
    grant(budgets, summer, 2);
    expect(reasons(budgets, summer)).toEqual([]);
    hold(budgets, 1, summer);
    hold(budgets, 2, summer);
    expect(reasons(budgets, summer)).toEqual(['BUDGET_NOT_GRANTED summer']);
  });

  it('is spent when headquarters has less than was asked for, and pays what that was', () => {
    const budgets = shop().open();
    const summer = campaign({ total: 200, grant: 10 });
    grant(budgets, summer, 1);
    hold(budgets, 1, summer);
    expect(reasons(budgets, summer)).toEqual(['BUDGET_SPENT summer']);
    expect(budgets.leases.requests([summer], NOON_MS + 1000)).toEqual([]);
    grant(budgets, summer, 11, NOON_MS + MINUTE_MS);
    expect(reasons(budgets, summer)).toEqual([]);
  });

  it('that nobody limited pays for everything', () => {
    const budgets = shop().open();
    expect(reasons(budgets, campaign({}))).toEqual([]);
    expect(budgets.leases.requests([campaign({})], NOON_MS)).toEqual([]);
  });

  it('pays no more once the lease is over, until headquarters answered again', () => {
    const budgets = shop().open();
    const summer = campaign({ total: 200 });
    grant(budgets, summer, 2);
    expect(reasons(budgets, summer, ANNA, NOON_MS + 7 * DAY_MS)).toEqual(['BUDGET_NOT_GRANTED summer']);
    grant(budgets, summer, 2, NOON_MS + 7 * DAY_MS);
    expect(reasons(budgets, summer, ANNA, NOON_MS + 8 * DAY_MS)).toEqual([]);
  });

  it('asks ahead when less than half a grant is left, and tells from time to time what is spent', () => {
    const budgets = shop().open();
    const summer = campaign({ total: 1000, grant: 4 });
    expect(budgets.leases.requests([summer], NOON_MS - 2000)).toMatchObject([{ campaign: 'summer', spent: 0, wanted: 0.001 }]);
    answer(budgets, summer, 0, NOON_MS - 2000);
    expect(budgets.leases.requests([summer], NOON_MS)).toMatchObject([{ campaign: 'summer', spent: 0, wanted: 4 }]);
    answer(budgets, summer, 4);
    for (const n of [1, 2]) hold(budgets, n, summer);
    expect(budgets.leases.requests([summer], NOON_MS)).toEqual([]);
    hold(budgets, 3, summer);
    expect(budgets.leases.requests([summer], NOON_MS)).toMatchObject([{ spent: 0, wanted: 7 }]);
    budgets.lapse(NOON_MS + 5 * MINUTE_MS);
    expect(budgets.leases.requests([summer], NOON_MS + 5 * MINUTE_MS)).toMatchObject([{ spent: 0, wanted: 0.001 }]);
  });

  it('asks for a hundredth of the total where nobody said how much, and for no part of an exposure', () => {
    const ask = (of: Partial<Campaign>) => {
      const budgets = shop().open();
      answer(budgets, campaign(of), 0);
      return budgets.leases.requests([campaign(of)], NOON_MS)[0]?.wanted;
    };
    expect([ask({ total: 1000 }), ask({ total: 20 }), ask({ total: 20, unit: 'money' })]).toEqual([10, 1, 0.2]);
  });

  it('is given back when the campaign is over and nothing is put aside any more, until headquarters has heard of it', () => {
    const { open, write, disk } = shop();
    const budgets = open();
    const summer = campaign({ total: 200 });
    write(grant(budgets, summer, 5));
    write(hold(budgets, 1, summer));
    expect(budgets.leases.givenBack(new Set(['summer']), NOON_MS).requests).toEqual([]);
    expect(budgets.leases.givenBack(new Set(), NOON_MS).requests).toEqual([]);
    write(budgets.shown(decision(1), NOON_MS));
    const { changes, requests } = budgets.leases.givenBack(new Set(), NOON_MS);
    write(changes);
    expect(requests).toMatchObject([{ campaign: 'summer', spent: 1, wanted: 0 }]);
    expect(disk.get('budget/lease/summer')).toMatchObject({ granted: 1, spent: 1 });
    expect(reasons(budgets, summer)).toEqual(['BUDGET_NOT_GRANTED summer']);
    const again = open().leases.givenBack(new Set(), NOON_MS + MINUTE_MS);
    expect(again.requests).toMatchObject([{ campaign: 'summer', spent: 1, wanted: 0 }]);
    const [told] = requests;
    if (told) write(budgets.leases.answered(told, replyTo(told, 1)));
    expect(open().leases.givenBack(new Set(), NOON_MS + MINUTE_MS).requests).toEqual([]);
  });
});

describe('one showing', () => {
  it('is paid once, when a screen showed it, however often that is told and after whatever restart', () => {
    const { open, write, disk } = shop();
    const summer = campaign({ total: 200 });
    const first = open();
    write(grant(first, summer, 5));
    expect(write(hold(first, 1, summer))).toBe(1);
    expect(hold(first, 1, summer)).toEqual([]);
    const again = open();
    expect(write(again.shown(decision(1), NOON_MS))).toBe(3);
    expect(again.shown(decision(1), NOON_MS)).toEqual([]);
    expect(open().shown(decision(1), NOON_MS)).toEqual([]);
    expect(disk.get('budget/lease/summer')).toMatchObject({ spent: 1 });
  });

  it('costs nothing when it came about nowhere', () => {
    const { open, write, disk } = shop();
    const budgets = open();
    const summer = campaign({ total: 200 });
    write(grant(budgets, summer, 1));
    write(hold(budgets, 1, summer));
    write(budgets.lapse(NOON_MS + 5 * MINUTE_MS));
    expect(reasons(budgets, summer)).toEqual([]);
    expect(disk.get('budget/lease/summer')).toMatchObject({ spent: 0 });
  });

  it('of which nothing more was heard lapses', () => {
    const budgets = shop().open();
    const summer = campaign({ total: 200 });
    grant(budgets, summer, 1);
    hold(budgets, 1, summer);
    expect(budgets.lapse(NOON_MS + 2 * MINUTE_MS)).toEqual([]);
    expect(budgets.lapse(NOON_MS + 2 * MINUTE_MS + 1)).toHaveLength(1);
    expect(reasons(budgets, summer)).toEqual([]);
  });

  it('takes money at the cost of the offer, and none where showing costs nothing', () => {
    const { open, write, disk } = shop();
    const budgets = open();
    const summer = campaign({ total: 500, unit: 'money' });
    write(grant(budgets, summer, 5));
    write(hold(budgets, 1, summer));
    write(budgets.shown(decision(1), NOON_MS));
    expect(disk.get('budget/lease/summer')).toMatchObject({ spent: 2.5 });
    hold(budgets, 2, summer);
    expect(reasons(budgets, summer)).toEqual(['BUDGET_NOT_GRANTED summer']);
    expect(budgets.refusals(summer, anOffer(), ANNA, NOON_MS)).toEqual([]);
    expect(budgets.hold(decision(3), summer, anOffer(), ENDS_AT, ANNA, NOON_MS)).toEqual([]);
  });
});

describe('a redemption', () => {
  const summer = campaign({ total: 200, unit: 'redemptions', grant: 1 });

  it('is put aside at the decision and paid when it comes, not when the offer is shown', () => {
    const { open, write, disk } = shop();
    const budgets = open();
    write(grant(budgets, summer, 1));
    write(hold(budgets, 1, summer));
    expect(budgets.shown(decision(1), NOON_MS)).toEqual([]);
    expect(reasons(budgets, summer)).toEqual(['BUDGET_NOT_GRANTED summer']);
    write(open().redeemed(decision(1), NOON_MS));
    expect(disk.get('budget/lease/summer')).toMatchObject({ spent: 1 });
    expect(budgets.redeemed(decision(9), NOON_MS)).toEqual([]);
  });

  it('that did not come while the offer ran, and for two days after, is free for others', () => {
    const budgets = shop().open();
    grant(budgets, summer, 1);
    hold(budgets, 1, summer);
    expect(budgets.lapse(ENDS_AT + 2 * DAY_MS)).toEqual([]);
    budgets.lapse(ENDS_AT + 2 * DAY_MS + 1);
    expect(reasons(budgets, summer)).toEqual([]);
  });
});

describe('what is for one day', () => {
  it('a shop spends on one day as much as a campaign says, and the next day anew', () => {
    const budgets = shop().open();
    const summer = campaign({ perShopAndDay: 2 });
    hold(budgets, 1, summer);
    budgets.shown(decision(1), NOON_MS);
    hold(budgets, 2, summer, BO);
    expect(reasons(budgets, summer)).toEqual(['SHOP_DAY_BUDGET_SPENT summer']);
    expect(reasons(budgets, summer, ANNA, NOON_MS + DAY_MS)).toEqual([]);
    budgets.shown(decision(2), NOON_MS + DAY_MS);
    hold(budgets, 4, summer, BO, NOON_MS + DAY_MS);
    expect(reasons(budgets, summer, ANNA, NOON_MS + DAY_MS)).toEqual(['SHOP_DAY_BUDGET_SPENT summer']);
  });

  it('everything that stands against it is told', () => {
    const budgets = shop().open();
    expect(reasons(budgets, campaign({ total: 5, perMember: 0, perShopAndDay: 0 }))).toEqual([
      'BUDGET_NOT_GRANTED summer',
      'MEMBER_BUDGET_SPENT summer',
      'SHOP_DAY_BUDGET_SPENT summer',
    ]);
  });
});

describe('a shop that comes back', () => {
  const summer = campaign({ total: 200, grant: 10 });

  it('goes on with its lease after a restart', () => {
    const { open, write } = shop();
    write(grant(open(), summer, 10));
    expect(reasons(open(NOON_MS + 15 * MINUTE_MS), summer)).toEqual([]);
  });

  it('after a longer time spends nothing of what it had, for that may have been spent since the backup', () => {
    const { open, write, disk } = shop();
    write(grant(open(), summer, 10));
    const later = NOON_MS + DAY_MS;
    const budgets = open(later);
    expect(reasons(budgets, summer, ANNA, later)).toEqual(['BUDGET_NOT_GRANTED summer']);
    expect(budgets.leases.givenBack(new Set(), later).requests).toEqual([]);
    expect(budgets.leases.requests([summer], later)).toMatchObject([{ spent: 0, wanted: 0.001 }]);
    write(answer(budgets, summer, 10, later));
    expect(disk.get('budget/lease/summer')).toMatchObject({ granted: 10, spent: 10 });
    expect(budgets.leases.requests([summer], later)).toMatchObject([{ spent: 10, wanted: 10 }]);
  });

  it('of which headquarters heard more than it knows itself spends nothing of what it had', () => {
    const { open, write } = shop();
    write(grant(open(), summer, 10));
    const budgets = open();
    const [request] = budgets.leases.requests([summer], NOON_MS + 5 * MINUTE_MS);
    if (!request) throw new Error('nothing was told');
    write(budgets.leases.answered(request, { campaign: 'summer', granted: 20, spent: 7, until: '2027-01-01T00:00:00Z' }));
    expect(reasons(budgets, summer)).toEqual(['BUDGET_NOT_GRANTED summer']);
  });
});
