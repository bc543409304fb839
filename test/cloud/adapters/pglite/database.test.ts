import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../../../cloud/adapters/pglite/database.ts';
import { databaseContract } from '../../../contract/database.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

databaseContract('embedded PostgreSQL', async () => {
  const database = await openEmbeddedDatabase();
  return { database, dispose: () => database.close() };
});

it('headquarters finds its data again after a restart', async () => {
  const folder = join(tempFolder(), 'database');
  const first = await openEmbeddedDatabase({ folder });
  await first.query('create table things (id text primary key)');
  await first.transaction((tx) => tx.query('insert into things values ($1)', ['kept']));
  await first.close();
  const second = await openEmbeddedDatabase({ folder });
  expect(await second.query('select id from things')).toEqual([{ id: 'kept' }]);
  await second.close();
});
