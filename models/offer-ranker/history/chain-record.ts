import type { LoggedCandidate, LoggedOffer, LoggedPurchase, OfferLog } from '../../offer-log/log.ts';
import { dealOf } from '../features/deal.ts';
import { GROUP_OF, type Level } from '../features/groups.ts';
import type { Audience, ChainFigures, ProductContent, Rate } from '../features/inputs.ts';
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

type Shares = Readonly<Record<'category' | 'manufacturer' | 'type', ReadonlyMap<string, number>>>;

const UNSOLD: Sold = { lines: 0, amount: 0, quantity: 0 };

/** What is known of everybody together up to a moment that only moves forward. */
export class ChainRecord {
  readonly #log: OfferLog;
  readonly #sold = new Map<string, Sold>();
  readonly #shown = new Map<LoggedOffer, Count>();
  readonly #contents: ReadonlyMap<string, ProductContent>;
  readonly #inOffers: ReadonlySet<string>;
  readonly #sharesOf = new Map<LoggedOffer, Shares>();

  constructor(log: OfferLog) {
    this.#log = log;
    this.#contents = new Map(Array.from(log.products, ([id, product]) => [id, productContent(product)]));
    this.#inOffers = new Set(Array.from(log.offers.values(), ({ products }) => products).flat());
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
    const products = new Map<string, ProductContent & Sold>();
    const include = (id: string, { lines, amount, quantity }: Sold) => {
      const content = this.#contents.get(id);
      if (content) products.set(id, { ...content, lines, amount, quantity });
    };
    for (const [id, sold] of this.#sold) include(id, sold);
    for (const id of this.#inOffers) if (!products.has(id)) include(id, UNSOLD);
    return products;
  }

  #rates(): ChainFigures['rates'] {
    const overall: Count = { exposed: 0, redeemed: 0 };
    const byCode = new Map<string, Count>();
    const byDeal = new Map<string, Count>();
    const groups = { category: new Map<string, Count>(), manufacturer: new Map<string, Count>(), type: new Map<string, Count>() };
    const levels = ['category', 'manufacturer', 'type'] as const;
    for (const [offer, count] of this.#shown) {
      addTo(overall, count, 1);
      addUnder(byCode, offer.code, count, 1);
      addUnder(byDeal, dealOf(offerContent(offer)), count, 1);
      const shares = this.#shares(offer);
      for (const level of levels) for (const [group, share] of shares[level]) addUnder(groups[level], group, count, share);
    }
    return { overall, byCode, byDeal, byCategory: groups.category, byManufacturer: groups.manufacturer, byType: groups.type };
  }

  #shares(offer: LoggedOffer): Shares {
    const known = this.#sharesOf.get(offer);
    if (known) return known;
    const contents = offer.products.flatMap((id) => this.#contents.get(id) ?? []);
    const category = sharesOf(contents, 'category');
    if (category.size === 0 && offer.category !== undefined) category.set(offer.category, 1);
    const shares = { category, manufacturer: sharesOf(contents, 'manufacturer'), type: sharesOf(contents, 'type') };
    this.#sharesOf.set(offer, shares);
    return shares;
  }

  #count(offer: LoggedOffer): Count {
    const count = this.#shown.get(offer) ?? { exposed: 0, redeemed: 0 };
    this.#shown.set(offer, count);
    return count;
  }
}

/** Of the products that have such a group, the share that is in each. */
function sharesOf(contents: readonly ProductContent[], level: Level): Map<string, number> {
  const names = contents.flatMap((content) => GROUP_OF[level](content) || []);
  const shares = new Map<string, number>();
  for (const name of names) shares.set(name, (shares.get(name) ?? 0) + 1 / names.length);
  return shares;
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
