import { column, encryptBlock, expandKey, SBOX, SCHEDULE_WORDS, T1, T2, T3 } from './aes.ts';
import { IRK, keyWordAt, kindAt, ORDERS, orderAt, type Slots, slotCount } from './secret-slot.ts';

/**
 * Resolvable private addresses (Core 5.4, Vol 3 Part H §2.2.2): of AES-128(IRK, zeros ‖ prand) the last 24 bits are the hash. All but 24 bits of the
 * block are zeros, so most of the first round is the same for every address and stands in the schedule; of the last two rounds only what the
 * hash needs is computed.
 */
const WORDS = 37;
/** Where in a schedule: the word that prand enters, the columns of round 1 as far as they are known, then round keys. */
const ROUND_1 = 1;
const ROUND_2 = 5;
const ROUND_9 = 33;
const ROUND_10 = 36;
/** So many schedules are kept ready, 39 MB; beyond that each costs its own making. */
const MOST_READY = 262_144;

export interface IrkMatch {
  readonly slot: number;
  readonly reversed: boolean;
}

/** The two halves of an address of 12 hex: random part and hash; undefined where it is not a resolvable one. */
export function addressParts(address: string): { readonly prand: number; readonly hash: number } | undefined {
  const prand = Number.parseInt(address.slice(0, 6), 16);
  return prand >>> 22 === 0b01 ? { prand, hash: Number.parseInt(address.slice(6), 16) } : undefined;
}

const full = new Int32Array(SCHEDULE_WORDS);
const block = new Int32Array(4);

/** `ah` of the specification with the key in a slot. */
export function addressHash(slots: Slots, slot: number, reversed: boolean, prand: number): number {
  expandInOrder(slots, slot, reversed);
  encryptBlock(full, 0, 0, 0, 0, prand, block);
  return (block[3] as number) & 0xffffff;
}

function expandInOrder(slots: Slots, slot: number, reversed: boolean): void {
  const word = (index: number) => (reversed ? swapped(keyWordAt(slots, slot, 3 - index)) : keyWordAt(slots, slot, index));
  expandKey(word(0), word(1), word(2), word(3), full);
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

function makeReady(slots: Slots, slot: number, reversed: boolean, ready: Int32Array, at: number): void {
  expandInOrder(slots, slot, reversed);
  const [s0, s1, s2, s3] = [full[0] as number, full[1] as number, full[2] as number, full[3] as number];
  const none = (table: Int32Array) => table[0] as number;
  ready[at] = s3;
  // `column` adds what byte 0 adds where the varying byte of prand will come in: taken out again here.
  ready[at + ROUND_1] = column(s0, s1, s2, 0, full[4] as number) ^ none(T3);
  ready[at + ROUND_1 + 1] = column(s1, s2, 0, s0, full[5] as number) ^ none(T2);
  ready[at + ROUND_1 + 2] = column(s2, 0, s0, s1, full[6] as number) ^ none(T1);
  ready[at + ROUND_1 + 3] = column(s3, s0, s1, s2, full[7] as number);
  for (let word = 0; word < 31; word += 1) ready[at + ROUND_2 + word] = full[8 + word] as number;
  ready[at + ROUND_10] = full[43] as number;
}

/** The keys of all slots, ready to be tried. Those of which the byte order is not known are there in both. */
export class IrkSet {
  readonly #slots: Slots;
  /** Slot times two, plus one where reversed. */
  readonly #keys: Int32Array;
  readonly #ready: Int32Array;
  readonly #single = new Int32Array(WORDS);

  constructor(slots: Slots) {
    this.#slots = slots;
    const keys: number[] = [];
    for (let slot = 0, count = slotCount(slots); slot < count; slot += 1) {
      if (kindAt(slots, slot) !== IRK) continue;
      const order = orderAt(slots, slot);
      if (order !== ORDERS.reversed) keys.push(slot * 2);
      if (order !== ORDERS.asPrinted) keys.push(slot * 2 + 1);
    }
    this.#keys = Int32Array.from(keys);
    this.#ready = new Int32Array(Math.min(keys.length, MOST_READY) * WORDS);
    for (let i = 0; i < keys.length && i < MOST_READY; i += 1) this.#makeReady(i, this.#ready, i * WORDS);
  }

  /** Every key that explains the address; 1 in 2^24 does so by chance. */
  resolve(prand: number, hash: number): IrkMatch[] {
    const found: IrkMatch[] = [];
    for (let i = 0; i < this.#keys.length; i += 1) {
      const isReady = i < MOST_READY;
      if (!isReady) this.#makeReady(i, this.#single, 0);
      if (!explains(isReady ? this.#ready : this.#single, isReady ? i * WORDS : 0, prand, hash)) continue;
      const key = this.#keys[i] as number;
      found.push({ slot: key >> 1, reversed: (key & 1) === 1 });
    }
    return found;
  }

  /** Overwrites the keys, of which one may have to be forgotten. */
  clear(): void {
    this.#ready.fill(0);
    this.#single.fill(0);
  }

  #makeReady(i: number, ready: Int32Array, at: number): void {
    const key = this.#keys[i] as number;
    makeReady(this.#slots, key >> 1, (key & 1) === 1, ready, at);
  }
}

function explains(ready: Int32Array, at: number, prand: number, hash: number): boolean {
  const varying = (ready[at] as number) ^ prand;
  let s0 = (ready[at + ROUND_1] as number) ^ (T3[varying & 0xff] as number);
  let s1 = (ready[at + ROUND_1 + 1] as number) ^ (T2[(varying >>> 8) & 0xff] as number);
  let s2 = (ready[at + ROUND_1 + 2] as number) ^ (T1[(varying >>> 16) & 0xff] as number);
  let s3 = ready[at + ROUND_1 + 3] as number;
  for (let k = at + ROUND_2; k < at + ROUND_9; k += 4) {
    const t0 = column(s0, s1, s2, s3, ready[k] as number);
    const t1 = column(s1, s2, s3, s0, ready[k + 1] as number);
    const t2 = column(s2, s3, s0, s1, ready[k + 2] as number);
    s3 = column(s3, s0, s1, s2, ready[k + 3] as number);
    s0 = t0;
    s1 = t1;
    s2 = t2;
  }
  const key = ready[at + ROUND_10] as number;
  // The last byte first: of 256 keys it rules out 255.
  const t2 = column(s2, s3, s0, s1, ready[at + ROUND_9 + 2] as number);
  if ((((SBOX[t2 & 0xff] as number) ^ key ^ hash) & 0xff) !== 0) return false;
  const t0 = column(s0, s1, s2, s3, ready[at + ROUND_9] as number);
  const t1 = column(s1, s2, s3, s0, ready[at + ROUND_9 + 1] as number);
  const last = ((SBOX[(t0 >>> 16) & 0xff] as number) << 16) | ((SBOX[(t1 >>> 8) & 0xff] as number) << 8) | (SBOX[t2 & 0xff] as number);
  return ((last ^ key ^ hash) & 0xffffff) === 0;
}
