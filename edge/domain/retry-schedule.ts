import type { Random } from '../ports/random.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before each next try: twice as long every time up to half a minute, of which a random half is left out, so that all
 * the shops of a town do not come back in the same second after a power cut.
 */
export class RetrySchedule {
  readonly #random: Pick<Random, 'unit'>;
  #tries = 0;

  constructor(random: Pick<Random, 'unit'>) {
    this.#random = random;
  }

  nextMs(): number {
    const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#tries);
    this.#tries += 1;
    return fullMs / 2 + (fullMs / 2) * this.#random.unit();
  }

  reset(): void {
    this.#tries = 0;
  }
}
