import { type ConsumerMessages, type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { FACT_CONSUMER, FACT_STREAM } from '../../../contract/subjects.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { FactBatch, FactSource } from '../../ports/fact-source.ts';

export interface FactSourceOptions {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  /** Hears why the stream could not be read; it is tried again. */
  onTrouble(error: Error): void;
  readonly batchFacts?: number;
}

const BATCH_FACTS = 500;
const PULL = { max_messages: 1000, expires: 10_000, idle_heartbeat: 2000 } as const;
const REOPEN_MS = 1000;

/** The durable consumer of facts, shared by all replicas of headquarters. While a batch is being committed the next one gathers. */
export function openFactSource({ connection, clock, onTrouble, batchFacts = BATCH_FACTS }: FactSourceOptions): FactSource {
  const gathered: JsMsg[] = [];
  let messages: ConsumerMessages | undefined;
  let cancelReopen: Cancel | undefined;
  let wake = (): void => {};
  let closed = false;

  const open = async (): Promise<void> => {
    try {
      const consumer = await jetstream(connection).consumers.get(FACT_STREAM, FACT_CONSUMER);
      messages = await consumer.consume({
        ...PULL,
        callback: (message) => {
          gathered.push(message);
          wake();
        },
      });
      if (closed) messages.stop();
      const ended = await messages.closed();
      if (ended instanceof Error) throw ended;
    } catch (error) {
      onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
    if (!closed) cancelReopen = clock.after(REOPEN_MS, open);
  };
  void open();

  const take = (): FactBatch => {
    const batch = gathered.splice(0, batchFacts);
    return {
      messages: batch.map((message) => ({ subject: message.subject, payload: message.data })),
      ack: async () => {
        for (const message of batch) message.ack();
        await connection.flush();
      },
    };
  };

  return {
    next: async () => {
      while (gathered.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return closed ? undefined : take();
    },
    close: async () => {
      closed = true;
      cancelReopen?.();
      messages?.stop();
      // What was fetched and not committed goes back at once, to another replica or to the next start.
      if (!connection.isClosed()) for (const message of gathered.splice(0)) message.nak();
      wake();
    },
  };
}
