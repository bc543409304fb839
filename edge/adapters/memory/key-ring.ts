import type { KeyRing } from '../../ports/key-ring.ts';

/** A key ring in memory; `kept` outlives it, as a file would. */
export class MemoryKeyRing implements KeyRing {
  readonly #kept: Map<string, Buffer>;

  constructor(kept = new Map<string, Buffer>()) {
    this.#kept = kept;
  }

  get(subject: string): Uint8Array | undefined {
    return this.#kept.get(subject);
  }

  async put(keys: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [subject, key] of keys) this.#kept.set(subject, Buffer.from(key));
  }

  async destroy(subject: string): Promise<void> {
    this.#kept.delete(subject);
  }

  size(): number {
    return this.#kept.size;
  }

  async close(): Promise<void> {}
}
