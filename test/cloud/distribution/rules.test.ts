import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRuleDesk } from '../../../cloud/distribution/rule-desk.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { BUCKET_SCHEMAS } from '../../../contract/records.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { importingHq } from '../../support/importing-hq.ts';
import { trackedText } from '../../support/tracked-files.ts';

let database: Database;
const RULE = { type: 'rule', id: 'mornings', name: 'Mornings', about: { categories: ['bakery'] }, effect: 'require', when: {} };
const CAP = { type: 'cap', id: 'calm', name: 'Calm', about: {}, perDay: 5 };
const CAMPAIGN = { type: 'campaign', id: 'spring', name: 'Spring', unit: 'money', total: 500 };

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`rules on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    it('reach the shops that they are for, and a new version replaces the old', async () => {
      const hq = await importingHq(database, 31);
      expect(await hq.json('rules', [RULE, CAP, CAMPAIGN])).toEqual({ imported: 3, rejected: [] });
      expect([...hq.buckets.keys('config')].sort()).toEqual(['all.campaign-spring', 'all.cap-calm', 'all.rule-mornings']);
      await hq.json('rules', [{ ...CAP, perDay: 3 }]);
      await hq.json('rules', [{ ...CAP, perDay: 9 }], 'lyon-3');
      expect(hq.buckets.get('config', 'all.cap-calm')).toEqual({ ...CAP, perDay: 3 });
      expect(hq.buckets.get('config', 'lyon-3.cap-calm')).toEqual({ ...CAP, perDay: 9 });
      const desk = createRuleDesk({ database, ...hq });
      expect((await desk.rows()).map(({ scope, record }) => [scope, record.type, record.id])).toEqual([
        ['all', 'campaign', 'spring'],
        ['all', 'cap', 'calm'],
        ['lyon-3', 'cap', 'calm'],
        ['all', 'rule', 'mornings'],
      ]);
    });

    it('can be said in the columns of a table, and mean the same', async () => {
      const hq = await importingHq(database, 33);
      const text =
        'type;id;name;effect;offers;kinds;categories;from;until;hours_from;hours_until;weekdays;shop_open;shop_formats;segments;stock_at_least;first_purchase;birthday_within_days;per_week;channels;unit;total;grant\n' +
        'rule;r1;One;forbid;a|b;event;wine;2026-01-01T00:00:00Z;2026-02-01T00:00:00Z;22:00;02:00;0|6;true;city;vip;3;brand;7;;screen;;;\n' +
        'rule;r2;Two;require;;;;;;;;;;;;;;;;;;;\n' +
        'cap;c1;Cap;;;;;;;;;;;;;;;;10;phone;;;\n' +
        'campaign;k1;Campaign;;;;;;;;;;;;;;;;;;exposures;1000;10\n';
      expect(await hq.csv('rules', text)).toEqual({ imported: 4, rejected: [] });
      expect(hq.buckets.get('config', 'all.rule-r1')).toEqual({
        ...{ type: 'rule', id: 'r1', name: 'One', effect: 'forbid', about: { offers: ['a', 'b'], kinds: ['event'], categories: ['wine'] } },
        when: {
          period: { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
          hours: { from: '22:00', until: '02:00' },
          ...{ weekdays: [0, 6], shopOpen: true, shopFormats: ['city'], channels: ['screen'], segments: ['vip'] },
          ...{ stockAtLeast: 3, firstPurchase: 'brand', birthdayWithinDays: 7 },
        },
      });
      expect(hq.buckets.get('config', 'all.rule-r2')).toMatchObject({ about: {}, when: {} });
      for (const key of hq.buckets.keys('config')) expect(Check(BUCKET_SCHEMAS.config, hq.buckets.get('config', key))).toBe(true);
    });

    it('are all taken or none, and every wrong field is told', async () => {
      const hq = await importingHq(database, 34);
      const rows = [
        RULE,
        { ...RULE, id: 'r2', when: { hours: { from: '9:00', until: '10:00' }, weekdays: [7] } },
        { ...RULE, id: 'r3', when: { period: { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' } } },
        { ...RULE, id: 'r4', when: { period: { until: '2026-02-31T00:00:00Z' } } },
        { ...CAP, id: 'c2', perDay: undefined },
        { ...CAMPAIGN, id: 'k2', total: undefined },
        { ...CAMPAIGN, id: 'k3', total: undefined, perMember: 3, grant: 5 },
        { ...CAMPAIGN, id: 'k4', grant: 0 },
        { ...RULE, when: { birthdays: 3 } },
        { type: 'wish' },
        { ...CAP, id: 'mornings' },
        { ...RULE, id: 'r5', when: { period: {} } },
      ];
      expect((await hq.json('rules', rows)).rejected).toEqual([
        { row: 2, field: 'when.hours.from', reason: 'must be on the clock of the shop, as in 09:00' },
        { row: 2, field: 'when.weekdays.0', reason: 'must be <= 6' },
        { row: 3, field: 'when.period.until', reason: 'must be after the beginning' },
        { row: 4, field: 'when.period.until', reason: 'is no moment that exists' },
        { row: 5, field: 'perDay', reason: 'is missing, and so is every other limit: perVisit, perWeek, gapMs' },
        { row: 6, field: 'total', reason: 'is missing, and so is every other limit: perMember, perShopAndDay' },
        { row: 7, field: 'grant', reason: 'is a part of a total, and there is none' },
        { row: 8, field: 'grant', reason: 'must be above 0: a shop that is granted nothing spends nothing' },
        { row: 9, field: 'when.birthdays', reason: 'is not known here' },
        { row: 10, field: 'type', reason: 'must be one of rule, cap, campaign' },
        { row: 12, field: 'when.period', reason: 'names neither a beginning (from) nor an end (until)' },
      ]);
      expect(hq.buckets.calls).toEqual([]);
      const csv = 'type,id,name,effect,hours_from,hours_until,stock_at_least\nrule,r,R,require,9,10:00,few\nrule,r,R,require,,,\n';
      expect((await hq.csv('rules', csv)).rejected).toEqual([
        { row: 1, field: 'hours_from', reason: 'must be on the clock of the shop, as in 09:00' },
        { row: 1, field: 'stock_at_least', reason: 'must be integer' },
      ]);
    });

    it('that the documentation gives as an example can be imported', async () => {
      const hq = await importingHq(database, 35);
      const read = (file: string) => trackedText(`docs/examples/${file}`);
      expect((await hq.csv('rules', read('rules.csv'))).rejected).toEqual([]);
      expect((await hq.json('rules', JSON.parse(read('rules.json')))).rejected).toEqual([]);
    });
  });
}
