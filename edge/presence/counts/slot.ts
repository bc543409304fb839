import type { AnonymousSighting } from '../../domain/anonymous-sighting.ts';

/** A device is placed once for so long, by all that was heard of it meanwhile. */
export const SLOT_MS = 10_000;

export const slotOf = (t: number): number => Math.floor(t / SLOT_MS);

/** As from the middle of a zone. */
const NEARBY_DBM = -70;

/** Of each listener that heard it, one after the other: its index, how often it said how strongly, the sum of that in dBm, and the most. */
const FIELDS = 4;
const [COUNT, SUM, MAX] = [1, 2, 3];

/** What the shop's listeners heard of one device in ten seconds: no readings, one level each. */
export class Slot {
  readonly index: number;
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  /** Flat, because a flood of addresses makes hundreds of thousands of them. */
  readonly #levels: number[] = [];
  #placed: { readonly t: number; readonly position: NonNullable<AnonymousSighting['position']>; readonly listener: number } | undefined;

  constructor(index: number) {
    this.index = index;
  }

  /** `dbm` is undefined for a contact of which nobody says how strong it was. */
  add(listener: number, { t, position }: Pick<AnonymousSighting, 't' | 'position'>, dbm: number | undefined): void {
    this.firstMs = Math.min(this.firstMs, t);
    this.lastMs = Math.max(this.lastMs, t);
    const levels = this.#levels;
    let at = this.#find(listener);
    if (at < 0) at = levels.push(listener, 0, 0, Number.NEGATIVE_INFINITY) - FIELDS;
    if (dbm !== undefined) {
      levels[at + COUNT] = (levels[at + COUNT] ?? 0) + 1;
      levels[at + SUM] = (levels[at + SUM] ?? 0) + dbm;
      levels[at + MAX] = Math.max(levels[at + MAX] ?? dbm, dbm);
    }
    if (position && t >= (this.#placed?.t ?? t)) this.#placed = { t, position, listener };
  }

  /** Between mean and strongest: fades only ever take away, and one lucky packet should not decide. Undefined where it was not heard. */
  levelDbm(listener: number): number | undefined {
    const at = this.#find(listener);
    return at < 0 ? undefined : (this.#strength(at) ?? NEARBY_DBM);
  }

  /** What an engine hears of it: each listener once, in the order of their indexes, and at one where a cloud says that the device is. */
  heard(): { readonly listener: number; readonly rssiDbm?: number; readonly position?: NonNullable<AnonymousSighting['position']> }[] {
    const heard: ReturnType<Slot['heard']> = [];
    for (let at = 0; at < this.#levels.length; at += FIELDS) {
      const listener = this.#levels[at] ?? 0;
      const rssiDbm = this.#strength(at);
      const position = this.#placed?.listener === listener ? this.#placed.position : undefined;
      heard.push({ listener, ...(rssiDbm !== undefined && { rssiDbm }), ...(position && { position }) });
    }
    return heard.sort((a, b) => a.listener - b.listener);
  }

  #find(listener: number): number {
    for (let at = 0; at < this.#levels.length; at += FIELDS) if (this.#levels[at] === listener) return at;
    return -1;
  }

  /** Undefined where nobody said how strong it was. */
  #strength(at: number): number | undefined {
    const [count = 0, sum = 0, max = 0] = this.#levels.slice(at + COUNT, at + FIELDS);
    return count === 0 ? undefined : (sum / count + max) / 2;
  }
}
