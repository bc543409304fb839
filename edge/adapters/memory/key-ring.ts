import type { KeyRing } from '../../ports/key-ring.ts';

/** A key ring in memory; `kept` outlives it, as a file would. Keys of a ring `below` are read, and nothing is changed there. */
export class MemoryKeyRing implements KeyRing {
  readonly #kept: Map<string, Buffer>;
  readonly #below: Pick<KeyRing, 'get'> | undefined;
  /** Of those below. */
  readonly #destroyed = new Set<string>();

  constructor(kept = new Map<string, Buffer>(), below?: Pick<KeyRing, 'get'>) {
    this.#kept = kept;
    this.#below = below;
  }

  get(subject: string): Uint8Array | undefined {
    return this.#kept.get(subject) ?? (this.#destroyed.has(subject) ? undefined : this.#below?.get(subject));
  }

  async put(keys: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [subject, key] of keys) this.#kept.set(subject, Buffer.from(key));
  }

  async destroy(subject: string): Promise<void> {
    this.#kept.delete(subject);
    this.#destroyed.add(subject);
  }

  size(): number {
    return this.#kept.size;
  }

  async close(): Promise<void> {}
}
