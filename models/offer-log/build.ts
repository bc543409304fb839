import type { Findings, RowPlace } from './findings.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { LoggedCandidate, LoggedOffer, LoggedProduct, LoggedPurchase, LoggedSlate, OfferLog } from './log.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type NewOffer = Omit<LoggedOffer, 'products' | 'code'> & { readonly code?: string };

export interface NewSlateRow extends Omit<LoggedCandidate, 'offer' | 'shown' | 'shownShare'> {
  readonly slateId: string;
  readonly memberId: string;
  readonly offerId: string;
  readonly shownAt: number;
  readonly shownShare?: number;
}

export type NewPurchase = Omit<LoggedPurchase, 'basketId'> & { readonly basketId?: string };

interface OpenSlate extends Omit<LoggedSlate, 'candidates'> {
  readonly candidates: Writable<LoggedCandidate>[];
  readonly offers: Set<LoggedOffer>;
}

/**
 * Puts a log together from rows, whatever form they came in, and tells which of them do not fit those before: offers come before their
 * products and before slates. What is kept of a text is a copy, so that the file it was read from can be forgotten.
 */
export class OfferLogBuilder {
  readonly #findings: Findings;
  readonly #texts = new Map<string, string>();
  readonly #offers = new Map<string, Writable<LoggedOffer>>();
  readonly #offerProducts = new Map<string, Set<string>>();
  readonly #products = new Map<string, LoggedProduct>();
  readonly #slates = new Map<string, OpenSlate>();
  readonly #purchases: LoggedPurchase[] = [];
  #hasPositions = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  offer(row: NewOffer, place: RowPlace): void {
    if (this.#offers.has(row.offerId)) this.#findings.problem(place, 'offer_id', 'is the same as in a row before');
    if (row.endsAt < row.startsAt) this.#findings.problem(place, 'ends_at', 'is before starts_at');
    if (this.#offers.has(row.offerId)) return;
    const offerId = this.#own(row.offerId);
    this.#offers.set(offerId, { ...this.#ownTexts(row), offerId, code: this.#own(row.code ?? offerId), products: [] });
    this.#offerProducts.set(offerId, new Set());
  }

  offerProduct(offerId: string, productId: string, place: RowPlace): void {
    const products = this.#offerProducts.get(offerId);
    if (products === undefined) this.#findings.problem(place, 'offer_id', 'is not in offers');
    else if (products.has(productId)) this.#findings.note(`${place.file}: a product of an offer that is named twice counts once`);
    else products.add(this.#own(productId));
  }

  product(row: LoggedProduct, place: RowPlace): void {
    if (this.#products.has(row.productId)) this.#findings.problem(place, 'product_id', 'is the same as in a row before');
    const product = this.#ownTexts(row);
    this.#products.set(product.productId, product);
  }

  slateRow(row: NewSlateRow, place: RowPlace): void {
    const offer = this.#offers.get(row.offerId);
    const slate = this.#slates.get(row.slateId) ?? this.#open(row);
    const problem = problemOf(row, slate, offer);
    if (problem !== undefined) this.#findings.problem(place, ...problem);
    if (problem !== undefined || offer === undefined) return;
    const { position, propensity, redeemedAt, shownShare = 1 } = row;
    const candidate: Writable<LoggedCandidate> = { offer, shown: position !== undefined, shownShare };
    if (position !== undefined) candidate.position = position;
    if (propensity !== undefined) candidate.propensity = propensity;
    if (redeemedAt !== undefined) candidate.redeemedAt = redeemedAt;
    if (position !== undefined) this.#hasPositions = true;
    slate.offers.add(offer);
    slate.candidates.push(candidate);
  }

  purchase(row: NewPurchase, place: RowPlace): void {
    if (!this.#products.has(row.productId)) this.#findings.note(`${place.file}: a row is of a product that is not in products`);
    const basketId = row.basketId ?? `${row.memberId} ${row.shopId} ${row.at}`;
    this.#purchases.push(this.#ownTexts({ ...row, basketId }));
  }

  finish(): OfferLog {
    for (const [offerId, products] of this.#offerProducts) {
      const offer = this.#offers.get(offerId);
      if (offer !== undefined) offer.products = [...products];
      for (const product of products) {
        if (!this.#products.has(product)) this.#findings.note('offer_products: an offer is about a product that is not in products');
      }
    }
    const slates = [...this.#slates.values()].map(({ slateId, memberId, shownAt, candidates }) => ({
      slateId,
      memberId,
      shownAt,
      candidates,
    }));
    // Without any position the log does not tell what was left out of a slate.
    if (!this.#hasPositions) for (const { candidates } of slates) for (const candidate of candidates) candidate.shown = true;
    const log = {
      offers: this.#offers,
      products: this.#products,
      slates: slates.sort((a, b) => a.shownAt - b.shownAt || (a.slateId < b.slateId ? -1 : 1)),
      purchases: this.#purchases.sort((a, b) => a.at - b.at),
    };
    return { ...log, fingerprint: fingerprintOf(log) };
  }

  #open({ slateId, memberId, shownAt }: NewSlateRow): OpenSlate {
    const slate: OpenSlate = { slateId: this.#own(slateId), memberId: this.#own(memberId), shownAt, candidates: [], offers: new Set() };
    this.#slates.set(slate.slateId, slate);
    return slate;
  }

  #ownTexts<T extends object>(row: T): T {
    const own = { ...row };
    for (const name of Object.keys(own) as (keyof T)[]) {
      const value: unknown = own[name];
      if (typeof value === 'string') own[name] = this.#own(value) as T[keyof T];
    }
    return own;
  }

  /** One copy of each text: a part of a string keeps the whole string in memory. */
  #own(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const copy = Buffer.from(text).toString();
    this.#texts.set(copy, copy);
    return copy;
  }
}

/** What does not fit in a row of a slate: the column and why. */
function problemOf(row: NewSlateRow, slate: OpenSlate, offer: LoggedOffer | undefined): [column: string, reason: string] | undefined {
  if (offer === undefined) return ['offer_id', 'is not in offers'];
  if (slate.memberId !== row.memberId) return ['member_id', 'is not the one of the other rows of this slate'];
  if (slate.shownAt !== row.shownAt) return ['shown_at', 'is not the one of the other rows of this slate'];
  if (slate.offers.has(offer)) return ['offer_id', 'is in this slate already'];
  if (row.redeemedAt !== undefined && row.redeemedAt < row.shownAt) return ['redeemed_at', 'is before shown_at'];
  return undefined;
}
