import { SlotIndex, type SlotStart } from './slot-index.ts';

export const SLOT_SUBJECT_BYTES = 16;
export const SLOT_CONTENT_BYTES = 32;
export const SLOT_BYTES = SLOT_SUBJECT_BYTES + SLOT_CONTENT_BYTES;

const SLOT_WORDS = SLOT_BYTES / 4;
/** Address space only: memory is taken as slots come. */
const MAX_SLOTS = 2 ** 24;
const STEP_SLOTS = 4096;
const SUBJECT = /^[0-9a-f]{32}$/u;

export function subjectBytes(subject: string): Buffer {
  if (!SUBJECT.test(subject)) throw new TypeError('a subject has 32 hex digits');
  return Buffer.from(subject, 'hex');
}

/**
 * The slots in clear, in memory: one after another in one buffer that workers may read too. A free slot is all zeros. A `Map` of a million
 * subjects would take several times as much.
 */
export class SlotImage {
  readonly buffer = new SharedArrayBuffer(0, { maxByteLength: MAX_SLOTS * SLOT_BYTES });
  // Views of a fixed length: V8 reads those that follow a growing buffer ten times as slowly.
  #bytes = new Uint8Array(this.buffer, 0, 0);
  #words = new Uint32Array(this.buffer, 0, 0);
  readonly #index: SlotIndex;
  #used = 0;

  /** `expected`: how many slots are about to come. */
  constructor(expected: number) {
    this.#index = new SlotIndex((slot) => startOf(this.#bytes, slot * SLOT_BYTES), expected);
  }

  used(): number {
    return this.#used;
  }

  indexBytes(): number {
    return this.#index.bytes();
  }

  set(slot: number, bytes: Uint8Array): void {
    this.reach(slot);
    this.clear(slot);
    this.#bytes.set(bytes, slot * SLOT_BYTES);
    this.#index.add(slot);
    this.#used++;
  }

  /** Other content for a slot that stays with its subject. */
  amend(slot: number, content: Uint8Array): void {
    this.#bytes.set(content, slot * SLOT_BYTES + SLOT_SUBJECT_BYTES);
  }

  clear(slot: number): void {
    if (this.isFree(slot)) return;
    this.#index.remove(slot);
    this.#bytes.fill(0, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
    this.#used--;
  }

  isFree(slot: number): boolean {
    const at = slot * SLOT_WORDS;
    return ((this.#words[at] ?? 0) | (this.#words[at + 1] ?? 0) | (this.#words[at + 2] ?? 0) | (this.#words[at + 3] ?? 0)) === 0;
  }

  slotsOf(subject: Uint8Array): number[] {
    const found: number[] = [];
    this.#index.search(startOf(subject), (slot) => {
      if (this.#holds(slot, subject)) found.push(slot);
      return false;
    });
    return found;
  }

  firstOf(subject: Uint8Array): number | undefined {
    let found: number | undefined;
    this.#index.search(startOf(subject), (slot) => {
      if (!this.#holds(slot, subject)) return false;
      found = slot;
      return true;
    });
    return found;
  }

  /** Copies: the place of a destroyed slot may be another subject's a moment later. */
  subject(slot: number): Buffer {
    return this.#copy(slot * SLOT_BYTES, slot * SLOT_BYTES + SLOT_SUBJECT_BYTES);
  }

  content(slot: number): Buffer {
    return this.#copy(slot * SLOT_BYTES + SLOT_SUBJECT_BYTES, (slot + 1) * SLOT_BYTES);
  }

  #copy(from: number, to: number): Buffer {
    return Buffer.from(this.#bytes.slice(from, to).buffer);
  }

  #holds(slot: number, subject: Uint8Array): boolean {
    const at = slot * SLOT_BYTES;
    for (let byte = 0; byte < SLOT_SUBJECT_BYTES; byte++) if (this.#bytes[at + byte] !== subject[byte]) return false;
    return true;
  }

  /** There is room for all slots up to this one, free ones as well: readers of the buffer look at all that the file has. */
  reach(slot: number): void {
    if ((slot + 1) * SLOT_BYTES <= this.#bytes.length) return;
    const slots = Math.min(MAX_SLOTS, Math.ceil((slot + 1) / STEP_SLOTS) * STEP_SLOTS);
    this.buffer.grow(slots * SLOT_BYTES);
    this.#bytes = new Uint8Array(this.buffer, 0, this.buffer.byteLength);
    this.#words = new Uint32Array(this.buffer, 0, this.buffer.byteLength / 4);
  }
}

function startOf(bytes: Uint8Array, at = 0): SlotStart {
  const spread = ((bytes[at + 1] ?? 0) << 24) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
  return { part: bytes[at] ?? 0, spread: spread >>> 0 };
}
