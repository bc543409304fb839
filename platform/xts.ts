import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from 'node:crypto';

const BLOCK_BYTES = 16;
const AES_KEY_BYTES = 32;
export const XTS_KEY_BYTES = 2 * AES_KEY_BYTES;

/** Many small data units at once, each under its own number. */
export interface Xts {
  /** In place. `numbers[i]` is the number of the i-th unit of `bytes`. */
  encrypt(bytes: Uint8Array, numbers: Uint32Array): void;
  decrypt(bytes: Uint8Array, numbers: Uint32Array): void;
}

/**
 * XTS-AES-256 (IEEE 1619, NIST SP 800-38E) for data units of whole blocks. Node's own `aes-256-xts` makes a cipher for each unit, which takes
 * seconds for the slots of a million members; this one sends the blocks of many units through AES-ECB together, between the same two xors.
 */
export function createXts(key: Uint8Array, unitBytes: number): Xts {
  if (key.length !== XTS_KEY_BYTES) throw new TypeError('an XTS-AES-256 key has 64 bytes');
  if (unitBytes % BLOCK_BYTES !== 0) throw new TypeError('a data unit has whole blocks');
  const tweaks = ecb(createCipheriv('aes-256-ecb', key.subarray(AES_KEY_BYTES), null));
  const encrypted = ecb(createCipheriv('aes-256-ecb', key.subarray(0, AES_KEY_BYTES), null));
  const decrypted = ecb(createDecipheriv('aes-256-ecb', key.subarray(0, AES_KEY_BYTES), null));
  const through = (blocks: (bytes: Uint8Array) => Uint8Array, bytes: Uint8Array, numbers: Uint32Array): void => {
    if (bytes.length !== numbers.length * unitBytes) throw new TypeError('a number for each data unit');
    const masks = masksOf(tweaks, numbers, unitBytes / BLOCK_BYTES);
    const words = new Uint32Array(masks.length);
    const copy = new Uint8Array(words.buffer);
    copy.set(bytes);
    xor(words, masks);
    copy.set(blocks(copy));
    xor(words, masks);
    bytes.set(copy);
    copy.fill(0);
  };
  return {
    encrypt: (bytes, numbers) => through(encrypted, bytes, numbers),
    decrypt: (bytes, numbers) => through(decrypted, bytes, numbers),
  };
}

function ecb(cipher: Cipher | Decipher): (bytes: Uint8Array) => Uint8Array {
  cipher.setAutoPadding(false);
  return (bytes) => cipher.update(bytes);
}

/** For each unit the encrypted number, and for each further block of it that one times α in GF(2^128). */
function masksOf(tweaks: (bytes: Uint8Array) => Uint8Array, numbers: Uint32Array, blocks: number): Uint32Array {
  const plain = new DataView(new ArrayBuffer(numbers.length * BLOCK_BYTES));
  for (const [unit, number] of numbers.entries()) plain.setUint32(unit * BLOCK_BYTES, number, true);
  const first = Buffer.from(tweaks(new Uint8Array(plain.buffer)));
  const masks = new DataView(new ArrayBuffer(numbers.length * blocks * BLOCK_BYTES));
  for (let unit = 0; unit < numbers.length; unit++) {
    let a = first.readUInt32LE(unit * BLOCK_BYTES);
    let b = first.readUInt32LE(unit * BLOCK_BYTES + 4);
    let c = first.readUInt32LE(unit * BLOCK_BYTES + 8);
    let d = first.readUInt32LE(unit * BLOCK_BYTES + 12);
    for (let block = 0; block < blocks; block++) {
      const at = (unit * blocks + block) * BLOCK_BYTES;
      masks.setUint32(at, a, true);
      masks.setUint32(at + 4, b, true);
      masks.setUint32(at + 8, c, true);
      masks.setUint32(at + 12, d, true);
      // What is shifted out at the top comes back as x^7 + x^2 + x + 1.
      const over = (d >>> 31) * 0x87;
      d = (d << 1) | (c >>> 31);
      c = (c << 1) | (b >>> 31);
      b = (b << 1) | (a >>> 31);
      a = (a << 1) ^ over;
    }
  }
  return new Uint32Array(masks.buffer);
}

function xor(words: Uint32Array, masks: Uint32Array): void {
  for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) ^ (masks[at] ?? 0);
}
