import { createInbox, type Msg, type Subscription } from '@nats-io/transport-node';
import { type Bucket, HQ_DOMAIN } from '../../../contract/subjects.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { BucketEntry } from '../../ports/headquarters.ts';
import type { ReadMark } from '../../ports/member-store.ts';
import type { Link } from './bus.ts';

const API = `$JS.${HQ_DOMAIN}.API`;
const REQUEST_MS = 5000;
const BEATS_MISSED = 3;
const REMOVED = ['DEL', 'PURGE'];
const NANOS_PER_MS = 1_000_000;
/** So many entries may be at work while more are asked for. */
const MOST_AT_WORK = 1000;
/** Whoever has to wait for another bucket looks again after this. */
const TURN_MS = 100;

/** Of the answer of the JetStream API: what is to come, and what has been sent already. */
interface ConsumerReply {
  readonly error?: { readonly description: string };
  readonly num_pending?: number;
  readonly delivered?: { readonly consumer_seq: number };
}

export interface BucketWatchOptions {
  readonly link: Link;
  readonly clock: Clock;
  readonly inboxPrefix: string;
  readonly bucket: Bucket;
  /** `<shop>` or `all`. */
  readonly owner: string;
  readonly heartbeatMs: number;
  /** How long to wait after so many failures in a row. */
  backoffMs(failures: number): number;
  /** Where an earlier watch stopped; from the beginning without it. */
  readonly after?: ReadMark | undefined;
  /** While what it returns is open, the entry is at work. */
  onEntry(entry: BucketEntry): void | Promise<void>;
  /** Something, if only a heartbeat, came from headquarters. */
  onHeard(): void;
  /** The entry is not JSON. */
  onMalformed(detail: string): void;
  /** Whether the bucket may be read now: others come first. */
  readonly mayOpen?: () => boolean;
  /** Everything that the bucket held when it was opened is at an end; false as soon as it has to be opened again. */
  readonly onCurrent?: (isCurrent: boolean) => void;
}

/**
 * One filter of one bucket, watched for ever: a push consumer with heartbeats, made anew when those stay away or a message is missing, from
 * where it was. Written on the JetStream API itself (NATS ADR-15, ADR-8), because the library's watch (kv 3.3) does not come back after a
 * restart of the server, and because the leaf link lets a shop make consumers with its own filter and nothing else of the API.
 */
