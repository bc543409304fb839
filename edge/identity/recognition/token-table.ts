import { tokenBlock } from '../../../contract/app-token.ts';
import { encryptBlock, expandKey, SCHEDULE_WORDS } from './aes.ts';
import { keyWordAt, kindAt, type Slots, slotCount, TOKEN_KEY } from './secret-slot.ts';

/**
 * Which slots the tokens of one window may come from: open addressing, one word a place: a byte of the token and the slot's number plus one.
 * The tokens themselves are not kept: computing the one of a slot again is the full comparison, and makes a place whose slot has another
 * secret by now harmless. So a window of a million members is 8 MB.
 */
export type TokenTable = Int32Array<ArrayBufferLike>;

const SLOT_BITS = 24;
const SLOT_MASK = 2 ** SLOT_BITS - 1;
const FEWEST_PLACES = 1024;
const MAX_LOAD = 0.7;

/** All but the last word of a token's block, which is the window. */
const label = new DataView(tokenBlock(0).buffer);
const schedule = new Int32Array(SCHEDULE_WORDS);
const out = new Int32Array(4);

/** Places for so many tokens, at most half of them taken. */
export function placesFor(tokens: number): number {
  return Math.max(FEWEST_PLACES, 2 ** Math.ceil(Math.log2(tokens * 2 + 1)));
}

export function isTokenTableFull(table: TokenTable, entries: number): boolean {
  return entries > table.length * MAX_LOAD;
}

const [label0, label1, label2] = [0, 4, 8].map((at) => label.getInt32(at)) as [number, number, number];

/** The token of a slot in a window; the words of it are in the answer until the next call. */
function tokenWords(slots: Slots, slot: number, window: number): Int32Array {
  expandKey(keyWordAt(slots, slot, 0), keyWordAt(slots, slot, 1), keyWordAt(slots, slot, 2), keyWordAt(slots, slot, 3), schedule);
  encryptBlock(schedule, 0, label0, label1, label2, window, out);
  return out;
}

/** Enters the tokens that the slots from `from` to before `to` have in this window; answers how many. */
export function enterTokens(table: TokenTable, slots: Slots, window: number, from: number, to: number): number {
  const mask = table.length - 1;
  let entered = 0;
  for (let slot = from; slot < to; slot += 1) {
    if (kindAt(slots, slot) !== TOKEN_KEY) continue;
    const words = tokenWords(slots, slot, window);
    let place = (words[0] as number) & mask;
    while (table[place] !== 0) place = (place + 1) & mask;
    table[place] = ((words[1] as number) << SLOT_BITS) | (slot + 1);
    entered += 1;
  }
  return entered;
}

/** The slot whose token in this window this is, -1 for none. `token` is four words. */
export function findToken(table: TokenTable, slots: Slots, window: number, token: DataView): number {
  const mask = table.length - 1;
  const first = token.getInt32(0);
  const mark = token.getInt32(4) & 0xff;
  for (let place = first & mask; ; place = (place + 1) & mask) {
    const entry = table[place] as number;
    if (entry === 0) return -1;
    const slot = (entry & SLOT_MASK) - 1;
    if (entry >>> SLOT_BITS !== mark || slot >= slotCount(slots) || kindAt(slots, slot) !== TOKEN_KEY) continue;
    const words = tokenWords(slots, slot, window);
    if (words[0] === first && words[1] === token.getInt32(4) && words[2] === token.getInt32(8) && words[3] === token.getInt32(12))
      return slot;
  }
}
