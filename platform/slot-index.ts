/** A power of two: slot keys are random, so each part grows at its own moment, in a tenth of a millisecond. */
const PARTS = 256;
const FIRST_PLACES = 8;
const FIRST_LOAD = 0.6;
const MAX_LOAD = 0.75;
const GROWTH = 1.5;
/** Slot numbers are kept plus one, so that a new part is free everywhere. */
const FREE = 0;

/** The start of the key of a slot: random, so it needs no hashing. */
export interface SlotStart {
  readonly part: number;
  readonly spread: number;
}

/** Which slots may hold a key: open addressing by the key's own random bytes, four bytes an entry. Several slots may hold one key. */
export class SlotIndex {
  readonly #parts: Int32Array<ArrayBuffer>[];
  readonly #sizes = new Uint32Array(PARTS);
  readonly #startOf: (slot: number) => SlotStart;

  constructor(startOf: (slot: number) => SlotStart, expected: number) {
    const places = Math.max(FIRST_PLACES, Math.ceil(expected / PARTS / FIRST_LOAD));
    this.#parts = Array.from({ length: PARTS }, () => new Int32Array(places));
    this.#startOf = startOf;
  }

  add(slot: number): void {
    const { part, spread } = this.#startOf(slot);
    const size = (this.#sizes[part] ?? 0) + 1;
    this.#sizes[part] = size;
    let places = this.#places(part);
    if (size > places.length * MAX_LOAD) {
      places = this.#grown(places);
      this.#parts[part] = places;
    }
    enter(places, slot, spread);
  }

  /** Takes a slot out, and moves up what stood behind it, so that searches may end at the first free place. */
  remove(slot: number): void {
    const { part, spread } = this.#startOf(slot);
    const places = this.#places(part);
    let gap = spread % places.length;
    while (places[gap] !== slot + 1) {
      if (places[gap] === FREE) return;
      gap = (gap + 1) % places.length;
    }
    this.#sizes[part] = (this.#sizes[part] ?? 1) - 1;
    for (let place = (gap + 1) % places.length; ; place = (place + 1) % places.length) {
      const entry = places[place] ?? FREE;
      if (entry === FREE) break;
      const home = this.#startOf(entry - 1).spread % places.length;
      const fromHome = (place - home + places.length) % places.length;
      const fromGap = (place - gap + places.length) % places.length;
      if (fromHome < fromGap) continue;
      places[gap] = entry;
      gap = place;
    }
    places[gap] = FREE;
  }

  /** The slots whose keys begin alike, or stand there by chance: the caller compares. The answer of `take` ends the search. */
  search({ part, spread }: SlotStart, take: (slot: number) => boolean): void {
    const places = this.#places(part);
    for (let place = spread % places.length; ; place = (place + 1) % places.length) {
      const entry = places[place] ?? FREE;
      if (entry === FREE || take(entry - 1)) return;
    }
  }

  bytes(): number {
    return this.#parts.reduce((sum, places) => sum + places.byteLength, 0);
  }

  #places(part: number): Int32Array<ArrayBuffer> {
    const places = this.#parts[part];
    if (!places) throw new RangeError('the part of a key is one byte');
    return places;
  }

  #grown(places: Int32Array): Int32Array<ArrayBuffer> {
    const grown = new Int32Array(Math.ceil(places.length * GROWTH));
    for (const entry of places) if (entry !== FREE) enter(grown, entry - 1, this.#startOf(entry - 1).spread);
    return grown;
  }
}

function enter(places: Int32Array, slot: number, spread: number): void {
  let place = spread % places.length;
  while (places[place] !== FREE) place = (place + 1) % places.length;
  places[place] = slot + 1;
}
