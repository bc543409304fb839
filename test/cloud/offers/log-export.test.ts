import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../cloud/ports/database.ts';
import { instantText } from '../../../contract/instant.ts';
import { hexId, NOON_MS } from '../../support/facts.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { chainWithLog } from '../../support/log-of-a-chain.ts';

let database: Database;
const APPLES = [{ product: 'gala', quantity: 2, amount: 4.8 }];

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`what a chain takes out of ${name} to learn from`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    it('is what was shown, beside what else could have been, with the chance of each and what was redeemed', async () => {
      const { logExport, tell, subjectOf, decided, shown, redeemed } = await chainWithLog(database, 1);
      const ada = await subjectOf('M-1');
      await tell('lyon', [decided(ada, 1), shown(ada, 1), redeemed(ada, 1), decided(ada, 2), shown(ada, 2)]);

      const { rows, next } = await logExport.slates('lyon', {});
      expect(next).toBeUndefined();
      expect(rows).toEqual([
        {
          ...{ decisionId: hexId(4, 1), subject: ada, decidedAt: instantText(NOON_MS + 1000) },
          candidates: [
            { offer: 'apples-20', shown: true, propensity: 0.95, redeemedAt: instantText(NOON_MS + 61_000) },
            { offer: 'pears-10', shown: false, propensity: 0.05 },
          ],
        },
        expect.objectContaining({
          decisionId: hexId(4, 2),
          candidates: [expect.not.objectContaining({ redeemedAt: expect.anything() }), expect.anything()],
        }),
      ]);
    });

    it('does not have decisions that no screen showed, nor those of another shop or time', async () => {
      const { logExport, tell, subjectOf, decided, shown } = await chainWithLog(database, 2);
      const ada = await subjectOf('M-1');
      await tell('lyon', [decided(ada, 1), decided(ada, 2), shown(ada, 2), decided(ada, 3), shown(ada, 3)]);
      const found = async (shop: string, from: number, to: number): Promise<string[]> =>
        (await logExport.slates(shop, { from: instantText(from), to: instantText(to) })).rows.map(({ decisionId }) => decisionId);

      expect(await found('lyon', NOON_MS, NOON_MS + 3000)).toEqual([hexId(4, 2)]);
      expect(await found('metz', NOON_MS, NOON_MS + 9000)).toEqual([]);
    });

    it('has nobody who does not agree to be learnt from, or has taken that back, or was erased', async () => {
      const { logExport, tell, subjectOf, decided, shown, bought, keyRing } = await chainWithLog(database, 3);
      const [ada, bo, cid] = [await subjectOf('M-1'), await subjectOf('M-2'), await subjectOf('M-3')];
      for (const [at, subject] of [ada, bo, cid].entries()) {
        await tell('lyon', [decided(subject, at), shown(subject, at), bought(subject, at, APPLES)]);
      }
      const told = async (): Promise<string[][]> => [
        (await logExport.slates('lyon', {})).rows.map(({ subject }) => subject),
        (await logExport.receipts('lyon', {})).rows.map(({ subject }) => subject),
      ];

      expect(await told()).toEqual([[ada], [ada]]);
      await database.query("insert into erasures (subject, erasure_id, requested_at, requested_by) values ($1, 'e', now(), 'officer')", [
        ada,
      ]);
      expect(await told()).toEqual([[], []]);
      await database.query('delete from erasures');
      await keyRing.destroy(ada);
      expect(await told()).toEqual([[], []]);
    });

    it('has what was bought, opened with the key of the member', async () => {
      const { logExport, tell, subjectOf, bought } = await chainWithLog(database, 4);
      const ada = await subjectOf('M-1');
      await tell('lyon', [bought(ada, 1, APPLES)]);

      expect((await logExport.receipts('lyon', {})).rows).toEqual([
        { receiptId: hexId(9, 1), subject: ada, at: instantText(NOON_MS + 1000), lines: APPLES },
      ]);
    });

    it('comes in pages that leave nothing out and tell nothing twice', async () => {
      const { logExport, tell, subjectOf, decided, shown } = await chainWithLog(database, 5);
      const ada = await subjectOf('M-1');
      // All at the same moment.
      const at = { decidedAt: instantText(NOON_MS) };
      const numbers = Array.from({ length: 450 }, (_, n) => n);
      await tell(
        'lyon',
        numbers.flatMap((n) => [decided(ada, n, at), shown(ada, n)]),
      );
      const pages: number[] = [];
      const ids: string[] = [];
      for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
        const { rows, next } = await logExport.slates('lyon', { after });
        pages.push(rows.length);
        ids.push(...rows.map(({ decisionId }) => decisionId));
        after = next;
      }

      expect(pages).toEqual([200, 200, 50]);
      expect(ids).toEqual(numbers.map((n) => hexId(4, n)));
    });

    it('has the offers of the catalogue, those of the shop itself before those of all', async () => {
      const { logExport, put } = await chainWithLog(database, 6);
      const local = {
        ...{ id: 'pears-10', campaign: 'june', title: 'Pears', kind: 'amount-off', value: 1, category: 'fruit' },
        ...{ startsAt: '2026-06-01T00:00:00Z', endsAt: '2026-06-30T00:00:00Z' },
      };
      await put('catalogue', JSON.stringify([local]), 'lyon');

      expect((await logExport.offers('lyon')).map(({ id, campaign }) => [id, campaign])).toEqual([
        ['apples-20', 'may'],
        ['pears-10', 'june'],
      ]);
      expect((await logExport.offers('metz'))[0]).toEqual({
        ...{
          id: 'apples-20',
          campaign: 'may',
          kind: 'percent-off',
          value: 20,
          category: 'fruit',
          brand: 'Orchard',
          line: 'apples',
          code: 'A20',
        },
        ...{ products: ['gala', 'boskoop'], minimumQuantity: 2, startsAt: '2026-05-01T00:00:00Z', endsAt: '2026-05-31T00:00:00Z' },
      });
    });
  });
}
