/** A listener that hears nobody for so long, while others hear somebody, is broken. */
const BROKEN_AFTER_MS = 300_000;
/** A longer pause is a shop without anybody. */
const PAUSE_MS = 5000;

/** Which of the shop's listeners hear anybody at all: what a broken one does not hear says nothing about anyone. */
export class Liveness {
  readonly #heardAt: Float64Array;
  #newestMs: number | undefined;
  /** Time in which anybody was heard by anything. */
  #busyMs = 0;

  constructor(listeners: number) {
    this.#heardAt = new Float64Array(listeners);
  }

  heard(listener: number, t: number): void {
    const laterMs = t - (this.#newestMs ?? t);
    if (laterMs >= 0) {
      this.#busyMs += Math.min(PAUSE_MS, laterMs);
      this.#newestMs = t;
    }
    this.#heardAt[listener] = this.#busyMs;
  }

  /** Of a listener that never heard anybody nobody knows whether it works. */
  readonly isHearing = (listener: number): boolean => (this.#heardAt[listener] ?? 0) > 0 && this.isAlive(listener);

  readonly isAlive = (listener: number): boolean => this.#busyMs - (this.#heardAt[listener] ?? 0) < BROKEN_AFTER_MS;
}
