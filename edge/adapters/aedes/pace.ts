import type { Clock } from '../../ports/clock.ts';

/**
 * A scanner's radio cannot hear 500 adverts a second; a gateway of several that bundles nothing stays below this. Packets count once for
 * every 4 KiB begun, so that large ones are not a way around.
 */
export const PACKETS_PER_S = 1000;
/** What a gateway or till that kept its messages through an outage may say at once. */
export const PACKETS_AT_ONCE = 5000;
const COUNTED_BYTES = 4096;

/** How fast one connection may speak: what it says beyond that is read later, by so much that the average holds. */
export class Pace {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #perSecond: number;
  readonly #atOnce: number;
  #left: number;
  #at: number;

  constructor(clock: Pick<Clock, 'nowMs'>, perSecond = PACKETS_PER_S, atOnce = PACKETS_AT_ONCE) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#atOnce = atOnce;
    this.#left = atOnce;
    this.#at = clock.nowMs();
  }

  spend(packetBytes: number): void {
    this.#left -= 1 + Math.floor(packetBytes / COUNTED_BYTES);
  }

  /** How long not to read, 0 when within the pace. */
  waitMs(): number {
    const now = this.#clock.nowMs();
    this.#left = Math.min(this.#atOnce, this.#left + (Math.max(0, now - this.#at) * this.#perSecond) / 1000);
    this.#at = now;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left * 1000) / this.#perSecond);
  }
}