export function watchBucket(options: BucketWatchOptions): () => void {
  const { link, clock, bucket, owner, heartbeatMs } = options;
  const { connection } = link;
  const subjectPrefix = `$KV.${bucket}.`;
  const filter = `${subjectPrefix}${owner}.>`;
  let subscription: Subscription | undefined;
  let cancel: Cancel | undefined;
  let stopped = false;
  let failures = 0;
  let delivered = 0;
  let heardMs = clock.nowMs();
  let last = options.after;
  let atWork = 0;
  let awaited = Number.POSITIVE_INFINITY;
  /** Flow control of this consumer that is not answered yet: headquarters sends no more until it is. */
  let unanswered: (() => void) | undefined;

  const open = async (): Promise<void> => {
    if (options.mayOpen?.() === false) return again(TURN_MS);
    cancel = undefined;
    awaited = Number.POSITIVE_INFINITY;
    options.onCurrent?.(false);
    subscription?.unsubscribe();
    delivered = 0;
    unanswered = undefined;
    try {
      const from = await resumeAfter();
      const inbox = createInbox(options.inboxPrefix);
      subscription = connection.subscribe(inbox, { callback: (error, message) => (error ? undefined : receive(message)) });
      awaited = await createConsumer(inbox, from);
      tellCurrent();
      failures = 0;
      heardMs = clock.nowMs();
      options.onHeard();
      // A message that was missing already may have asked for another opening.
      if (!stopped && !cancel) cancel = clock.every(heartbeatMs, check);
    } catch {
      failures += 1;
      again(options.backoffMs(failures));
    }
  };

  const again = (waitMs: number): void => {
    cancel?.();
    cancel = stopped || connection.isClosed() ? undefined : clock.after(waitMs, open);
  };

  const check = (): void => {
    if (clock.nowMs() - heardMs > BEATS_MISSED * heartbeatMs) again(0);
  };

  /**
   * The revision to go on after, or 0 for everything. A bucket that was made anew begins its numbers again: then the key that we saw last is
   * missing there, or has a lower number.
   */
  const resumeAfter = async (): Promise<number> => {
    if (!last) return 0;
    const reply = await connection.request(`${API}.DIRECT.GET.KV_${bucket}.${subjectPrefix}${last.key}`, '', { timeout: REQUEST_MS });
    const revision = Number(reply.headers?.get('Nats-Sequence') || 0);
    return revision >= last.revision ? last.revision : 0;
  };

  const tellCurrent = (): void => {
    if (delivered >= awaited && atWork === 0) options.onCurrent?.(true);
  };

  /** Resolves with how many entries there are to be delivered. */
  const createConsumer = async (inbox: string, after: number): Promise<number> => {
    const name = `watch_${inbox.split('.').at(-1)}`;
    const stream = `KV_${bucket}`;
    const config = {
      name,
      deliver_subject: inbox,
      deliver_policy: 'by_start_sequence',
      opt_start_seq: after + 1,
      ack_policy: 'none',
      max_deliver: 1,
      filter_subject: filter,
      idle_heartbeat: heartbeatMs * NANOS_PER_MS,
      flow_control: true,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: 60_000 * NANOS_PER_MS,
    };
    const request = JSON.stringify({ stream_name: stream, config });
    const reply = await connection.request(`${API}.CONSUMER.CREATE.${stream}.${name}.${filter}`, request, { timeout: REQUEST_MS });
    const { error, num_pending = 0, delivered: sent } = reply.json<ConsumerReply>();
    if (error) throw new Error(error.description);
    return num_pending + (sent?.consumer_seq ?? 0);
  };

  const receive = (message: Msg): void => {
    heardMs = clock.nowMs();
    options.onHeard();
    const code = message.headers?.code;
    if (code === 100) {
      // ADR-9: a heartbeat names, in a stall, the flow control message that we missed; flow control itself wants an answer.
      const stalled = message.headers?.get('Nats-Consumer-Stalled');
      if (message.reply) answer(() => void message.respond());
      else if (stalled) answer(() => connection.publish(stalled));
      const sent = message.headers?.get('Nats-Last-Consumer');
      if (sent && Number(sent) !== delivered) again(0);
      return;
    }
    const position = positionOf(message.reply);
    if (!position) return;
    if (position.delivered !== delivered + 1) {
      again(0);
      return;
    }
    delivered = position.delivered;
    tell(message, position.revision);
  };

  const answer = (respond: () => void): void => {
    if (atWork <= MOST_AT_WORK) respond();
    else unanswered = respond;
  };

  const tell = (message: Msg, revision: number): void => {
    const key = message.subject.slice(subjectPrefix.length);
    last = { key, revision };
    let value: unknown;
    try {
      value = REMOVED.includes(message.headers?.get('KV-Operation') ?? '') ? undefined : message.json<unknown>();
    } catch {
      options.onMalformed('not JSON');
      tellCurrent();
      return;
    }
    void work({ bucket, key, value, revision });
  };

  const work = async (entry: BucketEntry): Promise<void> => {
    atWork += 1;
    await options.onEntry(entry);
    atWork -= 1;
    tellCurrent();
    if (!unanswered || atWork > MOST_AT_WORK || connection.isClosed()) return;
    unanswered();
    unanswered = undefined;
  };

  void open();
  return () => {
    stopped = true;
    cancel?.();
    subscription?.unsubscribe();
  };
}

/** Stream and consumer sequence from the reply subject of a delivery (ADR-15: `$JS.ACK.…` with 9 tokens, or with domain and account more). */
function positionOf(reply: string | undefined): { revision: number; delivered: number } | undefined {
  const tokens = reply?.split('.') ?? [];
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK') return undefined;
  const at = tokens.length > 9 ? 7 : 5;
  return { revision: Number(tokens[at]), delivered: Number(tokens[at + 1]) };
}
