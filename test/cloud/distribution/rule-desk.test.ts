import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRuleDesk, type RuleEdit } from '../../../cloud/distribution/rule-desk.ts';
import type { RuleRecord } from '../../../cloud/distribution/rules.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { importingHq } from '../../support/importing-hq.ts';

let database: Database;
const CALM = { type: 'cap', id: 'calm', name: 'Calm', about: {}, perDay: 5 } satisfies RuleRecord;
const CALM_EVERYWHERE: RuleEdit = { scope: 'all', type: 'cap', id: 'calm' };

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`the desk of rules on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    async function desk(seed: number) {
      const hq = await importingHq(database, seed);
      const accounted: string[] = [];
      const account = async (version: string): Promise<void> => {
        accounted.push(version);
      };
      return { ...hq, desk: createRuleDesk({ database, ...hq }), account, accounted };
    }

    it('takes a new cap, hands it to the shops, and keeps account of the version that it stored', async () => {
      const hq = await desk(41);
      const row = await hq.desk.put(CALM_EVERYWHERE, CALM, hq.account);
      expect(row).toEqual({ scope: 'all', importedAt: '2026-11-22T09:00:00.000Z', version: row.version, record: CALM });
      expect(await hq.desk.rows()).toEqual([row]);
      expect(hq.accounted).toEqual([row.version]);
      expect(hq.buckets.get('config', 'all.cap-calm')).toEqual(CALM);
    });

    it('puts a change in the place of what was read', async () => {
      const hq = await desk(42);
      const { version } = await hq.desk.put(CALM_EVERYWHERE, CALM, hq.account);
      const changed = await hq.desk.put({ ...CALM_EVERYWHERE, version }, { ...CALM, perDay: 3 }, hq.account);
      expect(changed.version).not.toBe(version);
      expect(hq.buckets.get('config', 'all.cap-calm')).toEqual({ ...CALM, perDay: 3 });
    });

    it('refuses who read an earlier version, or one that is gone, and leaves what stands there', async () => {
      const hq = await desk(43);
      const { version } = await hq.desk.put(CALM_EVERYWHERE, CALM, hq.account);
      await hq.json('rules', [{ ...CALM, perDay: 9 }]);
      const late = { ...CALM_EVERYWHERE, version };
      await expect(hq.desk.put(late, { ...CALM, perDay: 3 }, hq.account)).rejects.toMatchObject({ code: 'HQ_RULE_CHANGED' });
      await expect(hq.desk.remove(late, hq.account)).rejects.toMatchObject({ code: 'HQ_RULE_CHANGED' });
      expect(hq.buckets.get('config', 'all.cap-calm')).toEqual({ ...CALM, perDay: 9 });
      await hq.desk.remove(CALM_EVERYWHERE, hq.account);
      await expect(hq.desk.put(late, CALM, hq.account)).rejects.toMatchObject({ code: 'HQ_RULE_CHANGED' });
      await expect(hq.desk.remove(late, hq.account)).rejects.toMatchObject({ code: 'HQ_RULE_CHANGED' });
      expect(await hq.desk.rows()).toEqual([]);
    });

    it('of two who make the same one takes the first, and one of the same name for a single shop beside it', async () => {
      const hq = await desk(44);
      const made = await Promise.allSettled([3, 4].map((perDay) => hq.desk.put(CALM_EVERYWHERE, { ...CALM, perDay }, hq.account)));
      expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'HQ_RULE_EXISTS' } });
      await hq.desk.put({ ...CALM_EVERYWHERE, scope: 'lyon-3' }, CALM, hq.account);
      expect(hq.buckets.keys('config')).toEqual(['all.cap-calm', 'lyon-3.cap-calm']);
    });

    it('removes one there and in the shops, once', async () => {
      const hq = await desk(45);
      await hq.json('rules', [CALM, { ...CALM, id: 'loud' }]);
      const [row] = await hq.desk.rows();
      expect(await hq.desk.remove({ ...CALM_EVERYWHERE, version: row?.version }, hq.account)).toBe(true);
      expect(await hq.desk.remove(CALM_EVERYWHERE, hq.account)).toBe(false);
      expect(hq.accounted).toEqual([row?.version]);
      expect(hq.buckets.keys('config')).toEqual(['all.cap-loud']);
    });

    it('stores and removes nothing that it cannot keep account of', async () => {
      const hq = await desk(46);
      const full = () => Promise.reject(new Error('no space left'));
      await expect(hq.desk.put(CALM_EVERYWHERE, CALM, full)).rejects.toThrow('no space left');
      expect(await hq.desk.rows()).toEqual([]);
      await hq.desk.put(CALM_EVERYWHERE, CALM, hq.account);
      await expect(hq.desk.remove(CALM_EVERYWHERE, full)).rejects.toThrow('no space left');
      expect(hq.buckets.keys('config')).toEqual(['all.cap-calm']);
    });
  });
}
