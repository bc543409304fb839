import type { Cancel, Clock } from '../../ports/clock.ts';

interface Timer {
  at: number;
  order: number;
  readonly periodMs: number | undefined;
  readonly task: () => void | Promise<void>;
}

/** A clock that moves only when told to, running what falls due on the way in order of time, then of scheduling. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs: number) {
    this.#now = startMs;
  }

  nowMs(): number {
    return this.#now;
  }

  every(periodMs: number, task: () => void | Promise<void>): Cancel {
    return this.#schedule(periodMs, periodMs, task);
  }

  after(delayMs: number, task: () => void | Promise<void>): Cancel {
    return this.#schedule(delayMs, undefined, task);
  }

  async advanceTo(t: number): Promise<void> {
    for (let next = this.#due(t); next; next = this.#due(t)) {
      this.#now = Math.max(this.#now, next.at);
      if (next.periodMs === undefined) this.#timers.delete(next);
      else next.at += next.periodMs;
      await next.task();
    }
    this.#now = Math.max(this.#now, t);
  }

  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  #due(t: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > t) continue;
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  }

  #schedule(delayMs: number, periodMs: number | undefined, task: () => void | Promise<void>): Cancel {
    const timer: Timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, periodMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}
