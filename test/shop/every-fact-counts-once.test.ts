import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFactSource } from '../../cloud/adapters/nats/fact-source.ts';
import { createConfirmations } from '../../cloud/adapters/nats/messages.ts';
import { prepareStreams } from '../../cloud/adapters/nats/streams.ts';
import { openEmbeddedDatabase } from '../../cloud/adapters/pglite/database.ts';
import { startFactConsumer } from '../../cloud/facts/consume.ts';
import { createFactTables } from '../../cloud/facts/schema.ts';
import { createFactStore } from '../../cloud/facts/store.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { FactSource } from '../../cloud/ports/fact-source.ts';
import { openJournal } from '../../edge/adapters/lmdb/journal.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createHeadquarters } from '../../edge/adapters/nats/headquarters.ts';
import { Uplink } from '../../edge/journal/uplink.ts';
import { systemClock } from '../../platform/clock.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { visitClosed, visitOpened } from '../support/facts.ts';
import { linkHeadquarters, linkShop } from '../support/nats-links.ts';
import { type NatsServers, startNatsServers } from '../support/nats-servers.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';

const clock = systemClock({
  onError: (error) => {
    throw error;
  },
});
const random = seededRandom(11);
const patience = { timeout: 50_000, interval: 100 };
const QUICK = { firstMs: 200, capMs: 1000 };

async function shop(servers: NatsServers, folder: string) {
  const [server] = servers.shops;
  if (!server) throw new Error('no shop');
  const telemetry = new FakeTelemetry();
  const link = await linkShop(server);
  const journal = await openJournal({ folder, shop: 'demo', clock, random, telemetry, maxBytes: 1e9 });
  const headquarters = createHeadquarters({ link, shop: 'demo', clock, random, telemetry, heartbeatMs: 300, timeoutMs: 1000 });
  const uplink = new Uplink({ journal, headquarters, clock, random, telemetry, retry: QUICK, resend: { firstMs: 2000, capMs: 4000 } });
  uplink.start();
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    uplink.stop();
    headquarters.close();
    await journal.close();
    await link.connection.close();
  };
  onTestFinished(close);
  const visits = async (from: number, count: number) => {
    for (let n = from; n < from + count; n++) {
      await journal.append([visitOpened(n), visitClosed(n)]);
      uplink.wake();
    }
  };
  return { journal, visits, close };
}

async function headquartersData() {
  const database = await openEmbeddedDatabase();
  onTestFinished(() => database.close());
  await createFactTables(database);
  const counts = async () => {
    const [row] = await database.query<{ facts: number; visits: number; open: number }>(
      `select (select count(*) from facts)::int4 as facts, count(*)::int4 as visits,
         (count(*) filter (where closed_at is null))::int4 as open from visits`,
    );
    return row;
  };
  return { database, counts };
}

/** A replica of headquarters; returns its connection, whose end is the end of it. */
async function consumer(
  servers: NatsServers,
  database: Database,
  change: (source: FactSource) => FactSource = (source) => source,
): Promise<NatsConnection> {
  const { connection } = await linkHeadquarters(servers);
  const opened = openFactSource({ connection, clock, onTrouble: () => undefined });
  const telemetry = new FakeTelemetry();
  const running = startFactConsumer({
    source: change(opened),
    store: createFactStore({ database, clock, telemetry }),
    confirmations: createConfirmations({ connection }),
    clock,
    random,
    telemetry,
  });
  onTestFinished(() => running.stop());
  return connection;
}

async function start() {
  const servers = await startNatsServers(['demo']);
  const { connection } = await linkHeadquarters(servers);
  await prepareStreams({ connection, factBytes: 8 << 20, bucketBytes: 4 << 20, ackWaitMs: 1000 });
  return { servers, folder: join(tempFolder(), 'journal.lmdb'), ...(await headquartersData()) };
}

