import type { Refusal } from '../../contract/facts/offer-facts.ts';
import type { ListedOffer } from './catalogue.ts';

/** The moment that an offer is tried for. */
export interface Moment {
  readonly t: number;
  readonly zone: string;
  readonly hasScreen: boolean;
  readonly shownThisVisit: ReadonlySet<string>;
  /** Lower case. What tells something of health, faith or private life of whoever stands before the screen is for nobody else to read. */
  readonly sensitiveCategories: ReadonlySet<string>;
  readonly stockOf: (product: string) => number | undefined;
}

/** Every rule that speaks against the offer now, not only the first: `explain` shows them all. Empty means it may be shown. */
export function refusalsOf({ offer, startsAt, endsAt }: ListedOffer, moment: Moment): Refusal[] {
  const rules: readonly (readonly [Refusal, boolean])[] = [
    ['OUT_OF_PERIOD', moment.t < startsAt || moment.t >= endsAt],
    ['OTHER_ZONE', offer.zones !== undefined && !offer.zones.includes(moment.zone)],
    ['OUT_OF_STOCK', offer.product !== undefined && (moment.stockOf(offer.product) ?? 0) <= 0],
    ['SHOWN_THIS_VISIT', moment.shownThisVisit.has(offer.id)],
    ['SENSITIVE_CATEGORY', moment.sensitiveCategories.has(offer.category.toLowerCase())],
    ['NO_SCREEN', !moment.hasScreen],
  ];
  return rules.flatMap(([refusal, applies]) => (applies ? [refusal] : []));
}
