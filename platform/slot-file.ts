import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AislegateError } from '../contract/errors.ts';
import { syncFolder } from './durable-file.ts';
import { checkHead, checkSlotFile, isSlotFile, SLOT_FILE_KEY_BYTES, type SlotFileOptions } from './slot-head.ts';
import { SLOT_BYTES, SLOT_CONTENT_BYTES, SlotImage, subjectBytes } from './slot-image.ts';
import { writeWhole } from './write-whole.ts';
import { createXts, XTS_KEY_BYTES, type Xts } from './xts.ts';

const BLOCK_BYTES = 16;
const BATCH_SLOTS = 2048;

/** Slots of 48 bytes, 16 of a subject and 32 of content; a subject may have several. Numbers of slots stay as they are, and are used again. */
export interface SlotFile {
  /** The slots in clear: number n at n * 48; zeros where it is free. It grows, so readers look at its length anew. */
  readonly image: SharedArrayBuffer;
  /** All numbers are below. */
  slotCount(): number;
  /** How many are in use. */
  size(): number;
  slotsOf(subject: string): number[];
  subjectOf(slot: number): string | undefined;
  /** A copy of the 32 bytes; of zeros where the slot is free. */
  contentOf(slot: number): Uint8Array;
  /** The content of the first slot of a subject, as a copy. */
  first(subject: string): Uint8Array | undefined;
  /** These subjects have exactly these contents from now on; what stays equal stays in its slot. Resolves when they are on disk. */
  put(contents: ReadonlyMap<string, readonly Uint8Array[]>): Promise<void>;
  /** Other content for one slot, if it still belongs to the subject. Not synced: for what can be learned again. */
  amend(subject: string, slot: number, content: Uint8Array): Promise<void>;
  /** Overwrites all slots of the subject where they stand, on disk and in memory. Resolves when that is synced. */
  destroy(subject: string): Promise<void>;
  /** Memory taken: image and index. */
  memoryBytes(): number;
  close(): Promise<void>;
}

/**
 * A flat file that is overwritten in place, because databases and log-structured files keep old bytes: here what is destroyed is gone, and
 * synced (ADR 0020). Each slot is encrypted by itself under its number, so that one is changed without its neighbours; a free one is zeros.
 * What the file system or the drive copies elsewhere is out of a program's reach, but it is unreadable without the key: docs/privacy.md.
 */
