import type { FactBatch, FactSource, RawFact } from '../../cloud/ports/fact-source.ts';

/** A stream of facts in memory. What is not acknowledged comes again with `redeliver`, as after a crash or the stream's patience. */
export class FakeFactSource implements FactSource {
  readonly #batchFacts: number;
  #waiting: RawFact[] = [];
  #delivered: RawFact[] = [];
  #wake = (): void => {};
  #closed = false;
  /** When set, acknowledgements get lost. */
  deaf = false;

  constructor(batchFacts = 500) {
    this.#batchFacts = batchFacts;
  }

  add(...facts: readonly RawFact[]): void {
    this.#waiting.push(...facts);
    this.#wake();
  }

  redeliver(): void {
    this.add(...this.#delivered.splice(0));
  }

  unacknowledged(): number {
    return this.#waiting.length + this.#delivered.length;
  }

  async next(): Promise<FactBatch | undefined> {
    while (this.#waiting.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#closed) return undefined;
    const messages = this.#waiting.splice(0, this.#batchFacts);
    this.#delivered.push(...messages);
    return {
      messages,
      ack: async () => {
        if (!this.deaf) this.#delivered = this.#delivered.filter((one) => !messages.includes(one));
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
  }
}
