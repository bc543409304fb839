import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AislegateError } from '../contract/errors.ts';
import { MEMBER_KEY_BYTES } from '../contract/seal.ts';

const SUBJECT_BYTES = 16;
const SLOT_BYTES = SUBJECT_BYTES + MEMBER_KEY_BYTES;
const EMPTY = Buffer.alloc(SLOT_BYTES);
const SUBJECT = /^[0-9a-f]{32}$/u;

/** Structurally the `KeyRing` of the edge and of headquarters. */
export interface FileKeyRing {
  get(subject: string): Uint8Array | undefined;
  put(keys: ReadonlyMap<string, Uint8Array>): Promise<void>;
  destroy(subject: string): Promise<void>;
  size(): number;
  close(): Promise<void>;
}

/**
 * Member keys in a flat file of 48-byte slots: 16 bytes subject, 32 bytes key. No database and no log-structured file, because those keep old
 * bytes: here a destroyed key is overwritten where it stands, and synced. A slot of zeros is free and used again.
 * What the file system or the drive copies elsewhere (snapshots, wear levelling) is out of a program's reach: docs/privacy.md.
 */
export async function openKeyRing(file: string): Promise<FileKeyRing> {
  const handle = await openFile(file);
  return new KeyRing(handle, await readSlots(handle));
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'r+').catch(() => open(file, 'wx+', 0o600));
    await handle.chmod(0o600);
    const folder = await open(dirname(file), 'r');
    try {
      // A new file's name is on disk only when its folder is.
      await folder.sync();
    } finally {
      await folder.close();
    }
    return handle;
  } catch (cause) {
    throw new AislegateError('JRN_KEYS_UNREADABLE', { path: file, detail: cause instanceof Error ? cause.message : 'unknown' }, { cause });
  }
}

interface Slots {
  readonly bySubject: Map<string, { slot: number; key: Buffer }>;
  readonly free: number[];
  count: number;
}

async function readSlots(handle: FileHandle): Promise<Slots> {
  const bytes = await handle.readFile();
  // A tail shorter than a slot is an append that the power cut short: never acknowledged, overwritten by the next one.
  const slots: Slots = { bySubject: new Map(), free: [], count: Math.floor(bytes.length / SLOT_BYTES) };
  for (let slot = 0; slot < slots.count; slot++) {
    const at = bytes.subarray(slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
    const key = Buffer.from(at.subarray(SUBJECT_BYTES));
    if (key.equals(EMPTY.subarray(SUBJECT_BYTES))) slots.free.push(slot);
    else slots.bySubject.set(at.subarray(0, SUBJECT_BYTES).toString('hex'), { slot, key });
  }
  bytes.fill(0);
  return slots;
}

class KeyRing implements FileKeyRing {
  readonly #handle: FileHandle;
  readonly #slots: Slots;
  /** Writes follow one another: a destroyed slot must not be overtaken by a put of the same subject. */
  #last: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, slots: Slots) {
    this.#handle = handle;
    this.#slots = slots;
  }

  get(subject: string): Uint8Array | undefined {
    return this.#slots.bySubject.get(subject)?.key;
  }

  size(): number {
    return this.#slots.bySubject.size;
  }

  put(keys: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [subject, key] of keys) {
      if (!SUBJECT.test(subject)) throw new TypeError('a subject has 32 hex digits');
      if (key.length !== MEMBER_KEY_BYTES || EMPTY.subarray(SUBJECT_BYTES).equals(key))
        throw new TypeError('a member key has 32 bytes, not all zero');
    }
    return this.#inTurn(async () => {
      const written: [string, { slot: number; key: Buffer }][] = [];
      let { count } = this.#slots;
      const free = [...this.#slots.free];
      for (const [subject, key] of keys) {
        const slot = this.#slots.bySubject.get(subject)?.slot ?? free.pop() ?? count++;
        const bytes = Buffer.concat([Buffer.from(subject, 'hex'), key]);
        await this.#handle.write(bytes, 0, SLOT_BYTES, slot * SLOT_BYTES);
        written.push([subject, { slot, key: Buffer.from(key) }]);
      }
      await this.#handle.datasync();
      for (const [subject, entry] of written) this.#slots.bySubject.set(subject, entry);
      this.#slots.free.splice(0, Number.POSITIVE_INFINITY, ...free);
      this.#slots.count = count;
    });
  }

  destroy(subject: string): Promise<void> {
    return this.#inTurn(async () => {
      const entry = this.#slots.bySubject.get(subject);
      if (!entry) return;
      await this.#handle.write(EMPTY, 0, SLOT_BYTES, entry.slot * SLOT_BYTES);
      await this.#handle.datasync();
      this.#slots.bySubject.delete(subject);
      this.#slots.free.push(entry.slot);
      entry.key.fill(0);
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#handle.close());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
