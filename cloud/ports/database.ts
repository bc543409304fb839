/** Values as the driver gives them: `timestamptz` as Date, `jsonb` parsed, `int4` and `float8` as number. Cast counts to `int4` in the statement. */
export interface Query {
  /** One statement; parameters are `$1`, `$2`, … and never part of its text. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** Headquarters' PostgreSQL: embedded, or a server; one SQL for both. A refusal is an `HQ_DATABASE` error. */
export interface Database extends Query {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (tx: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
