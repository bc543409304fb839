import { mkdirSync } from 'node:fs';
import { PGlite, type PGliteInterface, type Transaction } from '@electric-sql/pglite';
import { AislegateError } from '../../../contract/errors.ts';
import type { Database, Query } from '../../ports/database.ts';
import { syncedFolder } from './durability.ts';

export interface EmbeddedDatabaseOptions {
  /** Absent: a database in memory, gone with the process. */
  readonly folder?: string;
}

/**
 * PostgreSQL inside the process. It has one connection: statements and transactions of all callers follow one another.
 * A write is on disk before it is told: the shops forget facts on the strength of it.
 */
export async function openEmbeddedDatabase({ folder }: EmbeddedDatabaseOptions = {}): Promise<Database> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await PGlite.create(folder === undefined ? {} : { dataDir: folder }).catch((cause: unknown) => {
    // PostgreSQL's own reason stays inside PGlite; whoever restores a backup must know which folder it is.
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new AislegateError('HQ_DATABASE', { detail: `${folder ?? 'in memory'} cannot be opened: ${reason}` }, { cause });
  });
  const durability = folder === undefined ? undefined : syncedFolder(folder);
  await durability?.all();

  const durable = async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await work();
    await durability?.commit();
    return result;
  };
  return {
    query: (sql, params) => refusals(() => durable(() => run(database, sql, params))),
    transaction: (work) => durable(() => transaction(database, work)),
    close: async () => {
      await database.close();
      await durability?.all();
    },
  };
}

async function transaction<T>(database: PGlite, work: (tx: Query) => Promise<T>): Promise<T> {
  let thrown: { cause: unknown } | undefined;
  const inTransaction = async (tx: Transaction): Promise<T> => {
    try {
      return await work(queryOf(tx));
    } catch (cause) {
      thrown = { cause };
      throw cause;
    }
  };
  // What `work` itself threw goes to the caller as it is; only the database's own refusals are named as such.
  return await refusals(() => database.transaction(inTransaction)).catch((error) => {
    throw thrown ? thrown.cause : error;
  });
}

function queryOf(tx: Transaction): Query {
  return { query: (sql, params) => refusals(() => run(tx, sql, params)) };
}

async function run<Row extends object>(on: Pick<PGliteInterface, 'query'>, sql: string, params: readonly unknown[] = []): Promise<Row[]> {
  return (await on.query<Row>(sql, [...params])).rows;
}

async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AislegateError) throw cause;
    throw new AislegateError('HQ_DATABASE', { detail: cause instanceof Error ? cause.message : 'unknown' }, { cause });
  }
}
