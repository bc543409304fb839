/**
 * AES-128 by tables (FIPS 197), encryption only: `node:crypto` makes a cipher object for every key, which costs ten times what one block of
 * one key does here, and the rotating identifiers of a million members are a million keys with one block each. Blocks and schedules are words,
 * most significant byte first.
 *
 * Tables leak through caches what is encrypted to another program on the same machine. Whoever runs programs in the back room's computer can read
 * the keys from memory anyway.
 */
export const SCHEDULE_WORDS = 44;
export const BLOCK_WORDS = 4;

const ROUNDS = 10;
/** x^8 + x^4 + x^3 + x + 1. */
const POLYNOMIAL = 0x11b;

export const SBOX = new Uint8Array(256);
/** What a byte adds to its column after SubBytes and MixColumns, from row 0 to 3. */
export const T0 = new Int32Array(256);
export const T1 = new Int32Array(256);
export const T2 = new Int32Array(256);
export const T3 = new Int32Array(256);
fillTables();

function fillTables(): void {
  let value = 1;
  let inverse = 1;
  do {
    // 3 generates all of GF(2^8) but 0, so `value` takes all its values and `inverse`, divided by 3 each time, their inverses.
    value = (value ^ (value << 1) ^ (value & 0x80 ? POLYNOMIAL : 0)) & 0xff;
    inverse = dividedBy3(inverse);
    SBOX[value] = affine(inverse);
  } while (value !== 1);
  SBOX[0] = affine(0);
  for (let byte = 0; byte < 256; byte += 1) {
    const s = SBOX[byte] ?? 0;
    const twice = (s << 1) ^ (s & 0x80 ? POLYNOMIAL : 0);
    const column = (twice << 24) | (s << 16) | (s << 8) | (twice ^ s);
    T0[byte] = column;
    T1[byte] = rotatedRight(column, 8);
    T2[byte] = rotatedRight(column, 16);
    T3[byte] = rotatedRight(column, 24);
  }
}

function dividedBy3(byte: number): number {
  let quotient = byte ^ (byte << 1);
  quotient ^= quotient << 2;
  quotient ^= quotient << 4;
  return (quotient ^ (quotient & 0x80 ? 0x09 : 0)) & 0xff;
}

function affine(byte: number): number {
  const doubled = byte | (byte << 8);
  return ((doubled ^ (doubled >> 4) ^ (doubled >> 5) ^ (doubled >> 6) ^ (doubled >> 7)) & 0xff) ^ 0x63;
}

function rotatedRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function substituted(word: number): number {
  return (
    ((SBOX[word >>> 24] as number) << 24) |
    ((SBOX[(word >>> 16) & 0xff] as number) << 16) |
    ((SBOX[(word >>> 8) & 0xff] as number) << 8) |
    (SBOX[word & 0xff] as number)
  );
}

/** Writes the round keys of a key of four words to `schedule`, from `at`. */
export function expandKey(k0: number, k1: number, k2: number, k3: number, schedule: Int32Array, at = 0): void {
  let [a, b, c, d] = [k0, k1, k2, k3];
  let constant = 1;
  for (let round = 0; ; round += 1) {
    const to = at + round * BLOCK_WORDS;
    schedule[to] = a;
    schedule[to + 1] = b;
    schedule[to + 2] = c;
    schedule[to + 3] = d;
    if (round === ROUNDS) return;
    a ^= substituted((d << 8) | (d >>> 24)) ^ (constant << 24);
    b ^= a;
    c ^= b;
    d ^= c;
    constant = (constant << 1) ^ (constant & 0x80 ? POLYNOMIAL : 0);
  }
}

/** Encrypts the block of four words under the schedule at `at`, into `out`. */
export function encryptBlock(schedule: Int32Array, at: number, b0: number, b1: number, b2: number, b3: number, out: Int32Array): void {
  let k = at;
  let s0 = b0 ^ (schedule[k] as number);
  let s1 = b1 ^ (schedule[k + 1] as number);
  let s2 = b2 ^ (schedule[k + 2] as number);
  let s3 = b3 ^ (schedule[k + 3] as number);
  for (let round = 1; round < ROUNDS; round += 1) {
    k += BLOCK_WORDS;
    const t0 = column(s0, s1, s2, s3, schedule[k] as number);
    const t1 = column(s1, s2, s3, s0, schedule[k + 1] as number);
    const t2 = column(s2, s3, s0, s1, schedule[k + 2] as number);
    s3 = column(s3, s0, s1, s2, schedule[k + 3] as number);
    s0 = t0;
    s1 = t1;
    s2 = t2;
  }
  k += BLOCK_WORDS;
  out[0] = lastColumn(s0, s1, s2, s3, schedule[k] as number);
  out[1] = lastColumn(s1, s2, s3, s0, schedule[k + 1] as number);
  out[2] = lastColumn(s2, s3, s0, s1, schedule[k + 2] as number);
  out[3] = lastColumn(s3, s0, s1, s2, schedule[k + 3] as number);
}

/** One column of a round: the four rows come from four columns of the block before, which is ShiftRows. */
export function column(a: number, b: number, c: number, d: number, roundKey: number): number {
  return (
    (T0[a >>> 24] as number) ^ (T1[(b >>> 16) & 0xff] as number) ^ (T2[(c >>> 8) & 0xff] as number) ^ (T3[d & 0xff] as number) ^ roundKey
  );
}

function lastColumn(a: number, b: number, c: number, d: number, roundKey: number): number {
  return (
    (((SBOX[a >>> 24] as number) << 24) |
      ((SBOX[(b >>> 16) & 0xff] as number) << 16) |
      ((SBOX[(c >>> 8) & 0xff] as number) << 8) |
      (SBOX[d & 0xff] as number)) ^
    roundKey
  );
}
