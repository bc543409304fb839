import type { Cancel, Clock } from '../ports/clock.ts';
import type { Confirmations, FactBatch, FactSource } from '../ports/fact-source.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { FactStore, Watermark } from './store.ts';

export interface ConsumerOptions {
  readonly source: FactSource;
  readonly store: FactStore;
  readonly confirmations: Confirmations;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
}

export interface FactConsumer {
  /** Resolves when the batch at hand is committed or given up; what was not acknowledged comes again. */
  stop(): Promise<void>;
}

const RETRY_MS = { first: 250, cap: 15_000 } as const;

/** Facts from the stream into the database, one batch after the other: committed, then acknowledged, then confirmed to the shops. */
export function startFactConsumer(options: ConsumerOptions): FactConsumer {
  const { source, store, confirmations, clock, random, telemetry } = options;
  let stopped = false;
  let endWait: (() => void) | undefined;

  const run = async (): Promise<void> => {
    for (let batch = await source.next(); batch && !stopped; batch = await source.next()) {
      const watermarks = await commit(batch);
      if (!watermarks) return;
      // A lost acknowledgement brings the batch again, and a lost confirmation brings the facts again: both count nothing twice.
      await batch.ack().catch((cause) => telemetry.warn('HQ_STREAM', { detail: reason(cause) }));
      confirm(watermarks);
    }
  };

  /** The watermarks, or undefined when stopped before the database took the batch. */
  const commit = async ({ messages }: FactBatch): Promise<readonly Watermark[] | undefined> => {
    const startMs = clock.nowMs();
    for (let failures = 1; !stopped; failures++) {
      try {
        const watermarks = await store.commit(messages);
        telemetry.observe('aislegate_hq_batch_seconds', (clock.nowMs() - startMs) / 1000);
        return watermarks;
      } catch (cause) {
        telemetry.error('HQ_DATABASE', { detail: reason(cause), failures }, cause);
        await wait(Math.min(RETRY_MS.cap, RETRY_MS.first * 2 ** Math.min(failures - 1, 20)) * (0.5 + random.unit() / 2));
      }
    }
    return undefined;
  };

  const confirm = (watermarks: readonly Watermark[]): void => {
    for (const shop of new Set(watermarks.map((watermark) => watermark.shop))) {
      const own = watermarks.filter((watermark) => watermark.shop === shop);
      confirmations.publish(shop, { watermarks: own.map(({ epoch, sequence }) => ({ epoch, sequence })) });
      telemetry.count('aislegate_hq_confirmations_total');
    }
  };

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel: Cancel = clock.after(delayMs, resolve);
      endWait = () => {
        cancel();
        resolve();
      };
    });

  const running = run().catch((cause) => telemetry.error('HQ_STREAM', { detail: reason(cause) }, cause));
  return {
    stop: async () => {
      stopped = true;
      endWait?.();
      await source.close();
      await running;
    },
  };
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown';
}
