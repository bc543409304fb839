import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLeaseDesk } from '../../../cloud/budgets/lease-desk.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { instantText } from '../../../contract/instant.ts';
import { NOTHING_MORE } from '../../../contract/offers/budget.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { importingHq } from '../../support/importing-hq.ts';

const DAY_MS = 86_400_000;
const ANNA = 'a'.repeat(32);
const BO = 'b'.repeat(32);
let database: Database;
let now = Date.UTC(2026, 10, 22, 9);
const clock = { nowMs: () => now };

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`budgets on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());
    beforeEach(async () => {
      await database.query('truncate budget_grants, member_grants, erasures');
      const hq = await importingHq(database, 41);
      await hq.json('rules', [{ type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', total: 10 }]);
    });

    const desk = () => createLeaseDesk({ database, clock });
    const ask = (spent: number, wanted: number) => {
      now += 1000;
      return { campaign: 'spring', spent, wanted, at: instantText(now) };
    };

    it('grant shops what they want until the total is reached, whoever asks at the same moment', async () => {
      const asked = ['lyon', 'metz', 'nice', 'caen'].map((shop) => desk().answer(shop, ask(0, 4)));
      const granted = (await Promise.all(asked)).map((reply) => reply.granted);
      expect(granted.reduce((sum, one) => sum + one, 0)).toBe(10);
      expect([...granted].sort()).toEqual([0, 2, 4, 4]);
    });

    it('grant nothing more for a request that comes again or late', async () => {
      const first = ask(0, 4);
      const second = ask(2, 4);
      await desk().answer('lyon', first);
      expect(await desk().answer('lyon', second)).toMatchObject({ granted: 6, spent: 2 });
      for (const request of [first, second, first]) expect(await desk().answer('lyon', request)).toMatchObject({ granted: 6, spent: 2 });
    });

    it('have again what a shop gives back', async () => {
      await desk().answer('lyon', ask(0, 10));
      expect(await desk().answer('metz', ask(0, 4))).toMatchObject({ granted: 0 });
      expect(await desk().answer('lyon', ask(3, 0))).toMatchObject({ granted: 3, spent: 3 });
      expect(await desk().answer('metz', ask(0, 40))).toMatchObject({ granted: 7 });
    });

    it('are taken back from a shop that does not come back, once its lease is over', async () => {
      await desk().answer('lyon', ask(2, 8));
      await expect(desk().takeBack('spring', 'lyon')).rejects.toMatchObject({ code: 'HQ_LEASE_RUNS' });
      now += 7 * DAY_MS + 1;
      expect(await desk().takeBack('spring', 'lyon')).toEqual({ takenBack: 8, ofMembers: 0 });
      expect(await desk().takeBack('spring', 'metz')).toEqual({ takenBack: 0, ofMembers: 0 });
      expect(await desk().rows()).toMatchObject([{ campaign: 'spring', shop: 'lyon', granted: 2, spent: 2 }]);
      expect(await desk().answer('metz', ask(0, 20))).toMatchObject({ granted: 8 });
    });

    it('are those of the shop where it has its own', async () => {
      const hq = await importingHq(database, 42);
      await hq.json('rules', [{ type: 'campaign', id: 'spring', name: 'Spring', unit: 'money', total: 10 }]);
      await hq.json('rules', [{ type: 'campaign', id: 'spring', name: 'Spring', unit: 'money', total: 2.5 }], 'lyon');
      expect(await desk().answer('lyon', ask(0, 4))).toMatchObject({ granted: 2.5 });
      expect(await desk().answer('metz', ask(0, 4))).toMatchObject({ granted: 4 });
    });

    it('that nobody knows grant nothing, and keep what a shop tells', async () => {
      const request = { ...ask(3, 4), campaign: 'gone' };
      expect(await desk().answer('lyon', request)).toMatchObject({ campaign: 'gone', granted: 3, spent: 3 });
    });

    it('grant nothing to a shop that only tells what it spent', async () => {
      expect(await desk().answer('lyon', ask(1, NOTHING_MORE))).toMatchObject({ granted: 1, spent: 1 });
    });

    it('are not told by a clock that is far ahead for ever', async () => {
      await desk().answer('lyon', { ...ask(0, 2), at: '2099-01-01T00:00:00Z' });
      now += 400_000;
      expect(await desk().answer('lyon', ask(2, 2))).toMatchObject({ granted: 4 });
    });

    describe('of which a part is for one member', () => {
      beforeEach(async () => {
        const hq = await importingHq(database, 43);
        await hq.json('rules', [
          { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', total: 10, perMember: 3 },
          { type: 'campaign', id: 'cash', name: 'Cash', unit: 'money', perMember: 2.5 },
        ]);
      });
      const of = (member: string, spent: number, wanted: number, more: object = {}) => ({ ...ask(spent, wanted), member, ...more });

      it('grant it to whoever asks first, to each member the same, and beside the total', async () => {
        const asked = ['lyon', 'metz', 'nice', 'caen'].map((shop) => desk().answer(shop, of(ANNA, 0, 2)));
        const granted = (await Promise.all(asked)).map((reply) => reply.granted);
        expect([...granted].sort()).toEqual([0, 0, 1, 2]);
        expect(await desk().answer('lyon', of(BO, 0, 3))).toMatchObject({ campaign: 'spring', member: BO, granted: 3 });
        expect(await desk().answer('lyon', of(BO, 0, 9, { campaign: 'cash' }))).toMatchObject({ granted: 2.5 });
        expect(await desk().answer('metz', ask(0, 10))).toMatchObject({ granted: 10 });
        expect((await desk().rows()).map(({ shop, granted: all }) => [shop, all])).toEqual([['metz', 10]]);
      });

      it('have again what a shop gives back, but for what it put aside', async () => {
        const late = of(ANNA, 0, 3);
        await desk().answer('lyon', of(ANNA, 0, 3));
        const back = of(ANNA, 1, 0, { kept: 1 });
        for (const request of [back, late, back]) expect(await desk().answer('lyon', request)).toMatchObject({ granted: 2, spent: 1 });
        expect(await desk().answer('metz', of(ANNA, 0, 3))).toMatchObject({ granted: 1 });
        expect(await desk().answer('lyon', of(ANNA, 1, 0, { kept: 7 }))).toMatchObject({ granted: 2 });
        expect(await desk().answer('lyon', of(ANNA, 2, 0))).toMatchObject({ granted: 2, spent: 2 });
      });

      it('grant nothing of a campaign that has none for a member, or is gone', async () => {
        await (await importingHq(database, 44)).json('rules', [
          { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', total: 10 },
        ]);
        expect(await desk().answer('lyon', of(ANNA, 1, 2))).toMatchObject({ granted: 1, spent: 1 });
        expect(await desk().answer('lyon', of(ANNA, 0, 2, { campaign: 'gone' }))).toMatchObject({ granted: 0 });
      });

      it('are taken back from a shop that does not come back, once each lease is over', async () => {
        await desk().answer('lyon', of(ANNA, 1, 1));
        await desk().answer('lyon', of(BO, 0, 3));
        await desk().answer('metz', of(ANNA, 0, 3));
        await expect(desk().takeBack('spring', 'lyon')).rejects.toMatchObject({ code: 'HQ_LEASE_RUNS' });
        now += 7 * DAY_MS + 1;
        expect(await desk().takeBack('spring', 'lyon')).toEqual({ takenBack: 0, ofMembers: 4 });
        expect(await desk().takeBack('spring', 'lyon')).toEqual({ takenBack: 0, ofMembers: 0 });
        expect(await desk().answer('metz', of(ANNA, 0, 3))).toMatchObject({ granted: 2 });
        expect(await desk().answer('lyon', of(BO, 0, 3))).toMatchObject({ granted: 3 });
      });

      it('grant and keep nothing of somebody who was erased', async () => {
        await desk().answer('lyon', of(BO, 0, 1));
        await database.query(`insert into erasures (subject, erasure_id, requested_at, requested_by) values ($1, $2, now(), 'admin')`, [
          ANNA,
          'e'.repeat(32),
        ]);
        expect(await desk().answer('lyon', of(ANNA, 1, 3))).toMatchObject({ member: ANNA, granted: 0, spent: 0 });
        expect(await database.query('select subject from member_grants')).toEqual([{ subject: BO }]);
      });
    });
  });
}
