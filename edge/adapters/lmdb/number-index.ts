/** Tables that grow one by one: a single large one would stop the event loop for as long as it takes to move millions of entries. */
const SEGMENTS = 256;
const FIRST_SLOTS = 16;
const MOST_FILLED = 0.8;
/** Not twice as large: what is free is memory that nobody uses. */
const GROWTH = 1.3;
const SEGMENT_SHIFT = 24;

interface Segment {
  hashes: Uint32Array;
  /** One more than the number; 0 is a free slot. */
  numbers: Uint32Array;
  count: number;
}

/**
 * From 32 bits of something random to the numbers of rows, in 8 bytes an entry and outside of the heap: open addressing with linear probing
 * (Knuth, vol. 3, §6.4, algorithms L and R). Several rows can share the bits: the caller looks which one it means.
 */
export class NumberIndex {
  readonly #segments: Segment[] = Array.from({ length: SEGMENTS }, () => emptySegment(FIRST_SLOTS));

  /** The first number under these bits that is meant. */
  find(hash: number, isMeant: (number: number) => boolean): number | undefined {
    const { hashes, numbers } = this.#of(hash);
    const slots = hashes.length;
    for (let slot = homeOf(hash, slots); at(numbers, slot) !== 0; slot = (slot + 1) % slots) {
      const number = at(numbers, slot) - 1;
      if (at(hashes, slot) === hash && isMeant(number)) return number;
    }
    return undefined;
  }

  add(hash: number, number: number): void {
    const segment = this.#of(hash);
    if (segment.count + 1 > segment.hashes.length * MOST_FILLED) grow(segment);
    insert(segment, hash, number + 1);
  }

  delete(hash: number, number: number): void {
    const segment = this.#of(hash);
    const { hashes, numbers } = segment;
    const slots = hashes.length;
    let free = homeOf(hash, slots);
    while (at(hashes, free) !== hash || at(numbers, free) !== number + 1) {
      if (at(numbers, free) === 0) return;
      free = (free + 1) % slots;
    }
    segment.count -= 1;
    for (let slot = (free + 1) % slots; at(numbers, slot) !== 0; slot = (slot + 1) % slots) {
      // What lies beyond the gap moves into it, unless it would come before the slot at which it is looked for first.
      const fromHome = (slot - homeOf(at(hashes, slot), slots) + slots) % slots;
      if (fromHome < (slot - free + slots) % slots) continue;
      hashes[free] = at(hashes, slot);
      numbers[free] = at(numbers, slot);
      free = slot;
    }
    numbers[free] = 0;
  }

  #of(hash: number): Segment {
    const segment = this.#segments[hash >>> SEGMENT_SHIFT];
    if (!segment) throw new RangeError('a hash has 32 bits');
    return segment;
  }
}

/** The slot at which a hash is looked for first: the bits that did not choose the segment, scaled to any number of slots. */
const homeOf = (hash: number, slots: number): number => Math.floor(((hash & 0xff_ff_ff) * slots) / 0x1_00_00_00);

const at = (table: Uint32Array, slot: number): number => table[slot] ?? 0;

function emptySegment(slots: number): Segment {
  return { hashes: new Uint32Array(slots), numbers: new Uint32Array(slots), count: 0 };
}

function insert(segment: Segment, hash: number, entry: number): void {
  const { hashes, numbers } = segment;
  const slots = hashes.length;
  let slot = homeOf(hash, slots);
  while (at(numbers, slot) !== 0) slot = (slot + 1) % slots;
  hashes[slot] = hash;
  numbers[slot] = entry;
  segment.count += 1;
}

function grow(segment: Segment): void {
  const { hashes, numbers } = segment;
  Object.assign(segment, emptySegment(Math.ceil(hashes.length * GROWTH)));
  for (const [slot, entry] of numbers.entries()) if (entry !== 0) insert(segment, at(hashes, slot), entry);
}
