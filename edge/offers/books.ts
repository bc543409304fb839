import { checker } from '../../contract/check.ts';
import { instantMs } from '../../contract/instant.ts';
import { ConfigRecord } from '../../contract/offers/config-record.ts';
import type { FiguresRecord } from '../../contract/offers/model-record.ts';
import { Offer } from '../../contract/offers/offer.ts';
import { StockRecord } from '../../contract/records.ts';
import { type Book, bookOf, digestOf } from './book.ts';
import { createStock, type Stock } from './stock.ts';

/** Headquarters sends a new catalogue offer by offer: a book is not made anew for each of them. */
const REBUILD_MS = 1000;
/** How keys of what is for all shops begin. */
const FOR_ALL = 'all.';

const checkOffer = checker(Offer);
const checkRecord = checker(ConfigRecord);
const checkStock = checker(StockRecord);

/** The offers, the rules and the stock of this shop, as headquarters last told them. */
export interface Books {
  /** Takes a changed offer; false where it is not one. `value` undefined removes it. */
  takeOffer(key: string, value: unknown): boolean;
  /** A rule, a cap, a campaign, or what orders the offers. */
  takeConfig(key: string, value: unknown): boolean;
  takeStock(key: string, value: unknown): boolean;
  /** All parts of one version of what is known of the chain; none: what the offers themselves tell. */
  takeFigures(figures: readonly FiguresRecord[]): void;
  /** The newest book, or one that was the newest less than a second ago. */
  current(now: number): Book;
  readonly stock: Stock;
  /** Offers. */
  size(): number;
}

interface Entry<T> {
  readonly value: T;
  readonly digest: string;
}

export function createBooks(): Books {
  const offers = new Map<string, Entry<Offer>>();
  const records = new Map<string, Entry<ConfigRecord>>();
  const stock = createStock();
  let figures: readonly FiguresRecord[] = [];
  let book: Book | undefined;
  let madeAt = Number.NEGATIVE_INFINITY;
  let isChanged = true;

  function keep<T>(entries: Map<string, Entry<T>>, key: string, value: T | undefined): void {
    isChanged = true;
    if (value === undefined) entries.delete(key);
    else entries.set(key, { value, digest: digestOf(value) });
  }

  return {
    takeOffer(key, value) {
      const offer = offerIn(value);
      keep(offers, key, offer);
      return offer !== undefined || value === undefined;
    },
    takeConfig(key, value) {
      const checked = checkRecord(value);
      keep(records, key, checked.ok ? checked.value : undefined);
      return checked.ok || value === undefined;
    },
    takeStock(key, value) {
      const product = key.slice(key.indexOf('.') + 1);
      const checked = checkStock(value);
      stock.take(product, checked.ok ? checked.value.quantity : undefined);
      return checked.ok || value === undefined;
    },
    takeFigures(taken) {
      isChanged = true;
      figures = taken;
    },
    current(now) {
      if (book && (!isChanged || Math.abs(now - madeAt) < REBUILD_MS)) return book;
      const listed = inOrder(withoutReplaced(offers));
      const told = inOrder(records);
      const source = { offers: listed.map(({ value }) => value), records: told.map(({ value }) => value), figures };
      book = bookOf(
        source,
        [...listed, ...told].map(({ digest }) => digest),
      );
      madeAt = now;
      isChanged = false;
      return book;
    },
    stock,
    size: () => offers.size,
  };
}

/** What is for all shops comes first: where only one can count, the last one does, which is this shop's own. */
function inOrder<T>(entries: ReadonlyMap<string, Entry<T>>): Entry<T>[] {
  const isOwn = (key: string): number => (key.startsWith(FOR_ALL) ? 0 : 1);
  return [...entries].sort(([a], [b]) => isOwn(a) - isOwn(b) || (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** An offer of this shop takes the place of the one for all shops with the same id. */
function withoutReplaced(offers: ReadonlyMap<string, Entry<Offer>>): ReadonlyMap<string, Entry<Offer>> {
  const own = new Set([...offers].flatMap(([key, { value }]) => (key.startsWith(FOR_ALL) ? [] : [value.id])));
  return new Map([...offers].filter(([key, { value }]) => !(key.startsWith(FOR_ALL) && own.has(value.id))));
}

/** An offer whose period is one. */
function offerIn(value: unknown): Offer | undefined {
  const checked = checkOffer(value);
  if (!checked.ok) return undefined;
  const { startsAt, endsAt } = checked.value;
  return instantMs(startsAt) === undefined || instantMs(endsAt) === undefined ? undefined : checked.value;
}
