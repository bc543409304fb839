import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { BUCKETS, FACT_CONSUMER, FACT_STREAM, FACT_STREAM_SUBJECTS } from '../../../contract/subjects.ts';

export interface StreamsOptions {
  readonly connection: NatsConnection;
  /** The most that facts may take on disk before shops are told to wait; what is committed is removed. */
  readonly factBytes: number;
  /** The most that each bucket may take on disk. A full disk would stop JetStream as a whole: every stream has its limit. */
  readonly bucketBytes: number;
  /** The same for the bucket of members, which may be a million; as for the others when absent. */
  readonly memberBytes?: number;
  /** How long a replica may take for a batch before another one gets it. */
  readonly ackWaitMs?: number;
}

const DEDUPE_MS = 120_000;
const ACK_WAIT_MS = 30_000;
const MAX_UNACKNOWLEDGED = 5000;

/** Makes the streams of headquarters, or brings those that are there to the settings of this version. */
export async function prepareStreams(options: StreamsOptions): Promise<void> {
  const { connection, factBytes, bucketBytes, memberBytes = bucketBytes, ackWaitMs = ACK_WAIT_MS } = options;
  const manager = await jetstreamManager(connection);
  const facts = {
    name: FACT_STREAM,
    subjects: FACT_STREAM_SUBJECTS,
    // A queue: what a replica has committed and acknowledged is removed, so that the limit is met only while nobody consumes.
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    max_bytes: factBytes,
    // A full stream refuses; the shop keeps the fact and sends it again. Discarding the old would lose facts.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(DEDUPE_MS),
  } satisfies Partial<StreamConfig> & { name: string };
  const isThere = await found(manager.streams.info(FACT_STREAM));
  await (isThere ? manager.streams.update(FACT_STREAM, facts) : manager.streams.add(facts));
  const patience = { ack_wait: nanos(ackWaitMs), max_ack_pending: MAX_UNACKNOWLEDGED };
  await ((await found(manager.consumers.info(FACT_STREAM, FACT_CONSUMER)))
    ? manager.consumers.update(FACT_STREAM, FACT_CONSUMER, patience)
    : manager.consumers.add(FACT_STREAM, { durable_name: FACT_CONSUMER, ack_policy: AckPolicy.Explicit, max_deliver: -1, ...patience }));
  const buckets = new Kvm(jetstream(connection));
  for (const bucket of BUCKETS) {
    const max_bytes = bucket === 'members' ? memberBytes : bucketBytes;
    await buckets.create(bucket, { history: 1, max_bytes, storage: StorageType.File });
    // One that is there already keeps its own limit.
    const { config } = await manager.streams.info(`KV_${bucket}`);
    if (config.max_bytes !== max_bytes) await manager.streams.update(`KV_${bucket}`, { max_bytes });
  }
}

/** Whether something is there; any other failure than its absence is passed on. */
async function found(lookUp: Promise<unknown>): Promise<boolean> {
  try {
    await lookUp;
    return true;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return false;
    throw error;
  }
}
