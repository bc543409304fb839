import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../../../cloud/adapters/postgres/database.ts';
import { databaseContract } from '../../../contract/database.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { tool } from '../../../support/tools.ts';

describe.skipIf(!tool('initdb'))('a PostgreSQL server', () => {
  databaseContract('PostgreSQL', async () => {
    const server = await startPostgres();
    const database = await openPostgres({ url: server.url });
    return {
      database,
      dispose: async () => {
        await database.close();
        await server.dispose();
      },
    };
  });

  it('is reached again after it crashed and came back', async () => {
    const server = await startPostgres();
    const database = await openPostgres({ url: server.url });
    await server.stop();
    await expect(database.query('select 1 as one')).rejects.toMatchObject({ code: 'HQ_DATABASE' });
    await server.start();
    await expect.poll(() => database.query('select 1 as one').catch(() => 'not yet')).toEqual([{ one: 1 }]);
    await database.close();
    await server.dispose();
  });
});
