export interface LineHearers {
  /** A line without its end; empty lines are not told. */
  readonly onLine: (line: Uint8Array) => void;
  /** A line that was longer than allowed came to its end, or will never do so. */
  readonly onTooLong: () => void;
}

const NEWLINE = 10;
const RETURN = 13;

/** Cuts a stream of bytes into lines. It cuts bytes, not text, so that no character is torn; what is too long is let go of at once. */
export class LineCutter {
  readonly #mostBytes: number;
  readonly #hearers: LineHearers;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isTooLong = false;

  constructor(mostBytes: number, hearers: LineHearers) {
    this.#mostBytes = mostBytes;
    this.#hearers = hearers;
  }

  take(chunk: Uint8Array): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, end));
      this.#end();
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
  }

  #add(piece: Uint8Array): void {
    if (piece.length === 0 || this.#isTooLong) return;
    this.#bytes += piece.length;
    if (this.#bytes <= this.#mostBytes) {
      this.#pieces.push(piece);
      return;
    }
    this.#isTooLong = true;
    this.#pieces = [];
    this.#hearers.onTooLong();
  }

  #end(): void {
    const pieces = this.#pieces;
    const isTooLong = this.#isTooLong;
    this.#pieces = [];
    this.#bytes = 0;
    this.#isTooLong = false;
    if (isTooLong) return;
    const line = Buffer.concat(pieces);
    const whole = line.at(-1) === RETURN ? line.subarray(0, -1) : line;
    if (whole.length > 0) this.#hearers.onLine(whole);
  }
}
