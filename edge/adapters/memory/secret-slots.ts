import { CONTENT_BYTES, SLOT_BYTES, SUBJECT_BYTES } from '../../identity/recognition/secret-slot.ts';
import type { SecretSlots } from '../../identity/recognition/secret-slots.ts';

/** Slots in memory; the object outlives what is closed, as a file would. */
export class MemorySecretSlots implements SecretSlots {
  #bytes = new Uint8Array(64 * SLOT_BYTES);
  readonly #slotsOf = new Map<string, number[]>();
  readonly #free: number[] = [];
  #count = 0;

  get image(): ArrayBuffer {
    return this.#bytes.buffer;
  }

  slotCount(): number {
    return this.#count;
  }

  slotsOf(subject: string): readonly number[] {
    return this.#slotsOf.get(subject) ?? [];
  }

  contentOf(slot: number): Uint8Array {
    return this.#bytes.slice(slot * SLOT_BYTES + SUBJECT_BYTES, (slot + 1) * SLOT_BYTES);
  }

  async put(contents: ReadonlyMap<string, readonly Uint8Array[]>): Promise<void> {
    for (const [subject, list] of contents) {
      const stays = new Map<number, Uint8Array>();
      for (const slot of this.slotsOf(subject)) {
        const same = list.find((content) => Buffer.compare(content, this.contentOf(slot)) === 0);
        if (same) stays.set(slot, same);
        else this.#clear(slot);
      }
      const kept = new Set(stays.values());
      const added = list.filter((content) => !kept.has(content)).map((content) => this.#fill(subject, content));
      this.#slotsOf.set(subject, [...stays.keys(), ...added]);
    }
  }

  async amend(subject: string, slot: number, content: Uint8Array): Promise<void> {
    if (this.slotsOf(subject).includes(slot)) this.#bytes.set(content, slot * SLOT_BYTES + SUBJECT_BYTES);
  }

  async destroy(subject: string): Promise<void> {
    for (const slot of this.slotsOf(subject)) this.#clear(slot);
    this.#slotsOf.delete(subject);
  }

  async close(): Promise<void> {}

  #clear(slot: number): void {
    this.#bytes.fill(0, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
    this.#free.push(slot);
  }

  #fill(subject: string, content: Uint8Array): number {
    const slot = this.#free.pop() ?? this.#count++;
    if (this.#bytes.length < (slot + 1) * SLOT_BYTES) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(Buffer.from(subject, 'hex'), slot * SLOT_BYTES);
    this.#bytes.set(content.subarray(0, CONTENT_BYTES), slot * SLOT_BYTES + SUBJECT_BYTES);
    return slot;
  }
}
