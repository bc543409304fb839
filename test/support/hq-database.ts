import { openEmbeddedDatabase } from '../../cloud/adapters/pglite/database.ts';
import { createDistributionTables } from '../../cloud/distribution/schema.ts';
import { createFactTables } from '../../cloud/facts/schema.ts';
import type { Database } from '../../cloud/ports/database.ts';

/** Headquarters' database in memory, with all tables. It takes seconds to open: share one per file and give each test its own shop. */
export async function hqDatabase(): Promise<Database> {
  const database = await openEmbeddedDatabase();
  await createFactTables(database);
  await createDistributionTables(database);
  return database;
}
