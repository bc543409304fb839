import type { ReceiptLine } from '../../contract/business-event.ts';
import type { Offer, OfferKind } from '../../contract/offers/offer.ts';

/** What a member bought. */
export interface Purchase {
  readonly receiptId: string;
  readonly subject: string;
  readonly t: number;
  readonly lines: readonly ReceiptLine[];
  readonly total: number;
  /** Codes of the offers that the till gave; undefined where it does not say. */
  readonly offers?: readonly string[] | undefined;
}

export interface Goods {
  /** What is known of a product of the catalogue. */
  readonly productOf: (product: string) => { readonly category?: string | undefined; readonly brand?: string | undefined } | undefined;
}

/** Of the others only the till can know: that a voucher was used, or a service booked, is in no product. */
const BY_PRODUCTS: ReadonlySet<OfferKind> = new Set([
  'percent-off',
  'amount-off',
  'points-multiplier',
  'bonus-points',
  'bundle',
  'information',
]);

/** Whether what was bought is what the offer asks for. */
export function isMet(offer: Offer, { lines, total, offers }: Purchase, goods: Goods): boolean {
  const { kind, products, minimumQuantity, minimumSpend } = offer;
  // A till that says which offers it gave did not give this one; of what was only to read it does not know.
  if (!BY_PRODUCTS.has(kind) || (offers !== undefined && kind !== 'information')) return false;
  const { quantity, bought } = paidFor(offer, lines, goods);
  if (quantity <= 0 || (minimumQuantity !== undefined && quantity < minimumQuantity)) return false;
  if (kind === 'bundle' && products?.some((product) => !bought.has(product))) return false;
  return minimumSpend === undefined || total >= minimumSpend;
}

/** How much of what the offer is for is on the receipt, what was brought back taken off. */
export function paidFor(
  { products, category }: Offer,
  lines: readonly ReceiptLine[],
  { productOf }: Goods,
): { readonly quantity: number; readonly amount: number; readonly bought: ReadonlySet<string> } {
  const isFor = (product: string): boolean => (products ? products.includes(product) : productOf(product)?.category === category);
  const own = lines.filter(({ product }) => isFor(product));
  return {
    quantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
    amount: Number(own.reduce((sum, { amount }) => sum + amount, 0).toFixed(2)),
    bought: new Set(own.filter(({ quantity }) => quantity > 0).map(({ product }) => product)),
  };
}
