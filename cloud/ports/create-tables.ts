import type { Database } from './database.ts';
import type { DatabaseLock } from './database-locks.ts';

/** Makes what is not there yet. Two replicas may start at the same moment, and "if not exists" alone does not stand that. */
export async function createTables(database: Database, lock: DatabaseLock, statements: readonly string[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lock]);
    for (const statement of statements) await tx.query(statement);
  });
}