export async function openSlotFile({ path, key }: SlotFileOptions): Promise<SlotFile> {
  if (key.length !== SLOT_FILE_KEY_BYTES) throw new TypeError('the key of a slot file has 96 bytes');
  const handle = await openFile(path);
  try {
    await checkHead(handle, { path, key });
    const file = await slotsIn(handle, key);
    await file.mend();
    return file;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export type ReadSlots = Pick<SlotFile, 'first' | 'size' | 'slotsOf' | 'contentOf' | 'close'>;

/** The slots of a file that another process may have open: nothing is written, and nothing may be. Undefined where there is no such file. */
export async function readSlotFile({ path, key }: SlotFileOptions): Promise<ReadSlots | undefined> {
  if (!(await isSlotFile(path))) return undefined;
  await checkSlotFile({ path, key });
  const handle = await open(path, 'r');
  try {
    return await slotsIn(handle, key);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function slotsIn(handle: FileHandle, key: Uint8Array): Promise<FileOfSlots> {
  const { size } = await handle.stat();
  const image = new SlotImage(Math.floor(size / SLOT_BYTES));
  const file = new FileOfSlots(handle, createXts(key.subarray(0, XTS_KEY_BYTES), SLOT_BYTES), image);
  await file.read();
  return file;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    await handle.chmod(0o600);
    // A new file's name is on disk only when its folder is.
    await syncFolder(dirname(path));
    return handle;
  } catch (cause) {
    throw new AislegateError('JRN_KEYS_UNREADABLE', { path, detail: cause instanceof Error ? cause.message : 'unknown' }, { cause });
  }
}

/** The head takes the place of one slot. */
const position = (slot: number): number => (slot + 1) * SLOT_BYTES;

interface Change {
  readonly slot: number;
  /** `undefined`: the slot becomes free. */
  readonly bytes: Uint8Array | undefined;
}

class FileOfSlots implements SlotFile {
  readonly #handle: FileHandle;
  readonly #xts: Xts;
  readonly #image: SlotImage;
  readonly #free: number[] = [];
  /** Slots that may stand otherwise on disk than in memory: a power cut or a full disk ended a write of theirs. */
  readonly #torn = new Set<number>();
  #count = 0;
  /** Writes follow one another: a destroyed slot must not be overtaken by a put of the same subject. */
  #last: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, xts: Xts, image: SlotImage) {
    this.#handle = handle;
    this.#xts = xts;
    this.#image = image;
  }

  get image(): SharedArrayBuffer {
    return this.#image.buffer;
  }

  slotCount(): number {
    return this.#count;
  }

  size(): number {
    return this.#image.used();
  }

  slotsOf(subject: string): number[] {
    return this.#image.slotsOf(subjectBytes(subject));
  }

  subjectOf(slot: number): string | undefined {
    return this.#image.isFree(slot) ? undefined : this.#image.subject(slot).toString('hex');
  }

  contentOf(slot: number): Uint8Array {
    return this.#image.content(slot);
  }

  first(subject: string): Uint8Array | undefined {
    const slot = this.#image.firstOf(subjectBytes(subject));
    return slot === undefined ? undefined : this.#image.content(slot);
  }

  async put(contents: ReadonlyMap<string, readonly Uint8Array[]>): Promise<void> {
    const wanted = [...contents].map(([subject, list]) => ({ subject: subjectBytes(subject), list }));
    for (const { subject, list } of wanted) {
      if (subject.every((byte) => byte === 0)) throw new TypeError('a subject is random');
      if (list.some((content) => content.length !== SLOT_CONTENT_BYTES)) throw new TypeError('the content of a slot has 32 bytes');
    }
    for (let from = 0; from < wanted.length; from += BATCH_SLOTS) {
      const batch = wanted.slice(from, from + BATCH_SLOTS);
      await this.#inTurn(() => this.#put(batch));
    }
  }

  amend(subject: string, slot: number, content: Uint8Array): Promise<void> {
    if (content.length !== SLOT_CONTENT_BYTES) throw new TypeError('the content of a slot has 32 bytes');
    return this.#inTurn(async () => {
      if (this.subjectOf(slot) !== subject) return;
      await this.#write([{ slot, bytes: Buffer.concat([subjectBytes(subject), content]) }]);
      this.#torn.delete(slot);
      this.#image.amend(slot, content);
    });
  }

  destroy(subject: string): Promise<void> {
    return this.#inTurn(async () => {
      const slots = this.slotsOf(subject);
      if (slots.length === 0) return;
      const changes = slots.map((slot) => ({ slot, bytes: undefined }));
      await this.#write(changes);
      await this.#synced(changes);
      for (const slot of slots) this.#image.clear(slot);
      this.#free.push(...slots);
    });
  }

  memoryBytes(): number {
    return this.#image.buffer.byteLength + this.#image.indexBytes();
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle.close();
  }

  async read(): Promise<void> {
    const bytes = Buffer.alloc(BATCH_SLOTS * SLOT_BYTES);
    for (;;) {
      const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, position(this.#count));
      // A tail shorter than a slot is an append that the power cut short: never acknowledged, overwritten by the next one.
      const slots = Math.floor(bytesRead / SLOT_BYTES);
      if (slots === 0) break;
      const from = this.#count;
      const batch = bytes.subarray(0, slots * SLOT_BYTES);
      const states = statesOf(batch);
      this.#xts.decrypt(batch, numbersFrom(from, slots));
      for (const [at, state] of states.entries()) {
        if (state === 'whole') this.#image.set(from + at, batch.subarray(at * SLOT_BYTES, (at + 1) * SLOT_BYTES));
        else this.#free.push(from + at);
        if (state === 'cut') this.#torn.add(from + at);
      }
      this.#count += slots;
      this.#image.reach(this.#count - 1);
    }
    bytes.fill(0);
  }

  /**
   * Makes torn slots on disk what they are in memory: a key that was never acknowledged would be there again after a restart, also of somebody who was
   * erased since. It takes no room: a full disk must not keep anybody from being erased.
   */
  async mend(): Promise<void> {
    if (this.#torn.size === 0) return;
    const torn = [...this.#torn];
    const bytesOf = (slot: number): Uint8Array | undefined =>
      this.#image.isFree(slot) ? undefined : Buffer.concat([this.#image.subject(slot), this.#image.content(slot)]);
    await this.#write(torn.filter((slot) => slot < this.#count).map((slot) => ({ slot, bytes: bytesOf(slot) })));
    const end = position(this.#count);
    const { size } = await this.#handle.stat();
    if (size > end) await writeWhole(this.#handle, Buffer.alloc(size - end), end);
    await this.#handle.datasync();
    if (size > end) await this.#handle.truncate(end);
    for (const slot of torn) this.#torn.delete(slot);
  }

  async #put(batch: readonly { readonly subject: Buffer; readonly list: readonly Uint8Array[] }[]): Promise<void> {
    const changes: Change[] = [];
    let left = this.#free.length;
    let count = this.#count;
    for (const { subject, list } of batch) {
      const had = this.#image.slotsOf(subject);
      const missing = list.filter((content) => {
        const same = had.findIndex((slot) => this.#image.content(slot).equals(content));
        if (same >= 0) had.splice(same, 1);
        return same < 0;
      });
      for (const content of missing) {
        const slot = had.pop() ?? (left > 0 ? this.#free[--left] : undefined) ?? count++;
        changes.push({ slot, bytes: Buffer.concat([subject, content]) });
      }
      changes.push(...had.map((slot) => ({ slot, bytes: undefined })));
    }
    if (changes.length === 0) return;
    await this.#write(changes);
    await this.#synced(changes);
    this.#free.length = left;
    this.#count = count;
    for (const { slot, bytes } of changes) {
      if (bytes) this.#image.set(slot, bytes);
      else {
        this.#image.clear(slot);
        this.#free.push(slot);
      }
    }
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const ordered = changes.toSorted((a, b) => a.slot - b.slot);
    for (const { slot } of ordered) this.#torn.add(slot);
    const disk = Buffer.alloc(ordered.length * SLOT_BYTES);
    for (const [at, { bytes }] of ordered.entries()) if (bytes) disk.set(bytes, at * SLOT_BYTES);
    this.#xts.encrypt(
      disk,
      Uint32Array.from(ordered, ({ slot }) => slot),
    );
    for (const [at, { bytes }] of ordered.entries()) if (!bytes) disk.fill(0, at * SLOT_BYTES, (at + 1) * SLOT_BYTES);
    // Neighbours go to the disk together.
    for (let from = 0, to = 0; from < ordered.length; from = to) {
      const start = ordered[from]?.slot ?? 0;
      while (ordered[to]?.slot === start + to - from) to++;
      await writeWhole(this.#handle, disk.subarray(from * SLOT_BYTES, to * SLOT_BYTES), position(start));
    }
  }

  async #synced(changes: readonly Change[]): Promise<void> {
    await this.#handle.datasync();
    for (const { slot } of changes) this.#torn.delete(slot);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(() => this.mend()).then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function numbersFrom(first: number, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = first + at;
  return numbers;
}

/**
 * Disks write whole sectors, which end on blocks. A slot of which some blocks are zeros and others are not was being written, or destroyed, when
 * the power went: neither was acknowledged, or the second would not be cut.
 */
function statesOf(slots: Buffer): ('whole' | 'free' | 'cut')[] {
  const states: ('whole' | 'free' | 'cut')[] = [];
  for (let slot = 0; slot < slots.length; slot += SLOT_BYTES) {
    let zeros = 0;
    for (let block = slot; block < slot + SLOT_BYTES; block += BLOCK_BYTES) if (isZeroBlock(slots, block)) zeros++;
    states.push(zeros === 0 ? 'whole' : zeros * BLOCK_BYTES === SLOT_BYTES ? 'free' : 'cut');
  }
  return states;
}

function isZeroBlock(bytes: Buffer, from: number): boolean {
  for (let at = from; at < from + BLOCK_BYTES; at++) if (bytes[at] !== 0) return false;
  return true;
}
