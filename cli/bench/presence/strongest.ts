const WINDOW_S = 5;

/** The plainest rule that does not flap at every packet, for comparison: the scanner with the strongest mean of the last 5 s. */
export class Strongest {
  readonly #levels: Int8Array;
  readonly #scanners: number;

  constructor(scanners: number) {
    this.#scanners = scanners;
    this.#levels = new Int8Array(WINDOW_S * scanners);
  }

  observe(scanner: number, second: number, rssiDbm: number): void {
    this.#levels[(second % WINDOW_S) * this.#scanners + scanner] = rssiDbm;
  }

  decide(second: number): number {
    let [strongest, most] = [0, Number.NEGATIVE_INFINITY];
    for (let scanner = 0; scanner < this.#scanners; scanner += 1) {
      let [sum, count] = [0, 0];
      for (let at = scanner; at < this.#levels.length; at += this.#scanners) {
        const level = this.#levels[at] ?? 0;
        if (level === 0) continue;
        sum += level;
        count += 1;
      }
      if (count > 0 && sum / count > most) [strongest, most] = [scanner, sum / count];
    }
    this.#levels.fill(0, ((second + 1) % WINDOW_S) * this.#scanners, ((second + 1) % WINDOW_S) * this.#scanners + this.#scanners);
    return strongest;
  }
}
