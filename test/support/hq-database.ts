import { PGlite } from '@electric-sql/pglite';
import { createDistributionTables } from '../../cloud/distribution/schema.ts';
import { createFactTables } from '../../cloud/facts/schema.ts';
import type { Database } from '../../cloud/ports/database.ts';

/** Headquarters' database in memory, with all tables. It takes seconds to open: share one per file and give each test its own shop. */
export async function hqDatabase(): Promise<Database> {
  const pg = new PGlite();
  const database: Database = {
    query: async <Row extends object>(sql: string, params: readonly unknown[] = []) => (await pg.query<Row>(sql, [...params])).rows,
    transaction: (work) =>
      pg.transaction((tx) =>
        work({
          query: async <Row extends object>(sql: string, params: readonly unknown[] = []) => (await tx.query<Row>(sql, [...params])).rows,
        }),
      ),
    close: () => pg.close(),
  };
  await createFactTables(database);
  await createDistributionTables(database);
  return database;
}
