import type { PresenceSettings } from '../../domain/shop.ts';

/** A device is silent when it missed its own rhythm twice, and a little more. */
const SPACINGS = 2.5;
const GRACE_MS = 2000;
/** How long a device's rhythm is remembered. */
const RHYTHM_MS = 600_000;

/**
 * When a device falls silent: after the shop's age, or later where its own rhythm is slower, as that of phones which a cloud tells of once a
 * minute. The rhythm is the gap that a moment falls into on average, so that a burst of adverts does not hide the pause after it.
 */
export class Silence {
  readonly #absentAfterMs: number;
  readonly #leaveAfterMs: number;
  #heardAt: number | undefined;
  #gaps = 0;
  #squares = 0;

  constructor({ absentAfterMs, leaveAfterMs }: Pick<PresenceSettings, 'absentAfterMs' | 'leaveAfterMs'>) {
    this.#absentAfterMs = absentAfterMs;
    this.#leaveAfterMs = leaveAfterMs;
  }

  /** When the device was last heard. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** The silence after which the device is away. */
  get ageMs(): number {
    const spacingMs = this.#gaps === 0 ? 0 : this.#squares / this.#gaps;
    return Math.max(this.#absentAfterMs, SPACINGS * spacingMs + GRACE_MS);
  }

  /** Times rise. */
  heard(t: number): void {
    const gapMs = t - (this.#heardAt ?? t);
    if (gapMs < 0) return;
    this.#heardAt = t;
    // Who was away for so long left, and did not wait for the next advert.
    if (gapMs >= this.#leaveAfterMs) return;
    const kept = Math.exp(-gapMs / RHYTHM_MS);
    this.#gaps = this.#gaps * kept + gapMs;
    this.#squares = this.#squares * kept + gapMs ** 2;
  }

  isSilentAt(t: number): boolean {
    return this.#heardAt === undefined || t - this.#heardAt >= this.ageMs;
  }
}
