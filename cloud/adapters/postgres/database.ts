import pg from 'pg';
import { AislegateError } from '../../../contract/errors.ts';
import type { Database, Query } from '../../ports/database.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host/database`. */
  readonly url: string;
  readonly connections?: number;
  /** Content of the CA certificate, to require TLS with it. */
  readonly ca?: string;
  /** A connection of the pool broke while nobody used it; the pool makes another. */
  onConnectionLost?(error: Error): void;
}

const CONNECTIONS = 10;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 60_000;

/** A PostgreSQL server, 15 or later. */
export async function openPostgres({ url, connections = CONNECTIONS, ca, onConnectionLost }: PostgresOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'aislegate',
    ...(ca ? { ssl: { ca, rejectUnauthorized: true } } : {}),
  });
  pool.on('error', (error) => onConnectionLost?.(error));
  await refusals(() => pool.query('select 1')).catch(async (error) => {
    await pool.end();
    throw error;
  });
  return {
    query: (sql, params) => refusals(() => run(pool, sql, params)),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

async function transaction<T>(pool: pg.Pool, work: (tx: Query) => Promise<T>): Promise<T> {
  const client = await refusals(() => pool.connect());
  // A connection that breaks inside the transaction tells its failing statement; without a listener it would end the process.
  const ignore = (): void => {};
  client.on('error', ignore);
  let broken = false;
  try {
    await refusals(() => client.query('begin'));
    const result = await work({ query: (sql, params) => refusals(() => run(client, sql, params)) });
    await refusals(() => client.query('commit'));
    return result;
  } catch (error) {
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

async function run<Row extends object>(on: pg.Pool | pg.PoolClient, sql: string, params: readonly unknown[] = []): Promise<Row[]> {
  return (await on.query(sql, [...params])).rows as Row[];
}

async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AislegateError('HQ_DATABASE', { detail: cause instanceof Error ? cause.message : 'unknown' }, { cause });
  }
}
