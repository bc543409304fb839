import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../cloud/ports/database.ts';

export interface DatabaseUnderTest {
  readonly database: Database;
  dispose(): Promise<void>;
}

export function databaseContract(name: string, setUp: () => Promise<DatabaseUnderTest>): void {
  describe(`the database on ${name}`, () => {
    let subject: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      subject = await setUp();
      database = subject.database;
      await database.query('create table things (id text primary key, n integer not null, at timestamptz, body jsonb)');
    });
    afterAll(() => subject.dispose());

    it('gives times as dates, JSON parsed and numbers as numbers', async () => {
      await database.query('insert into things values ($1, $2, $3, $4)', [
        'a',
        7,
        '2026-05-04T12:00:00.250Z',
        JSON.stringify({ zone: 'fruit' }),
      ]);
      const [row] = await database.query<{ n: number; at: Date; body: unknown; many: number; share: number }>(
        `select n, at, body, count(*) over ()::int4 as many, 0.25::float8 as share from things where id = $1`,
        ['a'],
      );
      expect(row).toEqual({ n: 7, at: new Date('2026-05-04T12:00:00.250Z'), body: { zone: 'fruit' }, many: 1, share: 0.25 });
    });

    it('takes arrays as parameters, with nothing in them too', async () => {
      const rows = await database.query('select * from unnest($1::text[], $2::bigint[]) as one (a, b) where b is null', [
        ['x', 'y, "z"'],
        [1, null],
      ]);
      expect(rows).toEqual([{ a: 'y, "z"', b: null }]);
    });

    it('commits what a transaction did when it resolves', async () => {
      const told = await database.transaction(async (tx) => {
        await tx.query('insert into things values ($1, $2)', ['kept', 1]);
        return 'done';
      });
      expect(told).toBe('done');
      expect(await database.query("select n from things where id = 'kept'")).toEqual([{ n: 1 }]);
    });

    it('undoes what a transaction did when it rejects, and passes on why', async () => {
      const reason = new Error('changed my mind');
      const attempt = database.transaction(async (tx) => {
        await tx.query('insert into things values ($1, $2)', ['undone', 1]);
        throw reason;
      });
      await expect(attempt).rejects.toBe(reason);
      expect(await database.query("select n from things where id = 'undone'")).toEqual([]);
    });

    it('names a refusal and what PostgreSQL said, inside a transaction too, and works on', async () => {
      const refused = { code: 'HQ_DATABASE', cause: { code: '23502' } };
      await expect(database.query('insert into things values ($1, null)', ['x'])).rejects.toMatchObject(refused);
      const inside = database.transaction((tx) => tx.query('insert into things values ($1, null)', ['x']));
      await expect(inside).rejects.toMatchObject(refused);
      expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    });

    it('runs transactions side by side without mixing them', async () => {
      const add = (n: number) =>
        database.transaction(async (tx) => {
          await tx.query('insert into things values ($1, $2)', [`side-${n}`, n]);
          if (n % 2 === 1) throw new Error('odd');
        });
      await Promise.allSettled(Array.from({ length: 10 }, (_, n) => add(n)));
      const rows = await database.query<{ n: number }>("select n from things where id like 'side-%' order by n");
      expect(rows.map(({ n }) => n)).toEqual([0, 2, 4, 6, 8]);
    });
  });
}
