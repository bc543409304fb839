import type { OfferContent } from './inputs.ts';

type Deal = Pick<OfferContent, 'kind' | 'value' | 'minimumQuantity'>;

/** Offers of the same kind, value and minimum quantity are the same deal, whatever they are for. */
export function dealOf({ kind, value, minimumQuantity }: Deal): string {
  return [kind, value ?? '', minimumQuantity ?? ''].join('|');
}

export function kindOf(deal: string): string {
  return deal.slice(0, deal.indexOf('|'));
}

/** Whether more than one piece must be bought. */
export function isMultiple({ minimumQuantity }: Deal): boolean {
  return (minimumQuantity ?? 1) >= 2;
}
