/**
 * A map that forgets: an entry lives until the table has turned over twice without its being used, which happens after `lifeMs` or when
 * `most` entries are new, whichever comes first. Two generations of plain maps are cheaper per message than a list of ages, and an
 * address that rotates can never make them hold more than twice `most`. Keys stand on shelves, so that none has to be put together.
 */
export interface Generations<V> {
  get(shelf: number, key: string): V | undefined;
  set(shelf: number, key: string, value: V): void;
  /** Lets time pass. */
  turn(now: number): void;
  /** How often it turned over: what was found stays where it is, and in use, until the next time. */
  turns(): number;
  size(): number;
}

type Shelves<V> = (Map<string, V> | undefined)[];

export function createGenerations<V>(limits: { readonly most: number; readonly lifeMs: number }): Generations<V> {
  let young: Shelves<V> = [];
  let old: Shelves<V> = [];
  let added = 0;
  let addedBefore = 0;
  let startedAt = 0;
  let turns = 0;

  function turnOver(): void {
    old = young;
    addedBefore = added;
    young = [];
    added = 0;
    turns += 1;
  }

  function set(shelf: number, key: string, value: V): void {
    if (added >= limits.most) turnOver();
    let keys = young[shelf];
    if (!keys) {
      keys = new Map();
      young[shelf] = keys;
    }
    keys.set(key, value);
    added += 1;
  }

  return {
    get(shelf, key) {
      const found = young[shelf]?.get(key);
      if (found !== undefined) return found;
      const kept = old[shelf]?.get(key);
      if (kept !== undefined) set(shelf, key, kept);
      return kept;
    },
    set,
    turn(now) {
      // A clock that was set back starts a new life: nothing may live for as long as it was ahead.
      if (now - startedAt < limits.lifeMs && now >= startedAt) return;
      startedAt = now;
      turnOver();
    },
    turns: () => turns,
    size: () => added + addedBefore,
  };
}
