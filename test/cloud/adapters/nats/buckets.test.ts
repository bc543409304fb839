import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { describe } from 'vitest';
import { openBuckets } from '../../../../cloud/adapters/nats/buckets.ts';
import { prepareStreams } from '../../../../cloud/adapters/nats/streams.ts';
import { describeBuckets } from '../../../contract/buckets.ts';
import { linkHeadquarters } from '../../../support/nats-links.ts';
import { startNatsServers } from '../../../support/nats-servers.ts';
import { tool } from '../../../support/tools.ts';

describe.skipIf(!tool('nats-server'))('JetStream', () => {
  describeBuckets('a real nats-server', async () => {
    const { connection } = await linkHeadquarters(await startNatsServers([]));
    await prepareStreams({ connection, factBytes: 8 << 20, bucketBytes: 4 << 20 });
    return {
      buckets: await openBuckets({ connection }),
      read: async (bucket, key) => {
        const entry = await (await new Kvm(jetstream(connection)).open(bucket)).get(key);
        return entry && entry.operation === 'PUT' ? entry.json() : undefined;
      },
    };
  });
});
