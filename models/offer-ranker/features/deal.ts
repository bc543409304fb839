import type { OfferContent } from './inputs.ts';

type Deal = Pick<OfferContent, 'kind' | 'value' | 'minimumQuantity'>;

/** Offers of the same kind, value and minimum quantity are the same deal, whatever they are for. */
export function dealOf({ kind, value, minimumQuantity }: Deal): string {
  return [kind, value ?? '', minimumQuantity ?? ''].join('|');
}

export function kindOf(deal: string): string {
  return deal.slice(0, deal.indexOf('|'));
}

const MONEY_KINDS: ReadonlySet<string> = new Set(['amount-off', 'percent-off', 'free-item']);

/** Whether it takes a stated part off the price; the chain's own coupons, points and services do not. */
export function isMoneyOff({ kind }: Deal): boolean {
  return MONEY_KINDS.has(kind);
}

/** In money, where the pieces that must be bought cost `price`. What points and the like are worth to a member is not known. */
export function faceValue({ kind, value = Number.NaN, minimumQuantity = 1 }: Deal, price: number): number {
  if (kind === 'percent-off') return (value / 100) * price;
  if (kind === 'free-item') return price / minimumQuantity;
  return kind === 'amount-off' ? value : Number.NaN;
}

/** Whether more than one piece must be bought. */
export function isMultiple({ minimumQuantity }: Deal): boolean {
  return (minimumQuantity ?? 1) >= 2;
}
