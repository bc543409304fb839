import { describe, expect, it } from 'vitest';
import { type Campaign, NOTHING_MORE } from '../../../../contract/offers/budget.ts';
import { NOON_MS } from '../rules/made-up-moment.ts';
import { ANNA, BO, campaign, DAY_MS, decision, grant, hold, MINUTE_MS, reasons, replyTo, shop, welcome } from './budget-shop.ts';

describe('what is for one member', () => {
  const summer = campaign({ perMember: 2 });

  it('is spent on nobody before headquarters granted it, and then put aside or spent as far as it goes', () => {
    const { open, write, disk } = shop();
    const budgets = open();
    expect(reasons(budgets, summer)).toEqual(['MEMBER_BUDGET_NOT_GRANTED summer']);
    expect(budgets.ofMembers.requests(ANNA, [summer, campaign({ id: 'autumn' })], NOON_MS)).toMatchObject([
      { campaign: 'summer', member: ANNA, spent: 0, wanted: NOTHING_MORE },
    ]);
    write(welcome(budgets, summer, 2));
    expect(reasons(budgets, summer)).toEqual([]);
    write(hold(budgets, 1, summer));
    write(budgets.shown(decision(1), NOON_MS));
    expect(reasons(budgets, summer)).toEqual([]);
    hold(budgets, 2, summer);
    hold(budgets, 3, campaign({ id: 'autumn' }));
    expect(reasons(budgets, summer)).toEqual(['MEMBER_BUDGET_SPENT summer']);
    expect(reasons(budgets, summer, BO)).toEqual(['MEMBER_BUDGET_NOT_GRANTED summer']);
    expect(disk.get(`budget-of/${ANNA}`)).toMatchObject({ leases: { summer: { granted: 2, spent: 1 } } });
  });

  it('is asked for as a whole, and in whole exposures', () => {
    const wanted = (of: Partial<Campaign>) => {
      const budgets = shop().open();
      budgets.ofMembers.requests(ANNA, [campaign(of)], NOON_MS);
      welcome(budgets, campaign(of), 0);
      return budgets.ofMembers.requests(ANNA, [campaign(of)], NOON_MS + 5 * MINUTE_MS)[0]?.wanted;
    };
    expect([wanted({ perMember: 3.5 }), wanted({ perMember: 3.5, unit: 'money' }), wanted({ perMember: 0 })]).toEqual([3, 3.5, undefined]);
  });

  it('counts what was spent in other shops: where nothing is left it is asked again after a while only', () => {
    const budgets = shop().open();
    welcome(budgets, summer, 0);
    expect(reasons(budgets, summer)).toEqual(['MEMBER_BUDGET_SPENT summer']);
    expect(budgets.ofMembers.requests(ANNA, [summer], NOON_MS + 4 * MINUTE_MS)).toEqual([]);
    welcome(budgets, summer, 1, { now: NOON_MS + 5 * MINUTE_MS + 1000 });
    expect(reasons(budgets, summer)).toEqual([]);
  });

  it('is told as long as something is left, so that a restart goes on with it', () => {
    const { open, write } = shop();
    const budgets = open();
    write(welcome(budgets, summer, 2));
    expect(budgets.ofMembers.requests(ANNA, [summer], NOON_MS + 9 * MINUTE_MS)).toEqual([]);
    expect(budgets.ofMembers.requests(ANNA, [summer], NOON_MS + 10 * MINUTE_MS)).toMatchObject([{ spent: 0, wanted: NOTHING_MORE }]);
    expect(reasons(open(NOON_MS + 15 * MINUTE_MS), summer)).toEqual([]);
    for (const n of [1, 2]) hold(budgets, n, summer);
    expect(budgets.ofMembers.requests(ANNA, [summer], NOON_MS + 10 * MINUTE_MS)).toEqual([]);
  });

  it('is spent no more when the lease is over', () => {
    const budgets = shop().open();
    welcome(budgets, summer, 2);
    expect(reasons(budgets, summer, ANNA, NOON_MS + 7 * DAY_MS)).toEqual(['MEMBER_BUDGET_NOT_GRANTED summer']);
  });

  it('is given back of who is gone but for what is put aside, on disk first, until headquarters has heard of it', () => {
    const { open, write, disk } = shop();
    const budgets = open();
    const redeemed = campaign({ perMember: 3, unit: 'redemptions' });
    write(welcome(budgets, redeemed, 3));
    write(hold(budgets, 1, redeemed));
    expect([...budgets.ofMembers.lent()]).toEqual([ANNA]);
    const back = budgets.ofMembers.givenBack(ANNA, NOON_MS + MINUTE_MS);
    write(back.changes);
    expect(back.requests).toMatchObject([{ campaign: 'summer', member: ANNA, spent: 0, wanted: 0, kept: 1 }]);
    expect(disk.get(`budget-of/${ANNA}`)).toMatchObject({ leases: { summer: { granted: 1, spent: 0, isOwed: true } } });
    const again = open();
    const told = again.ofMembers.givenBack(ANNA, NOON_MS + 2 * MINUTE_MS);
    expect(told.requests).toMatchObject([{ wanted: 0, kept: 1 }]);
    for (const request of told.requests) write(again.ofMembers.answered({ ...request, member: ANNA }, replyTo(request, 1)));
    expect([[...again.ofMembers.lent()], again.ofMembers.givenBack(ANNA, NOON_MS + 2 * MINUTE_MS).requests]).toEqual([[], []]);
    write(again.redeemed(decision(1), NOON_MS + 3 * MINUTE_MS));
    expect(disk.get(`budget-of/${ANNA}`)).toMatchObject({ leases: { summer: { granted: 1, spent: 1 } } });
    expect([[...again.ofMembers.lent()], again.ofMembers.givenBack(ANNA, NOON_MS + 4 * MINUTE_MS).requests]).toEqual([[], []]);
  });

  it('is taken for spent after a longer stop, and what was put aside is paid with it', () => {
    const { open, write, disk } = shop();
    write(welcome(open(), summer, 2));
    write(hold(open(), 1, summer));
    const later = NOON_MS + DAY_MS;
    const budgets = open(later);
    expect(reasons(budgets, summer, ANNA, later)).toEqual(['MEMBER_BUDGET_NOT_GRANTED summer']);
    expect([[...budgets.ofMembers.lent()], budgets.ofMembers.givenBack(ANNA, later).requests]).toEqual([[], []]);
    write(welcome(budgets, summer, 2, { before: 2, now: later }));
    write(budgets.shown(decision(1), later));
    expect(disk.get(`budget-of/${ANNA}`)).toMatchObject({ leases: { summer: { granted: 2, spent: 2 } } });
    expect(reasons(budgets, summer, ANNA, later)).toEqual(['MEMBER_BUDGET_SPENT summer']);
  });

  it('that a shop counted by itself, before there were leases, is told as spent', () => {
    const { open, write, disk } = shop();
    disk.set(`budget-of/${ANNA}`, { spent: { summer: 1 }, holds: {}, at: NOON_MS });
    const budgets = open();
    expect(budgets.ofMembers.requests(ANNA, [summer], NOON_MS)).toMatchObject([{ spent: 1, wanted: NOTHING_MORE }]);
    write(welcome(budgets, summer, 2, { before: 1 }));
    hold(budgets, 1, summer);
    expect(reasons(budgets, summer)).toEqual(['MEMBER_BUDGET_SPENT summer']);
  });

  it('that was lowered meanwhile holds at once, and more than it is never asked for', () => {
    const budgets = shop().open();
    welcome(budgets, summer, 2);
    hold(budgets, 1, summer);
    const lowered = campaign({ perMember: 1 });
    expect(reasons(budgets, lowered)).toEqual(['MEMBER_BUDGET_SPENT summer']);
    expect(budgets.ofMembers.requests(ANNA, [lowered], NOON_MS + MINUTE_MS)).toEqual([]);
  });

  it('is forgotten with the member, and what was put aside for him is free', () => {
    const { open, write } = shop();
    const first = open();
    const both = campaign({ perMember: 1, total: 200 });
    write(grant(first, both, 1));
    write(welcome(first, both, 1));
    write(hold(first, 1, both));
    const budgets = open();
    expect(reasons(budgets, both)).toEqual(['BUDGET_NOT_GRANTED summer', 'MEMBER_BUDGET_SPENT summer']);
    const [onItsWay] = budgets.ofMembers.requests(ANNA, [campaign({ perMember: 5 })], NOON_MS);
    budgets.forget(ANNA);
    budgets.forget(BO);
    expect(reasons(budgets, both)).toEqual(['MEMBER_BUDGET_NOT_GRANTED summer']);
    if (onItsWay) expect(budgets.ofMembers.answered({ ...onItsWay, member: ANNA }, replyTo(onItsWay, 5))).toEqual([]);
  });

  it('is forgotten when nothing was heard of a member for long, some at a time; what headquarters had granted until then is not spent again', () => {
    const budgets = shop().open();
    for (let n = 0; n < 1001; n++) {
      hold(budgets, n, summer, decision(n));
      budgets.shown(decision(n), NOON_MS);
    }
    hold(budgets, 2000, summer, BO);
    expect(budgets.forgetAged(NOON_MS)).toEqual([]);
    expect(budgets.forgetAged(NOON_MS + 1)).toHaveLength(1000);
    expect(budgets.forgetAged(NOON_MS + 1)).toHaveLength(1);
    expect(budgets.forgetAged(NOON_MS + 1)).toEqual([]);
    welcome(budgets, summer, 1, { subject: decision(1), before: 1 });
    expect(reasons(budgets, summer, decision(1))).toEqual(['MEMBER_BUDGET_SPENT summer']);
  });
});
