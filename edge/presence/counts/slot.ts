import type { AnonymousSighting } from '../../domain/anonymous-sighting.ts';

/** A device is placed once for so long, by all that was heard of it meanwhile. */
export const SLOT_MS = 10_000;

export const slotOf = (t: number): number => Math.floor(t / SLOT_MS);

/** As from the middle of a zone. */
const NEARBY_DBM = -70;

interface Level {
  count: number;
  sumDbm: number;
  maxDbm: number;
}

/** What the shop's listeners heard of one device in ten seconds: no readings, one level each. */
export class Slot {
  readonly index: number;
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  readonly #levels = new Map<number, Level>();
  #placed: { readonly t: number; readonly position: NonNullable<AnonymousSighting['position']>; readonly listener: number } | undefined;

  constructor(index: number) {
    this.index = index;
  }

  /** `dbm` is undefined for a contact of which nobody says how strong it was. */
  add(listener: number, { t, position }: Pick<AnonymousSighting, 't' | 'position'>, dbm: number | undefined): void {
    this.firstMs = Math.min(this.firstMs, t);
    this.lastMs = Math.max(this.lastMs, t);
    let level = this.#levels.get(listener);
    if (!level) {
      level = { count: 0, sumDbm: 0, maxDbm: Number.NEGATIVE_INFINITY };
      this.#levels.set(listener, level);
    }
    if (dbm !== undefined) {
      level.count += 1;
      level.sumDbm += dbm;
      level.maxDbm = Math.max(level.maxDbm, dbm);
    }
    if (position && t >= (this.#placed?.t ?? t)) this.#placed = { t, position, listener };
  }

  /** Between mean and strongest: fades only ever take away, and one lucky packet should not decide. Undefined where it was not heard. */
  levelDbm(listener: number): number | undefined {
    const level = this.#levels.get(listener);
    if (!level) return undefined;
    return level.count === 0 ? NEARBY_DBM : (level.sumDbm / level.count + level.maxDbm) / 2;
  }

  /** What an engine hears of it: each listener once, in the order of their indexes, and at one where a cloud says that the device is. */
  heard(): { readonly listener: number; readonly rssiDbm?: number; readonly position?: NonNullable<AnonymousSighting['position']> }[] {
    return [...this.#levels]
      .sort(([a], [b]) => a - b)
      .map(([listener, { count, sumDbm, maxDbm }]) => ({
        listener,
        ...(count > 0 && { rssiDbm: (sumDbm / count + maxDbm) / 2 }),
        ...(this.#placed?.listener === listener && { position: this.#placed.position }),
      }));
  }
}
