/** The ways a text is written, in the two lowest bits of its header; the rest is the count of its characters (bytes for UTF-8). */
export const TEXT_MODES = { utf8: 0, hex: 1, name: 2, utf16: 3 } as const;

/** The 64 characters of names (`NAME_PATTERN`), 6 bits each. */
export const NAME_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

const NAME_CODES = new Int8Array(128).fill(-1);
for (const [code, character] of [...NAME_ALPHABET].entries()) NAME_CODES[character.charCodeAt(0)] = code;
const HEX_CODES = new Int8Array(128).fill(-1);
for (const [code, character] of [...'0123456789abcdef'].entries()) HEX_CODES[character.charCodeAt(0)] = code;

const LONE_SURROGATE = /\p{Surrogate}/u;

const isCoded = (text: string, codes: Int8Array): boolean => {
  for (let at = 0; at < text.length; at += 1) if ((codes[text.charCodeAt(at)] ?? -1) < 0) return false;
  return true;
};

/** Writes numbers and texts in few bytes, one after the other. `CompactReader` reads them again in the same order. */
export class CompactWriter {
  #buffer = Buffer.allocUnsafe(1024);
  #length = 0;

  /** Begins anew, in the same memory. */
  reset(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1, 7 bits a byte, the lowest first. */
  count(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  float(value: number): void {
    this.#reserve(8);
    this.#buffer.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  text(text: string): void {
    if (isCoded(text, HEX_CODES)) {
      this.#header(text.length, TEXT_MODES.hex);
      this.#packed(text, HEX_CODES, 4);
    } else if (isCoded(text, NAME_CODES)) {
      this.#header(text.length, TEXT_MODES.name);
      this.#packed(text, NAME_CODES, 6);
    } else {
      // A lone surrogate has no UTF-8.
      const encoding = LONE_SURROGATE.test(text) ? 'utf16le' : 'utf8';
      const length = Buffer.byteLength(text, encoding);
      this.#header(length, encoding === 'utf8' ? TEXT_MODES.utf8 : TEXT_MODES.utf16);
      this.#reserve(length);
      this.#length += this.#buffer.write(text, this.#length, encoding);
    }
  }

  /** A copy of what was written. */
  bytes(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length);
  }

  #header(length: number, mode: number): void {
    this.count(length * 4 + mode);
  }

  #packed(text: string, codes: Int8Array, bits: number): void {
    this.#reserve(Math.ceil((text.length * bits) / 8));
    let pending = 0;
    let pendingBits = 0;
    for (let at = 0; at < text.length; at += 1) {
      pending = (pending << bits) | (codes[text.charCodeAt(at)] ?? 0);
      pendingBits += bits;
      if (pendingBits < 8) continue;
      pendingBits -= 8;
      this.#buffer[this.#length++] = pending >> pendingBits;
      pending &= (1 << pendingBits) - 1;
    }
    if (pendingBits > 0) this.#buffer[this.#length++] = pending << (8 - pendingBits);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + count));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
