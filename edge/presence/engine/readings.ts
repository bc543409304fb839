/** No window looks back farther than this. */
export const REMEMBERED_MS = 20_000;

/** Twelve scanners that hear two adverts a second nearly fill 20 s of it; at 5 bytes each, a device stays below 4 kB with all that is around it. */
const CAPACITY = 500;
/** The share that is let go at once where more is heard than fits, so that the rest is moved seldom. */
const SPILL = 0.1;
const OFFSET_MAX_MS = 65_535;

/**
 * The last 20 s of what the shop's scanners heard of one device, ordered by time whatever the order in which it came. All scanners share the
 * room: few scanners at a high rate fit as well as many at a low one, and where it is full the oldest go first, whoever heard them.
 * A window of `windowMs` at `t` is (t - windowMs, t].
 */
export class Readings {
  readonly #capacity: number;
  /** First the offsets of all, then the scanners of all. */
  readonly #words: Uint16Array;
  readonly #rssiDbm: Int8Array;
  #length = 0;
  #baseMs = 0;
  #latestMs: number | undefined;

  /** An engine that looks back less far makes do with less room, and one that keeps more of a device than this gives the buffer for all. */
  constructor(capacity = CAPACITY, buffer = new ArrayBuffer(Readings.bytes(capacity))) {
    this.#capacity = capacity;
    // One buffer for all: two would cost as much again in what the engine keeps about each.
    this.#words = new Uint16Array(buffer, 0, 2 * capacity);
    this.#rssiDbm = new Int8Array(buffer, 4 * capacity, capacity);
  }

  /** What so many readings take, up to where numbers of two bytes may follow. */
  static bytes(capacity: number): number {
    return 2 * Math.ceil((5 * capacity) / 2);
  }

  /** When the device was last heard. */
  get latestMs(): number | undefined {
    return this.#latestMs;
  }

  /** A reading that is older than all windows is not kept. */
  add(scanner: number, t: number, rssiDbm: number): void {
    const latestMs = Math.max(t, this.#latestMs ?? t);
    if (t <= latestMs - REMEMBERED_MS) return;
    this.#latestMs = latestMs;
    if (this.#length === 0) this.#baseMs = latestMs - REMEMBERED_MS;
    if (this.#length === this.#capacity || latestMs - this.#baseMs > OFFSET_MAX_MS) this.#compact(latestMs);
    const offsetMs = Math.max(0, t - this.#baseMs);
    let at = this.#length;
    while (at > 0 && (this.#words[at - 1] ?? 0) > offsetMs) at -= 1;
    this.#move(at, at + 1);
    this.#words[at] = offsetMs;
    this.#words[this.#capacity + at] = scanner;
    this.#rssiDbm[at] = Math.max(-128, Math.min(127, Math.round(rssiDbm)));
    this.#length += 1;
  }

  /** The scanners that heard the device within the window, lowest index first. */
  scanners(t: number, windowMs: number): readonly number[] {
    const heard = new Set<number>();
    for (let at = this.#end(t) - 1; at >= 0 && this.#within(at, t, windowMs); at -= 1) heard.add(this.#words[this.#capacity + at] ?? 0);
    return [...heard].sort((a, b) => a - b);
  }

  count(scanner: number, t: number, windowMs: number): number {
    let count = 0;
    for (let at = this.#end(t) - 1; at >= 0 && this.#within(at, t, windowMs); at -= 1)
      if (this.#words[this.#capacity + at] === scanner) count += 1;
    return count;
  }

  mean(scanner: number, t: number, windowMs: number): number | undefined {
    let count = 0;
    let sum = 0;
    for (let at = this.#end(t) - 1; at >= 0 && this.#within(at, t, windowMs); at -= 1) {
      if (this.#words[this.#capacity + at] !== scanner) continue;
      count += 1;
      sum += this.#rssiDbm[at] ?? 0;
    }
    return count === 0 ? undefined : sum / count;
  }

  /** The share `p` of the readings is at most this strong; between two readings, the straight line. */
  quantile(scanner: number, t: number, windowMs: number, p: number): number | undefined {
    const found: number[] = [];
    for (let at = this.#end(t) - 1; at >= 0 && this.#within(at, t, windowMs); at -= 1) {
      if (this.#words[this.#capacity + at] === scanner) found.push(this.#rssiDbm[at] ?? 0);
    }
    found.sort((a, b) => a - b);
    const place = p * (found.length - 1);
    const low = found[Math.floor(place)];
    const high = found[Math.ceil(place)];
    return low === undefined || high === undefined ? undefined : low + (high - low) * (place - Math.floor(place));
  }

  /** Mean time between the scanner's readings; undefined where it has fewer than two. */
  spacing(scanner: number, t: number, windowMs: number): number | undefined {
    let count = 0;
    let first = 0;
    let last = 0;
    for (let at = this.#end(t) - 1; at >= 0 && this.#within(at, t, windowMs); at -= 1) {
      if (this.#words[this.#capacity + at] !== scanner) continue;
      first = this.#words[at] ?? 0;
      if (count === 0) last = first;
      count += 1;
    }
    return count < 2 ? undefined : (last - first) / (count - 1);
  }

  /** Moves what is kept from one index on to another. */
  #move(from: number, to: number): void {
    const length = this.#length;
    this.#words.copyWithin(this.#capacity + to, this.#capacity + from, this.#capacity + length);
    this.#words.copyWithin(to, from, length);
    this.#rssiDbm.copyWithin(to, from, length);
  }

  #end(t: number): number {
    let end = this.#length;
    while (end > 0 && this.#baseMs + (this.#words[end - 1] ?? 0) > t) end -= 1;
    return end;
  }

  #within(at: number, t: number, windowMs: number): boolean {
    return this.#baseMs + (this.#words[at] ?? 0) > t - windowMs;
  }

  /** Lets go what no window reaches any more, and the oldest where all of it is fresh. */
  #compact(latestMs: number): void {
    const baseMs = latestMs - REMEMBERED_MS;
    let gone = 0;
    while (gone < this.#length && this.#baseMs + (this.#words[gone] ?? 0) <= baseMs) gone += 1;
    if (gone === 0) gone = Math.ceil(this.#capacity * SPILL);
    this.#move(gone, 0);
    this.#length -= gone;
    for (let at = 0; at < this.#length; at += 1) this.#words[at] = (this.#words[at] ?? 0) + this.#baseMs - baseMs;
    this.#baseMs = baseMs;
  }
}
