import type { BucketEntry } from '../../ports/headquarters.ts';
import type { Replica } from '../../ports/replica.ts';

/** A replica in memory; `kept` outlives it, as a disk would. */
export class MemoryReplica implements Replica {
  readonly #kept: Map<string, string>;

  constructor(kept = new Map<string, string>()) {
    this.#kept = kept;
  }

  put({ bucket, key, value }: BucketEntry): void {
    const id = `${bucket}/${key}`;
    if (value === undefined) this.#kept.delete(id);
    else this.#kept.set(id, JSON.stringify({ bucket, key, value }));
  }

  all(): readonly BucketEntry[] {
    return [...this.#kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => JSON.parse(text) as BucketEntry);
  }

  async close(): Promise<void> {}
}
