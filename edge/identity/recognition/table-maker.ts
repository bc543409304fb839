import { type EidTable, eidCount, eidWordsFor, enterEids, isEidTableFull } from './eid-table.ts';
import { type IrkMatch, IrkSet } from './rpa.ts';
import { kindAt, type Slots, slotCount, TOKEN_KEY } from './secret-slot.ts';
import { enterTokens, isTokenTableFull, placesFor, type TokenTable } from './token-table.ts';

interface Made<T> {
  readonly table: T;
  /** Places taken, some of them by secrets that are gone. */
  entries: number;
}

const WORD_BYTES = 4;
/** Beyond so many retired tables are left to the collector of garbage. */
const MOST_SPARE = 2;

/** Makes the tables, and keeps up those that it made. What takes long is here, so that it can be done beside the thread that answers. */
export class TableMaker {
  readonly #slots: () => Slots;
  readonly #buffer: (bytes: number) => ArrayBufferLike;
  readonly #tokens = new Map<number, Made<TokenTable>>();
  readonly #eids = new Map<number, Made<EidTable>>();
  /** Memory of retired tables, used again: it is much, and comes back late by itself. */
  readonly #spare: TokenTable[] = [];
  #irks: IrkSet | undefined;

  constructor(slots: () => Slots, buffer: (bytes: number) => ArrayBufferLike) {
    this.#slots = slots;
    this.#buffer = buffer;
  }

  /** The table of a window, which is in place when this returns. */
  token(window: number): TokenTable {
    return (this.#tokens.get(window) ?? this.#makeTokens(window)).table;
  }

  eid(period: number): EidTable {
    return (this.#eids.get(period) ?? this.#makeEids(period)).table;
  }

  /** Nobody asks these tables any more. */
  retire({ windows = [], periods = [] }: { readonly windows?: readonly number[]; readonly periods?: readonly number[] }): void {
    for (const window of windows) {
      const made = this.#tokens.get(window);
      if (made && this.#spare.length < MOST_SPARE) this.#spare.push(made.table);
      this.#tokens.delete(window);
    }
    for (const period of periods) this.#eids.delete(period);
  }

  /** These slots have other secrets now, among them keys of addresses. Answers for which windows and periods there is another table, in place of one that became full. */
  enter(changed: readonly number[], withAddresses: boolean): { readonly windows: number[]; readonly periods: number[] } {
    if (withAddresses) this.#forgetKeys();
    const slots = this.#slots();
    const windows = [...this.#tokens].filter(([window, made]) =>
      changed.some((slot) => {
        made.entries += enterTokens(made.table, slots, window, slot, slot + 1);
        return isTokenTableFull(made.table, made.entries);
      }),
    );
    const periods = [...this.#eids].filter(([period, made]) =>
      changed.some((slot) => {
        if (isEidTableFull(made.table, made.entries + eidCount(slots, period, slot, slot + 1))) return true;
        made.entries += enterEids(made.table, slots, period, slot, slot + 1);
        return false;
      }),
    );
    for (const [window] of windows) this.#makeTokens(window);
    for (const [period] of periods) this.#makeEids(period);
    return { windows: windows.map(([window]) => window), periods: periods.map(([period]) => period) };
  }

  /** Before an address comes: the first one would wait for it. */
  makeKeysReady(): void {
    this.#keys();
  }

  /** The keys that explain an address. */
  resolve(prand: number, hash: number): IrkMatch[] {
    return this.#keys().resolve(prand, hash);
  }

  #keys(): IrkSet {
    this.#irks ??= new IrkSet(this.#slots());
    return this.#irks;
  }

  #forgetKeys(): void {
    this.#irks?.clear();
    this.#irks = undefined;
  }

  #makeTokens(window: number): Made<TokenTable> {
    const slots = this.#slots();
    const count = slotCount(slots);
    let keys = 0;
    for (let slot = 0; slot < count; slot += 1) if (kindAt(slots, slot) === TOKEN_KEY) keys += 1;
    const places = placesFor(keys);
    const spare = this.#spare.splice(0).find((table) => table.length === places);
    const table = spare?.fill(0) ?? new Int32Array(this.#buffer(places * WORD_BYTES));
    const made = { table, entries: enterTokens(table, slots, window, 0, count) };
    this.#tokens.set(window, made);
    return made;
  }

  #makeEids(period: number): Made<EidTable> {
    const slots = this.#slots();
    const count = slotCount(slots);
    const table = new Int32Array(this.#buffer(eidWordsFor(eidCount(slots, period, 0, count)) * WORD_BYTES));
    const made = { table, entries: enterEids(table, slots, period, 0, count) };
    this.#eids.set(period, made);
    return made;
  }
}
