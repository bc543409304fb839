import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openFactSource } from '../../cloud/adapters/nats/fact-source.ts';
import { createConfirmations } from '../../cloud/adapters/nats/messages.ts';
import { prepareStreams } from '../../cloud/adapters/nats/streams.ts';
import { openEmbeddedDatabase } from '../../cloud/adapters/pglite/database.ts';
import { startFactConsumer } from '../../cloud/facts/consume.ts';
import { createFactTables } from '../../cloud/facts/schema.ts';
import { createFactStore } from '../../cloud/facts/store.ts';
import type { Database } from '../../cloud/ports/database.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { systemClock } from '../../platform/clock.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { prepareEdge } from '../support/edge-process.ts';
import { linkHeadquarters } from '../support/nats-links.ts';
import { type NatsServers, startNatsServers } from '../support/nats-servers.ts';
import { openTill } from '../support/till.ts';
import { tool } from '../support/tools.ts';
import { SITE } from '../support/virtual-shop.ts';

const ROUNDS = 10;
const SEED = 7;
const clock = systemClock({
  onError: (error) => {
    throw error;
  },
});

async function headquarters(servers: NatsServers): Promise<Database> {
  const { connection } = await linkHeadquarters(servers);
  await prepareStreams({ connection, factBytes: 8 << 20, bucketBytes: 4 << 20, ackWaitMs: 1000 });
  const database = await openEmbeddedDatabase();
  onTestFinished(() => database.close());
  await createFactTables(database);
  const telemetry = new FakeTelemetry();
  const running = startFactConsumer({
    source: openFactSource({ connection, clock, onTrouble: () => undefined }),
    store: createFactStore({ database, clock, telemetry }),
    confirmations: createConfirmations({ connection }),
    clock,
    random: seededRandom(SEED),
    telemetry,
  });
  onTestFinished(() => running.stop());
  return database;
}

/** How often headquarters has the receipt of each number. */
async function receiptsOf(database: Database): Promise<ReadonlyMap<number, number>> {
  const rows = await database.query<{ total: number; times: number }>(
    `select (body->'data'->>'total')::float8 as total, count(*)::int4 as times from facts where kind = 'receipt' group by 1`,
  );
  return new Map(rows.map(({ total, times }) => [total, times]));
}

describe.skipIf(!tool('nats-server'))('an edge that is killed at any moment', () => {
  it('loses no receipt that it acknowledged, and counts none twice', { timeout: 400_000 }, async () => {
    const servers = await startNatsServers([SITE.shop.id]);
    const [nats] = servers.shops;
    if (!nats) throw new Error('no shop');
    const database = await headquarters(servers);
    const edge = await prepareEdge({ site: SITE, nats });
    const topic = `aislegate/${SITE.shop.id}/till/1/receipt`;
    const till = openTill({ url: edge.mqttUrl, ...edge.credentials('till'), topic, inFlight: 20 });
    onTestFinished(() => till.close());
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      edge.start();
      const before = till.acknowledged.size;
      await vi.waitFor(() => expect(till.acknowledged.size, edge.log()).toBeGreaterThan(before), { timeout: 60_000, interval: 5 });
      // At any moment: between two fsyncs, between a fsync and its acknowledgement, with facts on their way.
      await pause(600 * random.unit());
      await edge.kill();
    }
    edge.start();
    await till.finish();
    const said = [...till.acknowledged];
    expect(said.length).toBeGreaterThanOrEqual(ROUNDS);
    const missing = async (): Promise<number[]> => {
      const kept = await receiptsOf(database);
      return said.filter((receipt) => !kept.has(receipt));
    };
    await expect.poll(missing, { timeout: 60_000, interval: 200 }).toEqual([]);
    expect([...(await receiptsOf(database))].filter(([, times]) => times !== 1)).toEqual([]);
  });
});
