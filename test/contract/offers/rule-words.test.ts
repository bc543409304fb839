import { expect, it } from 'vitest';
import type { Condition, Rule } from '../../../contract/offers/rule.ts';
import { ruleWords } from '../../../contract/offers/rule-words.ts';

const rule = (when: Condition, change: Partial<Rule> = {}): string =>
  ruleWords({ type: 'rule', id: 'r', name: 'R', about: {}, effect: 'require', when, ...change });

it.each<[Condition, string]>([
  [{}, 'always'],
  [
    { period: { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' } },
    'only from 2026-01-01T00:00:00Z before 2026-02-01T00:00:00Z',
  ],
  [{ period: { until: '2026-02-01T00:00:00Z' } }, 'only before 2026-02-01T00:00:00Z'],
  [{ period: { from: '2026-02-01T00:00:00Z' } }, 'only from 2026-02-01T00:00:00Z'],
  [{ hours: { from: '22:00', until: '02:00' }, weekdays: [5, 6] }, 'only between 22:00 and 02:00, and on Friday, Saturday'],
  [{ shops: ['lyon'], shopFormats: ['city'] }, 'only in lyon, and in shops of the format city'],
  [{ shopRegions: ['north'], shopServices: ['cafe', 'post'] }, 'only in the region north, and where there is cafe and post'],
  [{ shopOpen: true }, 'only while the shop is open'],
  [{ shopOpen: false }, 'only while the shop is closed'],
  [{ channels: ['screen'], zones: ['wine'] }, 'only on screen, and in the zones wine'],
  [{ subjects: ['0'.repeat(32)] }, 'only for 1 named member'],
  [{ subjects: ['0'.repeat(32), '1'.repeat(32)] }, 'only for 2 named members'],
  [{ segments: ['vip'], tiers: ['gold'] }, 'only for the segments vip, and for the tiers gold'],
  [{ basketProducts: ['brie'], basketCategories: ['wine'] }, 'only with brie in the basket, and with wine in the basket'],
  [{ minimumSpend: 30, stockAtLeast: 5 }, 'only with a basket of 30 or more, and with 5 or more in stock'],
  [{ firstPurchase: 'any' }, 'only before the first purchase'],
  [{ firstPurchase: 'brand' }, 'only before the first purchase of the brand'],
  [{ birthdayWithinDays: 7, inactiveForDays: 60 }, 'only within 7 days of the birthday, and after 60 days without a purchase'],
])('a rule with %j is said to hold %s', (when, words) => {
  expect(rule(when)).toBe(`Every offer: ${words}.`);
});

it('says what a rule forbids, and about what', () => {
  expect(rule({}, { effect: 'forbid' })).toBe('Every offer: never.');
  const about = { categories: ['wine'], brands: ['acme', 'best'] };
  expect(rule({ shopOpen: true }, { effect: 'forbid', about })).toBe(
    'Offers of categories wine and brands acme, best: never while the shop is open.',
  );
});

it('says what caps, campaigns and the ranking do', () => {
  expect(
    ruleWords({ type: 'cap', id: 'c', name: 'C', about: {}, perVisit: 2, perDay: 5, perWeek: 9, gapMs: 45_000, channels: ['screen'] }),
  ).toBe('Every offer on screen: at most 2 in a visit, 5 on a day, 9 in seven days, 45 s between two.');
  expect(ruleWords({ type: 'cap', id: 'c', name: 'C', about: {}, perDay: 5 })).toBe('Every offer: at most 5 on a day.');
  expect(ruleWords({ type: 'campaign', id: 'c', name: 'C', unit: 'money', total: 500, perMember: 3, perShopAndDay: 40 })).toBe(
    'At most 500 in all, 3 for a member, 40 in a shop on a day (spent).',
  );
  expect(ruleWords({ type: 'campaign', id: 'c', name: 'C', unit: 'exposures', total: 500 })).toBe('At most 500 in all (exposures).');
  expect(ruleWords({ type: 'ranking', id: 'r', serve: 'auto', holdoutShare: 0.1, holdoutSalt: '0'.repeat(16) })).toBe(
    'Offers are ordered by auto; 10 % of the members are shown nothing.',
  );
});
