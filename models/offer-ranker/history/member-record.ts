import type { LoggedPurchase } from '../../offer-log/log.ts';
import type { OwnLine } from '../features/inputs.ts';
import { DAY_MS } from './log-content.ts';

const HALF_LIFE_MS = 60 * DAY_MS;
const TRIP_WINDOW_MS = 30 * DAY_MS;

interface Bought {
  times: number;
  lastAt: number;
  /** As of `lastAt`. */
  decayed: number;
}

/** What one member bought up to a moment that only moves forward. */
export class MemberRecord {
  readonly #bought = new Map<string, Bought>();
  readonly #baskets = new Set<string>();
  /** When each trip began, in time order. */
  readonly #trips: number[] = [];
  #couponLines = 0;
  #paid = 0;
  #discounted = 0;

  buy({ productId, at, amount, discount = 0, couponDiscount = 0, basketId }: LoggedPurchase): void {
    const bought = this.#bought.get(productId);
    if (bought) {
      bought.decayed = bought.decayed * faded(at - bought.lastAt) + 1;
      bought.times += 1;
      bought.lastAt = at;
    } else this.#bought.set(productId, { times: 1, lastAt: at, decayed: 1 });
    if (!this.#baskets.has(basketId)) {
      this.#baskets.add(basketId);
      this.#trips.push(at);
    }
    if (couponDiscount > 0) this.#couponLines += 1;
    this.#paid += amount;
    this.#discounted += discount;
  }

  lines(at: number): OwnLine[] {
    return Array.from(this.#bought, ([product, { times, lastAt, decayed }]) => ({
      product,
      times,
      lastDaysAgo: (at - lastAt) / DAY_MS,
      decayed: decayed * faded(at - lastAt),
    }));
  }

  /** How many products the member bought. */
  get size(): number {
    return this.#bought.size;
  }

  times(product: string): number {
    return this.#bought.get(product)?.times ?? 0;
  }

  products(): Iterable<string> {
    return this.#bought.keys();
  }

  trips(at: number) {
    let recent = this.#trips.length;
    while (recent > 0 && (this.#trips[recent - 1] ?? 0) >= at - TRIP_WINDOW_MS) recent -= 1;
    return {
      trips: this.#trips.length,
      trips30Days: this.#trips.length - recent,
      couponLines: this.#couponLines,
      discountShare: this.#paid + this.#discounted > 0 ? this.#discounted / (this.#paid + this.#discounted) : undefined,
    };
  }
}

function faded(ageMs: number): number {
  return 0.5 ** (ageMs / HALF_LIFE_MS);
}
