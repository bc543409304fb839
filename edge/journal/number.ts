import type { JournalPosition } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';

const TIME_DIGITS = 12;
const RANDOM_BYTES = 6;

/**
 * The epoch of a journal that starts now: 12 hex of the time, 12 hex at random. It is new at every start, so a journal restored
 * from a backup numbers on in an epoch of its own and can never give a number to a second fact. It sorts after `newest`, even
 * when the machine's clock was set back, so that facts are read in the order in which they were written.
 */
export function newEpoch(nowMs: number, random: Random, newest?: string): string {
  const after = newest === undefined ? 0 : Number.parseInt(newest.slice(0, TIME_DIGITS), 16) + 1;
  const time = Math.max(Math.floor(nowMs), after).toString(16).padStart(TIME_DIGITS, '0');
  const tail = Array.from(random.bytes(RANDOM_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time}${tail}`;
}

/** Order of two positions: by epoch, then by sequence. */
export function comparePositions(a: JournalPosition, b: JournalPosition): number {
  if (a.epoch === b.epoch) return a.sequence - b.sequence;
  return a.epoch < b.epoch ? -1 : 1;
}
