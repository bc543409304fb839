import { hash } from 'node:crypto';
import type { LoggedOffer, LoggedProduct, LoggedPurchase, OfferLog, SlateOfIds } from './log.ts';

const LIMB_BITS = 32;
const LIMBS = 8;

/**
 * SHA-256 over what a log says: equal for equal logs, whatever the order of the rows, the columns and the files that they stand in. Every
 * row is hashed by itself and the hashes are added modulo 2^256, so that no order is needed and a row that is there twice counts twice.
 */
export function fingerprintOf({ offers, products, slates, purchases }: Omit<OfferLog, 'fingerprint'>): string {
  const sum = new LogSum();
  for (const offer of offers.values()) sum.offer(offer);
  for (const product of products.values()) sum.product(product);
  for (const slate of slates) sum.slate(slate);
  for (const purchase of purchases) sum.purchase(purchase);
  return sum.digest();
}

/** The fingerprint of a log of which one row is known at a time. */
export class LogSum {
  readonly #sum = new RowSum();

  offer(offer: LoggedOffer): void {
    this.#sum.add(['offer', ...sorted({ ...offer, products: [...offer.products].sort() })]);
  }

  product(product: LoggedProduct): void {
    this.#sum.add(['product', ...sorted(product)]);
  }

  slate(slate: SlateOfIds): void {
    this.#sum.add(slateRow(slate));
  }

  purchase({ memberId, productId, shopId, at, quantity, amount, discount, couponDiscount, basketId }: LoggedPurchase): void {
    this.#sum.add(['purchase', memberId, productId, shopId, at, quantity, amount, discount, couponDiscount, basketId]);
  }

  digest(): string {
    return this.#sum.digest();
  }
}

function slateRow({ slateId, memberId, shownAt, candidates }: SlateOfIds): unknown[] {
  const rows = candidates.map(({ offer, position, shown, propensity, shownShare, redeemedAt }) => [
    offer.offerId,
    position,
    shown,
    propensity,
    shownShare,
    redeemedAt,
  ]);
  return ['slate', slateId, memberId, shownAt, ...rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))];
}

function sorted(row: object): [string, unknown][] {
  return Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
}

class RowSum {
  readonly #limbs = new Uint32Array(LIMBS);

  add(row: readonly unknown[]): void {
    const digest = hash('sha256', JSON.stringify(row), 'buffer');
    let carry = 0;
    for (let limb = 0; limb < LIMBS; limb += 1) {
      const sum = (this.#limbs[limb] ?? 0) + digest.readUInt32LE(limb * 4) + carry;
      this.#limbs[limb] = sum;
      carry = sum >= 2 ** LIMB_BITS ? 1 : 0;
    }
  }

  digest(): string {
    return hash('sha256', [...this.#limbs].join(' '), 'hex');
  }
}
