import type { LoggedCandidate, LoggedOffer, LoggedPurchase, OfferLog } from '../../offer-log/log.ts';
import { dealOf } from '../features/deal.ts';
import { GROUP_OF, type Level } from '../features/groups.ts';
import type { Audience, ChainFigures, Rate } from '../features/inputs.ts';
import { DAY_MS, offerContent, productContent } from './log-content.ts';

/** Receipts of bulk buyers would make a product look cheap: pieces of one line count up to this. */
const MOST_PIECES = 20;

interface Sold {
  lines: number;
  amount: number;
  quantity: number;
}

interface Count {
  exposed: number;
  redeemed: number;
}

/** What is known of everybody together up to a moment that only moves forward. */
export class ChainRecord {
  readonly #log: OfferLog;
  readonly #sold = new Map<string, Sold>();
  readonly #shown = new Map<LoggedOffer, Count>();

  constructor(log: OfferLog) {
    this.#log = log;
  }

  sell({ productId, amount, quantity }: LoggedPurchase): void {
    const sold = this.#sold.get(productId) ?? { lines: 0, amount: 0, quantity: 0 };
    sold.lines += 1;
    sold.amount += amount;
    sold.quantity += Math.min(MOST_PIECES, quantity);
    this.#sold.set(productId, sold);
  }

  show({ offer, shownShare }: LoggedCandidate): void {
    this.#count(offer).exposed += shownShare;
  }

  redeem({ offer }: LoggedCandidate): void {
    this.#count(offer).redeemed += 1;
  }

  figures(at: number, audiences: ReadonlyMap<string, Audience>): ChainFigures {
    const since = this.#log.purchases[0]?.at ?? at;
    return {
      historyDays: Math.max(30, (at - since) / DAY_MS),
      products: this.#products(),
      rates: this.#rates(),
      pastOffers: new Map(Array.from(this.#shown.keys(), (offer) => [offer.code, offerContent(offer)])),
      audiences,
    };
  }

  /** Those that were bought, and those of offers: nothing is to be learnt from the others. */
  #products(): ChainFigures['products'] {
    const products = new Map<string, ReturnType<typeof productContent> & Sold>();
    const unsold = { lines: 0, amount: 0, quantity: 0 };
    const include = (id: string, sold: Sold) => {
      const product = this.#log.products.get(id);
      if (product) products.set(id, { ...productContent(product), ...sold });
    };
    for (const [id, sold] of this.#sold) include(id, sold);
    for (const { products: ids } of this.#log.offers.values()) for (const id of ids) if (!products.has(id)) include(id, unsold);
    return products;
  }

  #rates(): ChainFigures['rates'] {
    const overall: Count = { exposed: 0, redeemed: 0 };
    const byCode = new Map<string, Count>();
    const byDeal = new Map<string, Count>();
    const groups = { category: new Map<string, Count>(), manufacturer: new Map<string, Count>(), type: new Map<string, Count>() };
    for (const [offer, count] of this.#shown) {
      addTo(overall, count, 1);
      addUnder(byCode, offer.code, count, 1);
      addUnder(byDeal, dealOf(offerContent(offer)), count, 1);
      for (const [level, rates] of Object.entries(groups)) {
        for (const [group, share] of this.#shares(offer, level as Level)) addUnder(rates, group, count, share);
      }
    }
    return { overall, byCode, byDeal, byCategory: groups.category, byManufacturer: groups.manufacturer, byType: groups.type };
  }

  /** Of the products of an offer that have such a group, the share that is in each. */
  #shares({ products, category }: LoggedOffer, level: Level): ReadonlyMap<string, number> {
    const names = products.flatMap((id) => {
      const product = this.#log.products.get(id);
      return (product && GROUP_OF[level](productContent(product))) || [];
    });
    if (names.length === 0) return new Map(level === 'category' && category !== undefined ? [[category, 1]] : []);
    const shares = new Map<string, number>();
    for (const name of names) shares.set(name, (shares.get(name) ?? 0) + 1 / names.length);
    return shares;
  }

  #count(offer: LoggedOffer): Count {
    const count = this.#shown.get(offer) ?? { exposed: 0, redeemed: 0 };
    this.#shown.set(offer, count);
    return count;
  }
}

function addUnder(counts: Map<string, Count>, name: string, from: Rate, share: number): void {
  const count = counts.get(name) ?? { exposed: 0, redeemed: 0 };
  addTo(count, from, share);
  counts.set(name, count);
}

function addTo(count: Count, from: Rate, share: number): void {
  count.exposed += share * from.exposed;
  count.redeemed += share * from.redeemed;
}
