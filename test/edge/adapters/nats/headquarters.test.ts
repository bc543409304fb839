import { jetstreamManager } from '@nats-io/jetstream';
import { describe } from 'vitest';
import { openBuckets } from '../../../../cloud/adapters/nats/buckets.ts';
import { answerKeys, answerLeases, createConfirmations } from '../../../../cloud/adapters/nats/messages.ts';
import { prepareStreams } from '../../../../cloud/adapters/nats/streams.ts';
import type { LeaseReply, LeaseRequest } from '../../../../contract/offers/budget.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { createHeadquarters } from '../../../../edge/adapters/nats/headquarters.ts';
import { systemClock } from '../../../../platform/clock.ts';
import { headquartersContract } from '../../../contract/headquarters.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { linkHeadquarters, linkShop } from '../../../support/nats-links.ts';
import { startNatsServers } from '../../../support/nats-servers.ts';
import { tool } from '../../../support/tools.ts';

const unexpected = (error: unknown): never => {
  throw error;
};

describe.skipIf(!tool('nats-server'))('the leaf link', () => {
  headquartersContract('real nats-servers', async () => {
    const servers = await startNatsServers(['demo']);
    const [shop] = servers.shops;
    if (!shop) throw new Error('no shop');
    const hq = await linkHeadquarters(servers);
    const { connection } = hq;
    await prepareStreams({ connection, factBytes: 8 << 20, bucketBytes: 4 << 20 });
    const buckets = await openBuckets({ connection });
    const keys = new Map<string, Uint8Array>();
    answerKeys({
      connection,
      onError: unexpected,
      handler: (_shop, { subjects }) => ({
        keys: subjects.flatMap((subject) => {
          const key = keys.get(subject);
          return key ? [{ subject, key: Buffer.from(key).toString('base64url') }] : [];
        }),
      }),
    });
    let grant = ({ campaign, spent }: LeaseRequest): LeaseReply => ({ campaign, spent, granted: spent, until: '2026-01-01T00:00:00Z' });
    answerLeases({ connection, onError: unexpected, handler: async (_shop, request) => grant(request) });
    const confirmations = createConfirmations({ connection });
    const link = await linkShop(shop);
    const headquarters = createHeadquarters({
      link,
      shop: 'demo',
      clock: systemClock({ onError: unexpected }),
      random: seededRandom(2),
      telemetry: new FakeTelemetry(),
      heartbeatMs: 300,
      timeoutMs: 1000,
    });
    return {
      headquarters,
      heldFacts: async () => {
        const manager = await jetstreamManager(connection);
        const { state } = await manager.streams.info('facts');
        const ids: string[] = [];
        for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
          const message = await manager.streams.getMessage('facts', { seq });
          if (message) ids.push(message.json<{ id: string }>().id);
        }
        return ids;
      },
      change: async (bucket, key, value) => {
        await (value === undefined ? buckets.remove(bucket, key) : buckets.put(bucket, key, value));
      },
      confirm: async (confirmed) => {
        confirmations.publish('demo', confirmed);
        await connection.flush();
      },
      giveKey: (subject, key) => void keys.set(subject, key),
      grant: (answer) => {
        grant = answer;
      },
      cut: () => servers.hq.server.stop(),
      restore: async () => {
        const back = new Promise<void>((resolve) => {
          void (async () => {
            for await (const status of connection.status()) if (status.type === 'reconnect') return resolve();
          })();
        });
        await servers.hq.server.start();
        await back;
      },
      dispose: async () => headquarters.close(),
    };
  });
});
