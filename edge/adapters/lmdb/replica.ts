import { AislegateError } from '../../../contract/errors.ts';
import type { Bucket } from '../../../contract/subjects.ts';
import type { BucketEntry } from '../../ports/headquarters.ts';
import type { Replica } from '../../ports/replica.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { openEnvironment } from './open-environment.ts';

export interface ReplicaOptions {
  readonly folder: string;
  readonly nowMs: number;
  readonly telemetry: Telemetry;
}

/**
 * What was heard of HQ's buckets, written once per turn of the event loop. A write that the disk refuses is reported and kept in memory for the
 * next one: HQ tells everything again at the next start, so nothing is lost by it.
 */
export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const root = await openEnvironment(options);
  const entries = root.openDB<{ readonly value: unknown }, [Bucket, string]>({ name: 'entries', encoding: 'json' });
  const pending = new Map<string, BucketEntry>();
  let scheduled = false;

  const write = (): void => {
    scheduled = false;
    if (pending.size === 0) return;
    try {
      root.transactionSync(() => {
        for (const { bucket, key, value } of pending.values()) {
          value === undefined ? entries.removeSync([bucket, key]) : entries.putSync([bucket, key], { value });
        }
      });
      pending.clear();
    } catch (cause) {
      options.telemetry.error('JRN_WRITE_FAILED', { detail: cause instanceof Error ? cause.message : 'unknown', part: 'replica' }, cause);
    }
  };

  let closed = false;
  return {
    put: (entry) => {
      if (closed) throw new AislegateError('JRN_WRITE_FAILED', { detail: 'the replica is closed' });
      pending.set(`${entry.bucket}/${entry.key}`, entry);
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        if (!closed) write();
      });
    },
    all: () => {
      write();
      return Array.from(entries.getRange(), ({ key: [bucket, key], value: { value } }) => ({ bucket, key, value }));
    },
    close: async () => {
      if (closed) return;
      write();
      closed = true;
      await root.close();
    },
  };
}
