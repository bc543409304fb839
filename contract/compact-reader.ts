import { NAME_ALPHABET, TEXT_MODES } from './compact-writer.ts';

const HEX_ALPHABET = '0123456789abcdef';

/** Reads what `CompactWriter` wrote. Every method throws a `RangeError` on bytes that it cannot have written; nothing is read beyond the end. */
export class CompactReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.#buffer[this.#at++];
    if (value === undefined) throw new RangeError('the end');
    return value;
  }

  count(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (!Number.isSafeInteger(value)) throw new RangeError('too large');
      if (byte < 0x80) return value;
      factor *= 0x80;
      if (factor > Number.MAX_SAFE_INTEGER) throw new RangeError('too long');
    }
  }

  float(): number {
    return this.#buffer.readDoubleLE(this.#advance(8));
  }

  text(): string {
    const header = this.count();
    const length = Math.floor(header / 4);
    switch (header % 4) {
      case TEXT_MODES.hex:
        return this.#packed(length, HEX_ALPHABET, 4);
      case TEXT_MODES.name:
        return this.#packed(length, NAME_ALPHABET, 6);
      case TEXT_MODES.utf8:
        return this.#plain(length, 'utf8');
      default:
        return this.#plain(length, 'utf16le');
    }
  }

  atEnd(): boolean {
    return this.#at === this.#buffer.length;
  }

  #plain(length: number, encoding: 'utf8' | 'utf16le'): string {
    const start = this.#advance(length);
    return this.#buffer.toString(encoding, start, start + length);
  }

  #packed(length: number, alphabet: string, bits: number): string {
    if (alphabet === HEX_ALPHABET) return this.#hex(length);
    let at = this.#advance(Math.ceil((length * bits) / 8));
    let text = '';
    let pending = 0;
    let pendingBits = 0;
    for (let done = 0; done < length; done += 1) {
      if (pendingBits < bits) {
        pending = ((pending & 0xff) << 8) | (this.#buffer[at++] ?? 0);
        pendingBits += 8;
      }
      pendingBits -= bits;
      text += alphabet[(pending >> pendingBits) & (alphabet.length - 1)];
    }
    return text;
  }

  #hex(length: number): string {
    const start = this.#advance(Math.ceil(length / 2));
    return this.#buffer.toString('hex', start, this.#at).slice(0, length);
  }

  /** Where the next `count` bytes begin; they are read then. */
  #advance(count: number): number {
    const start = this.#at;
    if (start + count > this.#buffer.length) throw new RangeError('the end');
    this.#at = start + count;
    return start;
  }
}
