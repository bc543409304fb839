import { createHmac } from 'node:crypto';

/**
 * HMAC-SHA-256 (FIPS 198-1, FIPS 180-4) of short ASCII texts under one key: what the key adds is computed once, and a text is two or three blocks.
 * `node:crypto` makes an object outside of the heap for each text, which takes three times as long, and as long again to collect. All else is its.
 */
const BLOCK_BYTES = 64;
const BLOCK_WORDS = 16;
const STATE_WORDS = 8;
const ROUNDS = 64;
const LENGTH_BYTES = 8;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

const START = new Int32Array(STATE_WORDS);
const CONSTANTS = new Int32Array(ROUNDS);
fillConstants();

const words = new Int32Array(ROUNDS);
const state = new Int32Array(STATE_WORDS);

/** The first `bytes` of the code, at most 32. */
export function createHmacSha256(key: Uint8Array, bytes: number): (text: string) => Uint8Array {
  const inner = padded(key, INNER_PAD);
  const outer = padded(key, OUTER_PAD);
  return (text) => {
    if (!digestAscii(inner, text)) return Uint8Array.from(createHmac('sha256', key).update(text).digest().subarray(0, bytes));
    words.set(state);
    words[STATE_WORDS] = 1 << 31;
    words.fill(0, STATE_WORDS + 1, BLOCK_WORDS - 1);
    words[BLOCK_WORDS - 1] = (BLOCK_BYTES + 4 * STATE_WORDS) * 8;
    state.set(outer);
    compress();
    const code = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 1) code[at] = (state[at >> 2] as number) >>> (24 - 8 * (at & 3));
    return code;
  };
}

/** The state after the block that a key begins with. */
function padded(key: Uint8Array, pad: number): Int32Array {
  if (key.length > BLOCK_BYTES) throw new TypeError('a key of at most 64 bytes');
  for (let word = 0; word < BLOCK_WORDS; word += 1) {
    const byte = (at: number): number => (key[word * 4 + at] ?? 0) ^ pad;
    words[word] = (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
  }
  state.set(START);
  compress();
  return state.slice();
}

/** Leaves the digest in `state`; false where a character is not ASCII. */
function digestAscii(begun: Int32Array, text: string): boolean {
  const { length } = text;
  const lastBlock = Math.ceil((length + 1 + LENGTH_BYTES) / BLOCK_BYTES) - 1;
  let seen = 0;
  state.set(begun);
  for (let block = 0, at = 0; block <= lastBlock; block += 1) {
    for (let word = 0; word < BLOCK_WORDS; word += 1) {
      let value = 0;
      for (const end = at + 4; at < end; at += 1) {
        const code = at < length ? text.charCodeAt(at) : at === length ? 0x80 : 0;
        if (at < length) seen |= code;
        value = (value << 8) | code;
      }
      words[word] = value;
    }
    if (block === lastBlock) words[BLOCK_WORDS - 1] = (BLOCK_BYTES + length) * 8;
    compress();
  }
  return seen < 0x80;
}

/** FIPS 180-4 §6.2.2, on the block in `words`. */
function compress(): void {
  for (let t = BLOCK_WORDS; t < ROUNDS; t += 1) {
    const x = words[t - 15] as number;
    const y = words[t - 2] as number;
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[t] = (small1 + (words[t - 7] as number) + small0 + (words[t - 16] as number)) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < ROUNDS; t += 1) {
    const large1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const large0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const one = (h + large1 + ((e & f) ^ (~e & g)) + (CONSTANTS[t] as number) + (words[t] as number)) | 0;
    const two = (large0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

/** The fractions of the square roots of the first 8 primes, and of the cube roots of the first 64 (§4.2.2, §5.3.3). */
function fillConstants(): void {
  const fraction = (root: number): number => (root - Math.floor(root)) * 2 ** 32;
  for (let candidate = 2, found = 0; found < ROUNDS; candidate += 1) {
    let divisor = 2;
    while (candidate % divisor !== 0) divisor += 1;
    if (divisor < candidate) continue;
    if (found < STATE_WORDS) START[found] = fraction(Math.sqrt(candidate));
    CONSTANTS[found] = fraction(Math.cbrt(candidate));
    found += 1;
  }
}
