import { openEmbeddedDatabase } from '../../cloud/adapters/pglite/database.ts';
import { openPostgres } from '../../cloud/adapters/postgres/database.ts';
import { createDistributionTables } from '../../cloud/distribution/schema.ts';
import { createFactTables } from '../../cloud/facts/schema.ts';
import { createModelTables } from '../../cloud/models/schema.ts';
import type { Database } from '../../cloud/ports/database.ts';
import { startPostgres } from './postgres.ts';
import { tool } from './tools.ts';

/** Headquarters' database in memory, with all tables. It takes seconds to open: share one per file and give each test its own shop. */
export function hqDatabase(): Promise<Database> {
  return openEmbeddedDatabase().then(withTables);
}

async function hqDatabaseOnServer(): Promise<Database> {
  const server = await startPostgres();
  const database = await openPostgres({ url: server.url }).then(withTables);
  return {
    ...database,
    close: async () => {
      await database.close();
      await server.dispose();
    },
  };
}

async function withTables(database: Database): Promise<Database> {
  await createFactTables(database);
  await createDistributionTables(database);
  await createModelTables(database);
  return database;
}

/** Every database that headquarters may run on: what is asked of one holds for the other. */
export const HQ_DATABASES = [
  { name: 'the embedded database', missing: false, open: hqDatabase },
  { name: 'a PostgreSQL server', missing: !tool('initdb'), open: hqDatabaseOnServer },
];
