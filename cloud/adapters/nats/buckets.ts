import { jetstream } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { BUCKETS, type Bucket } from '../../../contract/subjects.ts';
import type { Buckets } from '../../ports/buckets.ts';

/** The buckets on headquarters' JetStream, made by `prepareStreams`. */
export async function openBuckets({ connection }: { readonly connection: NatsConnection }): Promise<Buckets> {
  const manager = new Kvm(jetstream(connection));
  const opened = new Map<Bucket, KV>();
  for (const bucket of BUCKETS) opened.set(bucket, await manager.open(bucket));
  const of = (bucket: Bucket): KV => {
    const found = opened.get(bucket);
    if (!found) throw new TypeError(`no bucket ${bucket}`);
    return found;
  };
  return {
    put: async (bucket, key, value) => {
      await of(bucket).put(key, JSON.stringify(value));
    },
    remove: async (bucket, key) => {
      // A purge, not a delete: it leaves a marker for shops that were away, and nothing of the value.
      await of(bucket).purge(key);
    },
    values: async (bucket) => {
      const found: unknown[] = [];
      for await (const entry of await of(bucket).history()) if (entry.operation === 'PUT') found.push(entry.json<unknown>());
      return found;
    },
  };
}
