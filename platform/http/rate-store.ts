import type { FastifyRateLimitStore } from '@fastify/rate-limit';

interface Count {
  readonly current: number;
  readonly ttl: number;
}

type Tell = (error: Error | null, count?: Count) => void;

interface Window {
  requests: number;
  readonly beganAt: number;
}

/** Who asked longest ago is forgotten first. */
const MOST_SENDERS = 5000;

/**
 * Counts requests by their sender and window. The store of the plugin does so by the wall clock: where that is set back by an hour, a
 * window lasts an hour longer and a gateway is refused until then. This one does it by the monotonic clock.
 */
export class RateStore implements FastifyRateLimitStore {
  readonly #nowMs: () => number;
  readonly #senders = new Map<string, Window>();

  constructor(_options?: object, nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  incr(sender: string, tell: Tell, windowMs: number): void {
    const window = this.#windowOf(sender, windowMs) ?? { requests: 0, beganAt: this.#nowMs() };
    window.requests += 1;
    this.#senders.delete(sender);
    this.#senders.set(sender, window);
    for (const longestAgo of this.#senders.keys()) {
      if (this.#senders.size <= MOST_SENDERS) break;
      this.#senders.delete(longestAgo);
    }
    tell(null, { current: window.requests, ttl: this.#left(window, windowMs) });
  }

  /** Counts nothing. */
  read(sender: string, tell: Tell, windowMs: number): void {
    const window = this.#windowOf(sender, windowMs);
    tell(null, window ? { current: window.requests, ttl: this.#left(window, windowMs) } : { current: 0, ttl: 0 });
  }

  /** Each route counts for itself. */
  child(): RateStore {
    return new RateStore(undefined, this.#nowMs);
  }

  #windowOf(sender: string, windowMs: number): Window | undefined {
    const known = this.#senders.get(sender);
    return known && this.#left(known, windowMs) > 0 ? known : undefined;
  }

  #left({ beganAt }: Window, windowMs: number): number {
    return windowMs - (this.#nowMs() - beganAt);
  }
}
