import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, it } from 'vitest';
import { openFactSource } from '../../../../cloud/adapters/nats/fact-source.ts';
import { prepareStreams } from '../../../../cloud/adapters/nats/streams.ts';
import { FACT_CONSUMER, FACT_STREAM } from '../../../../contract/subjects.ts';
import { systemClock } from '../../../../platform/clock.ts';
import { factSourceContract } from '../../../contract/fact-source.ts';
import { linkHeadquarters } from '../../../support/nats-links.ts';
import { startNatsServers } from '../../../support/nats-servers.ts';
import { tool } from '../../../support/tools.ts';

const clock = systemClock({
  onError: (error) => {
    throw error;
  },
});
const LIMITS = { factBytes: 8 << 20, bucketBytes: 4 << 20 };

async function headquarters() {
  const servers = await startNatsServers([]);
  const { connection } = await linkHeadquarters(servers);
  await prepareStreams({ connection, ...LIMITS });
  return { connection, manager: await jetstreamManager(connection) };
}

describe.skipIf(!tool('nats-server'))('JetStream', () => {
  factSourceContract('a real nats-server', async () => {
    const { connection, manager } = await headquarters();
    await prepareStreams({ connection, ...LIMITS, ackWaitMs: 1000 });
    const stream = jetstream(connection);
    return {
      open: () => openFactSource({ connection, clock, onTrouble: () => undefined }),
      add: async (facts) => {
        for (const { subject, payload } of facts) await stream.publish(subject, payload);
      },
      unacknowledged: async () => (await manager.streams.info(FACT_STREAM)).state.messages,
      // The stream waits for the acknowledgement, then gives the batch to whoever asks.
      giveBack: async () => {},
    };
  });

  it('keeps the settings of this version when it is prepared again, and what the stream holds', async () => {
    const { connection, manager } = await headquarters();
    await jetstream(connection).publish('aislegate.demo.fact.pickup', '{}');
    await prepareStreams({ connection, ...LIMITS, factBytes: 9 << 20, memberBytes: 5 << 20 });
    const { config, state } = await manager.streams.info(FACT_STREAM);
    expect(config).toMatchObject({ max_bytes: 9 << 20, discard: 'new', retention: 'workqueue', storage: 'file' });
    expect(state.messages).toBe(1);
    expect((await manager.consumers.info(FACT_STREAM, FACT_CONSUMER)).config.ack_policy).toBe('explicit');
    const bucket = await manager.streams.info('KV_members');
    expect(bucket.config).toMatchObject({ max_msgs_per_subject: 1, max_bytes: 5 << 20, storage: 'file' });
    expect((await manager.streams.info('KV_orders')).config.max_bytes).toBe(4 << 20);
  });

  it('refuses facts when it is full instead of losing old ones', async () => {
    const { connection, manager } = await headquarters();
    await prepareStreams({ connection, ...LIMITS, factBytes: 2000 });
    const stream = jetstream(connection);
    const attempts = Array.from({ length: 10 }, () => stream.publish('aislegate.demo.fact.pickup', 'x'.repeat(500)));
    const outcomes = await Promise.allSettled(attempts);
    const taken = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(10);
    expect((await manager.streams.info(FACT_STREAM)).state.messages).toBe(taken);
  });
});
