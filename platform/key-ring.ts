import { MEMBER_KEY_BYTES } from '../contract/seal.ts';
import { encryptPlainSlots } from './plain-slots.ts';
import { openSlotFile, readSlotFile, type SlotFile } from './slot-file.ts';
import type { SlotFileOptions } from './slot-head.ts';

/** Structurally the `KeyRing` of the edge and of headquarters. */
export interface FileKeyRing {
  get(subject: string): Uint8Array | undefined;
  put(keys: ReadonlyMap<string, Uint8Array>): Promise<void>;
  destroy(subject: string): Promise<void>;
  size(): number;
  close(): Promise<void>;
}

/** Member keys in a slot file: a million of them in 60 MB of memory, and a destroyed one is overwritten where it stood. */
export async function openKeyRing(options: SlotFileOptions): Promise<FileKeyRing> {
  await encryptPlainSlots(options);
  return new KeyRing(await openSlotFile(options));
}

/** The keys alone, of a ring that another process may have open; none where there is no ring. */
export async function readKeys(options: SlotFileOptions): Promise<Pick<FileKeyRing, 'get' | 'close'>> {
  const slots = await readSlotFile(options);
  return { get: (subject) => slots?.first(subject), close: async () => slots?.close() };
}

class KeyRing implements FileKeyRing {
  readonly #slots: SlotFile;

  constructor(slots: SlotFile) {
    this.#slots = slots;
  }

  get(subject: string): Uint8Array | undefined {
    return this.#slots.first(subject);
  }

  size(): number {
    return this.#slots.size();
  }

  put(keys: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const key of keys.values()) {
      if (key.length !== MEMBER_KEY_BYTES || key.every((byte) => byte === 0))
        throw new TypeError('a member key has 32 bytes, not all zero');
    }
    return this.#slots.put(new Map([...keys].map(([subject, key]) => [subject, [key]])));
  }

  destroy(subject: string): Promise<void> {
    return this.#slots.destroy(subject);
  }

  close(): Promise<void> {
    return this.#slots.close();
  }
}
