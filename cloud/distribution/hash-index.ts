const EMPTY = 0;
const FIRST_CAPACITY = 1 << 12;
const MOST_FULL = 0.75;

/** Numbers above 0 by a text of which only 64 bits of a seeded hash are kept: millions of texts in a few bytes each. Whoever finds one compares the texts. */
export class HashIndex {
  readonly #seeds: readonly [number, number];
  #high = new Uint32Array(FIRST_CAPACITY);
  #low = new Uint32Array(FIRST_CAPACITY);
  #values = new Uint32Array(FIRST_CAPACITY);
  #size = 0;

  constructor(seed: Uint8Array) {
    const view = new DataView(seed.buffer, seed.byteOffset, 8);
    this.#seeds = [view.getUint32(0), view.getUint32(4)];
  }

  /** The number that the text has; the one given here where it had none. */
  claim(text: string, value: number): number {
    if (this.#size >= this.#values.length * MOST_FULL) this.#grow();
    const [high, low] = [hash(text, this.#seeds[0]), hash(text, this.#seeds[1])];
    const at = this.#place(high, low);
    const known = this.#values[at] ?? EMPTY;
    if (known !== EMPTY) return known;
    this.#put(at, high, low, value);
    this.#size += 1;
    return value;
  }

  #place(high: number, low: number): number {
    const mask = this.#values.length - 1;
    let at = low & mask;
    while (this.#values[at] !== EMPTY && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  #put(at: number, high: number, low: number, value: number): void {
    this.#high[at] = high;
    this.#low[at] = low;
    this.#values[at] = value;
  }

  #grow(): void {
    const [highs, lows, values] = [this.#high, this.#low, this.#values];
    this.#high = new Uint32Array(values.length * 2);
    this.#low = new Uint32Array(values.length * 2);
    this.#values = new Uint32Array(values.length * 2);
    for (let from = 0; from < values.length; from += 1) {
      const [high = 0, low = 0, value = EMPTY] = [highs[from], lows[from], values[from]];
      if (value !== EMPTY) this.#put(this.#place(high, low), high, low, value);
    }
  }
}

/** Multiply and rotate each character in, then mix: spread well enough for a table, and different with each seed. No secret rests on it. */
function hash(text: string, seed: number): number {
  let state = seed ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x9e3779b1);
    state = (state << 13) | (state >>> 19);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