describe.skipIf(!tool('nats-server'))('every fact counts exactly once', { timeout: 180_000 }, () => {
  it("when headquarters' server crashes in the middle of a day and comes back", async () => {
    const { servers, folder, database, counts } = await start();
    await consumer(servers, database);
    const demo = await shop(servers, folder);
    await demo.visits(0, 30);
    await servers.hq.server.stop();
    await demo.visits(30, 30);
    expect(demo.journal.stats().facts).toBeGreaterThanOrEqual(60);
    await servers.hq.server.start();
    await demo.visits(60, 30);
    await expect.poll(counts, patience).toEqual({ facts: 180, visits: 90, open: 0 });
    await expect.poll(() => demo.journal.stats().facts, patience).toBe(0);
  });

  it('when the edge restarts with facts unsent, and headquarters was away all the time', async () => {
    const { servers, folder, database, counts } = await start();
    await servers.hq.server.stop();
    const before = await shop(servers, folder);
    await before.visits(0, 20);
    await before.close();
    await servers.hq.server.start();
    await consumer(servers, database);
    const after = await shop(servers, folder);
    await after.visits(20, 5);
    await expect.poll(counts, patience).toEqual({ facts: 50, visits: 25, open: 0 });
    await expect.poll(() => after.journal.stats().facts, patience).toBe(0);
  });

  it('when headquarters dies between its commit and its acknowledgement', async () => {
    const { servers, folder, database, counts } = await start();
    let release = (): void => {};
    const never = new Promise<void>((resolve) => {
      release = resolve;
    });
    const dying = await consumer(servers, database, (source) => ({
      close: () => source.close(),
      next: async () => {
        const batch = await source.next();
        return batch && { messages: batch.messages, ack: () => never };
      },
    }));
    onTestFinished(release);
    const demo = await shop(servers, folder);
    await demo.visits(0, 10);
    await expect.poll(async () => (await counts())?.facts, patience).toBeGreaterThan(0);
    await dying.close();
    await consumer(servers, database);
    await expect.poll(counts, patience).toEqual({ facts: 20, visits: 10, open: 0 });
    await expect.poll(() => demo.journal.stats().facts, patience).toBe(0);
  });

  it('when confirmations get lost', async () => {
    const { servers, folder, database, counts } = await start();
    // Committed and acknowledged, and nobody told the shop.
    const { connection } = await linkHeadquarters(servers);
    const silent = startFactConsumer({
      source: openFactSource({ connection, clock, onTrouble: () => undefined }),
      store: createFactStore({ database, clock, telemetry: new FakeTelemetry() }),
      confirmations: { publish: () => undefined },
      clock,
      random,
      telemetry: new FakeTelemetry(),
    });
    const demo = await shop(servers, folder);
    await demo.visits(0, 10);
    await expect.poll(async () => (await counts())?.facts, patience).toBe(20);
    await silent.stop();
    expect(demo.journal.stats().facts).toBe(20);
    // The stream drops what is sent again within two minutes; whatever is new brings the confirmation of all that came before.
    await consumer(servers, database);
    await demo.visits(10, 1);
    await expect.poll(() => demo.journal.stats().facts, patience).toBe(0);
    expect(await counts()).toEqual({ facts: 22, visits: 11, open: 0 });
  });

  it('when the journal is restored from a backup', async () => {
    const { servers, folder, database, counts } = await start();
    await servers.hq.server.stop();
    const first = await shop(servers, folder);
    await first.visits(0, 10);
    await first.close();
    const backup = `${folder}.backup`;
    cpSync(folder, backup, { recursive: true });
    await servers.hq.server.start();
    await consumer(servers, database);
    const lost = await shop(servers, folder);
    await lost.visits(10, 10);
    await expect.poll(counts, patience).toEqual({ facts: 40, visits: 20, open: 0 });
    await lost.close();
    const restored = await shop(servers, backup);
    await restored.visits(20, 10);
    await expect.poll(counts, patience).toEqual({ facts: 60, visits: 30, open: 0 });
    await expect.poll(() => restored.journal.stats().facts, { timeout: 30_000 }).toBeLessThanOrEqual(20);
  });
});
