/** Tells the outcome of works in the order in which they were begun, whichever ends first (MQTT 3.1.1 §4.6: PUBACKs keep the order). */
export class Acknowledgements {
  #last: Promise<void> = Promise.resolve();
  #held = 0;

  /** Begun and not told yet. */
  get held(): number {
    return this.#held;
  }

  add(work: Promise<void>, tell: (done: boolean) => void): void {
    const outcome = work.then(
      () => true,
      () => false,
    );
    this.#held += 1;
    this.#last = this.#last.then(async () => {
      const done = await outcome;
      this.#held -= 1;
      tell(done);
    });
  }

  /** Resolves when all begun so far have been told. */
  settled(): Promise<void> {
    return this.#last;
  }
}
