import type { Sighting } from '../../contract/sighting.ts';
import { type Dice, dice } from './dice.ts';

/** What goes wrong between the air and the edge. What is left out does not happen. */
export interface Faults {
  /** Scanners that hear nothing, from one moment until another. */
  readonly dead?: readonly { readonly scanner: string; readonly fromMs?: number; readonly untilMs?: number }[];
  /** Scanners that read so many dB too much. */
  readonly louder?: readonly { readonly scanner: string; readonly db: number }[];
  /** Each scanner's clock is wrong by some ms, and runs wrong by some millionths. */
  readonly clocks?: { readonly sdMs: number; readonly driftPpm: number };
  /** Reports that wait in the scanner: a share of its batches, each for a while. */
  readonly delayed?: { readonly share: number; readonly fromMs: number; readonly toMs: number };
  /** A scanner that was cut off, and tells what it heard when it is back. */
  readonly cutOff?: readonly { readonly scanner: string; readonly fromMs: number; readonly untilMs: number }[];
  /** Share of the reports that come twice. */
  readonly duplicates?: number;
}

/** What a scanner puts into one report. */
const BATCH_MS = 1000;
const AGAIN_MS = { from: 5, to: 1500 };

/** The same sightings as they arrive: their times by the scanners' clocks, in the order in which the edge receives them. */
export function* spoiled(sightings: Iterable<Sighting>, faults: Faults, seed: number): Generator<Sighting> {
  const chance = dice(seed);
  const waiting = new Waiting();
  const clocks = new Map<string, (tMs: number) => number>();
  const held = new Map<string, { readonly batch: number; readonly untilMs: number }>();
  for (const heard of sightings) {
    yield* waiting.until(heard.t);
    if (faults.dead?.some((one) => one.scanner === heard.anchor && isWithin(heard.t, one))) continue;
    const t = clockOf(clocks, heard.anchor, faults, chance)(heard.t);
    const rx = Math.max(heard.t, holdOf(held, heard, faults, chance), ...cutOffUntil(heard, faults));
    const db = faults.louder?.find((one) => one.scanner === heard.anchor)?.db ?? 0;
    const rssiDbm = heard.rssiDbm === undefined ? undefined : Math.min(0, heard.rssiDbm + db);
    const arrived = { ...heard, t, rx, ...(rssiDbm !== undefined && { rssiDbm }) };
    waiting.add(arrived);
    if (chance.unit() < (faults.duplicates ?? 0))
      waiting.add({ ...arrived, rx: Math.round(rx + chance.between(AGAIN_MS.from, AGAIN_MS.to)) });
  }
  yield* waiting.until(Number.POSITIVE_INFINITY);
}

function isWithin(t: number, { fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY }): boolean {
  return t >= fromMs && t < untilMs;
}

function clockOf(known: Map<string, (tMs: number) => number>, scanner: string, { clocks }: Faults, chance: Dice): (tMs: number) => number {
  let clock = known.get(scanner);
  if (clock) return clock;
  const offsetMs = clocks ? clocks.sdMs * chance.normal() : 0;
  const drift = clocks ? (clocks.driftPpm / 1e6) * chance.between(-1, 1) : 0;
  let sinceMs: number | undefined;
  clock = (tMs) => {
    sinceMs ??= tMs;
    return Math.round(tMs + offsetMs + drift * (tMs - sinceMs));
  };
  known.set(scanner, clock);
  return clock;
}

/** Until when the scanner holds the batch that this belongs to. */
function holdOf(
  held: Map<string, { readonly batch: number; readonly untilMs: number }>,
  { anchor, t }: Sighting,
  { delayed }: Faults,
  chance: Dice,
): number {
  if (!delayed) return t;
  const batch = Math.floor(t / BATCH_MS);
  const last = held.get(anchor);
  if (last?.batch === batch) return last.untilMs;
  const untilMs = chance.unit() < delayed.share ? Math.round(t + chance.between(delayed.fromMs, delayed.toMs)) : t;
  held.set(anchor, { batch, untilMs });
  return untilMs;
}

function cutOffUntil({ anchor, t }: Sighting, { cutOff = [] }: Faults): number[] {
  return cutOff.filter((one) => one.scanner === anchor && isWithin(t, one)).map(({ untilMs }) => untilMs);
}

/** A binary heap by the time of arrival; of the same time, who was added first goes first. */
class Waiting {
  readonly #heap: { readonly sighting: Sighting; readonly number: number }[] = [];
  #added = 0;

  add(sighting: Sighting): void {
    const heap = this.#heap;
    heap.push({ sighting, number: this.#added });
    this.#added += 1;
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  *until(tMs: number): Generator<Sighting> {
    for (let first = this.#heap[0]; first && first.sighting.rx <= tMs; first = this.#heap[0]) {
      this.#removeFirst();
      yield first.sighting;
    }
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < heap.length && this.#isBefore(child, least)) least = child;
      if (least === parent) return;
      this.#swap(least, parent);
      parent = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return false;
    return one.sighting.rx < other.sighting.rx || (one.sighting.rx === other.sighting.rx && one.number < other.number);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
