import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainedDecision } from '../../../cloud/offers/decision.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { decision, hexId } from '../../support/facts.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { chainWithLog } from '../../support/log-of-a-chain.ts';

let database: Database;

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`a decision in ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    it('is explained as the shop told it, without whom it is about', async () => {
      const { tell } = await chainWithLog(database, 1);
      const told = decision(1);
      await tell('lyon', [told]);
      const explained = await explainedDecision(database, 'lyon', hexId(4, 1));
      const { subject: _, ...rest } = told.data as typeof told.data & { subject: string };
      expect(explained?.decision).toEqual(rest);
      expect(explained?.lines[1]).toBe('Chosen: apples-20: the best by what is known; in 95 % of such moments it is the one.');
      expect(explained?.lines.at(-1)).toBe('  out of stock: pears-10');
    });

    it('tells all that there is of one of which there is more, and of an older version', async () => {
      const { tell, decided } = await chainWithLog(database, 2);
      await tell('lyon', [decided(hexId(2, 2), 2, { fallback: 'stale', head: 'h-1', shadow: 'h-2' })]);
      await database.query('update decisions set book = null, seed = null, screen = null, chosen = null where decision_id = $1', [
        hexId(4, 2),
      ]);
      const explained = await explainedDecision(database, 'lyon', hexId(4, 2));
      expect(explained?.decision).toMatchObject({ fallback: 'stale', head: 'h-1', shadow: 'h-2' });
      for (const gone of ['book', 'seed', 'screen', 'chosen']) expect(explained?.decision).not.toHaveProperty(gone);
    });

    it('is not known in another shop', async () => {
      expect(await explainedDecision(database, 'paris', hexId(4, 1))).toBeUndefined();
    });
  });
}
