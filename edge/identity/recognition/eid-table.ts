import { eidsAt, readingsAt, rotationsOf } from './eid.ts';
import { clockAt, EID_KEY, epochAt, exponentAt, kindAt, type Slots, slotCount } from './secret-slot.ts';

/** Identifiers that beacons may send in a period: open addressing, four words a place: the identifier, the slot plus one, and the rotation. */
export type EidTable = Int32Array<ArrayBufferLike>;

/** For so long one table is good. */
export const EID_PERIOD_MS = 300_000;
/** Adverts that arrive late, or are of a clock that is ahead of ours. */
const MARGIN_MS = 60_000;
/** For so long an identifier that is over is known as such, in rotations and in s. */
const STALE_ROTATIONS = 64;
const STALE_S = 3600;
/** So many a beacon in one table: one that turns each second and was not heard for a year needs more, and is found again when it is set anew. */
const MOST_ROTATIONS = 8192;

const PLACE_WORDS = 4;
const FEWEST_PLACES = 256;
const MAX_LOAD = 0.7;

export interface EidEntry {
  readonly slot: number;
  readonly rotation: number;
}

export function eidPeriod(t: number): number {
  return Math.floor(t / EID_PERIOD_MS);
}

/** How many identifiers the beacons in the slots from `from` to before `to` may send in a period. */
export function eidCount(slots: Slots, period: number, from: number, to: number): number {
  let identifiers = 0;
  for (let slot = from; slot < to; slot += 1) {
    if (kindAt(slots, slot) !== EID_KEY) continue;
    const [first, last] = rotationsIn(slots, slot, period);
    identifiers += last - first + 1;
  }
  return identifiers;
}

/** Words for so many identifiers, at most half of them taken. */
export function eidWordsFor(identifiers: number): number {
  return Math.max(FEWEST_PLACES, 2 ** Math.ceil(Math.log2(identifiers * 2 + 1))) * PLACE_WORDS;
}

export function isEidTableFull(table: EidTable, entries: number): boolean {
  return entries > (table.length / PLACE_WORDS) * MAX_LOAD;
}

function rotationsIn(slots: Slots, slot: number, period: number): [first: number, last: number] {
  const exponent = exponentAt(slots, slot);
  const clock = { epochS: epochAt(slots, slot), exponent, ...clockAt(slots, slot) };
  const from = period * EID_PERIOD_MS - MARGIN_MS;
  const [least] = readingsAt(clock, from);
  const [, most] = readingsAt(clock, from + EID_PERIOD_MS + 2 * MARGIN_MS);
  const stale = Math.min(STALE_S, STALE_ROTATIONS * 2 ** exponent);
  const [first, last] = rotationsOf([least - stale, most], exponent);
  const surplus = Math.max(0, last - first + 1 - MOST_ROTATIONS);
  return [first + Math.ceil(surplus / 2), last - Math.floor(surplus / 2)];
}

/** Enters what the beacons in the slots from `from` to before `to` may send in a period; answers how many identifiers that is. */
export function enterEids(table: EidTable, slots: Slots, period: number, from: number, to: number): number {
  const mask = table.length / PLACE_WORDS - 1;
  let entered = 0;
  for (let slot = from; slot < to; slot += 1) {
    if (kindAt(slots, slot) !== EID_KEY) continue;
    const eidAt = eidsAt(slots, slot, exponentAt(slots, slot));
    const [first, last] = rotationsIn(slots, slot, period);
    for (let rotation = first; rotation <= last; rotation += 1) {
      const words = eidAt(rotation);
      let place = (words[0] as number) & mask;
      while (table[place * PLACE_WORDS + 2] !== 0) place = (place + 1) & mask;
      const at = place * PLACE_WORDS;
      table[at] = words[0] as number;
      table[at + 1] = words[1] as number;
      table[at + 3] = rotation;
      // Last, for it makes the place valid: somebody else may be reading.
      table[at + 2] = slot + 1;
      entered += 1;
    }
  }
  return entered;
}

/** Who may send this identifier: computed again, for the slot may have another secret by now. */
export function findEids(table: EidTable, slots: Slots, high: number, low: number): EidEntry[] {
  const mask = table.length / PLACE_WORDS - 1;
  const found: EidEntry[] = [];
  for (let place = high & mask; table[place * PLACE_WORDS + 2] !== 0; place = (place + 1) & mask) {
    const at = place * PLACE_WORDS;
    if (table[at] !== high || table[at + 1] !== low) continue;
    const slot = (table[at + 2] as number) - 1;
    const rotation = table[at + 3] as number;
    if (slot >= slotCount(slots) || kindAt(slots, slot) !== EID_KEY) continue;
    const words = eidsAt(slots, slot, exponentAt(slots, slot))(rotation);
    if (words[0] === high && words[1] === low) found.push({ slot, rotation: rotation >>> 0 });
  }
  return found;
}
