import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../../../cloud/adapters/pglite/database.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it('headquarters whose database is damaged says which folder it is, and does not begin an empty one', async () => {
  const folder = join(tempFolder(), 'database');
  await (await openEmbeddedDatabase({ folder })).close();
  truncateSync(join(folder, 'global', 'pg_control'), 100);
  await expect(openEmbeddedDatabase({ folder })).rejects.toMatchObject({
    code: 'HQ_DATABASE',
    context: { detail: expect.stringContaining(folder) },
  });
});
