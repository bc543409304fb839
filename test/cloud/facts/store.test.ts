import { describe, expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../../cloud/adapters/pglite/database.ts';
import { openPostgres } from '../../../cloud/adapters/postgres/database.ts';
import { createFactTables } from '../../../cloud/facts/schema.ts';
import { createFactStore } from '../../../cloud/facts/store.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { numberedFact } from '../../../edge/journal/fact.ts';
import { factStoreContract, rawOf } from '../../contract/fact-store.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { NOON_MS, visitOpened } from '../../support/facts.ts';
import { startPostgres } from '../../support/postgres.ts';
import { tool } from '../../support/tools.ts';

factStoreContract('embedded PostgreSQL', async () => {
  const database = await openEmbeddedDatabase();
  return { database, dispose: () => database.close() };
});

describe.skipIf(!tool('initdb'))('a PostgreSQL server', () => {
  factStoreContract('PostgreSQL', async () => {
    const server = await startPostgres();
    const database = await openPostgres({ url: server.url });
    return {
      database,
      dispose: async () => {
        await database.close();
        await server.dispose();
      },
    };
  });

  it('two replicas that share the facts of one shop confirm them all, and count each once', async () => {
    const server = await startPostgres();
    const replicas = await Promise.all([openPostgres({ url: server.url }), openPostgres({ url: server.url })]);
    await Promise.all(replicas.map((database) => createFactTables(database)));
    const stores = replicas.map((database) =>
      createFactStore({ database, clock: new VirtualClock(NOON_MS), telemetry: new FakeTelemetry() }),
    );
    const epoch = 'c'.repeat(24);
    const facts = Array.from({ length: 400 }, (_, i) => rawOf(numberedFact('demo', { epoch, sequence: i + 1 }, visitOpened(i))));
    const parts = stores.map(async (store, replica) => {
      for (let at = 0; at < facts.length; at += 20) {
        // Each takes every other batch, and the first of the other's again.
        const part = (at / 20) % 2 === replica ? facts.slice(at, at + 20) : facts.slice(at, at + 1);
        await store.commit(part);
      }
    });
    await Promise.all(parts);
    const [database] = replicas;
    expect(await database?.query('select count(*)::int4 as n from visits')).toEqual([{ n: 400 }]);
    expect(await database?.query('select sequence::int4 as sequence from watermarks')).toEqual([{ sequence: 400 }]);
    await Promise.all(replicas.map((one) => one.close()));
    await server.dispose();
  });
});
