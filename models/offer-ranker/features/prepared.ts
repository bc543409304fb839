import type { Mix } from './content.ts';
import type { Digests } from './digests.ts';
import type { Assortment, Level } from './groups.ts';
import type { OfferContent } from './inputs.ts';
import type { Past } from './past-offers.ts';
import type { Sparse } from './sparse.ts';
import type { Tally } from './tally.ts';

/** The offers that have something in a group, group by group. */
export interface GroupOffers extends Sparse {
  /** Of the lines of everybody in the group, the share that is with products of the offer. */
  readonly weights: Float64Array;
  /** Of the products of the offer, the share that is in the group. */
  readonly shares: Float64Array;
  /** Of the lines of everybody with products of the offer those in the group, all groups together of length 1. */
  readonly tastes: Float64Array;
}

/** A catalogue and all of its features that no member is needed for. */
export interface PreparedOffers {
  readonly offers: readonly OfferContent[];
  readonly assortment: Assortment;
  /** Makes a count one per 120 days. */
  readonly scale: number;
  /** Offers × OFFER_FEATURES. */
  readonly rows: Float32Array;
  /** Lines of everybody with the products of each offer. */
  readonly lines: Float64Array;
  /** The more everybody buys of it, the higher; the same for the same. */
  readonly popularity: Float64Array;
  readonly audienceLog: Float64Array;
  readonly categories: readonly Mix[];
  /** 1 over the length of the category shares. */
  readonly categoryScale: Float64Array;
  readonly isMoneyOff: Uint8Array;
  readonly isMultiple: Uint8Array;
  readonly ofProduct: Sparse;
  readonly ofGroup: Readonly<Record<Level, GroupOffers>>;
  readonly ofCode: ReadonlyMap<string, Int32Array>;
  readonly ofZone: ReadonlyMap<string, Int32Array>;
  /** By the category that the offer names itself. */
  readonly ofCategory: ReadonlyMap<string, Int32Array>;
  readonly past: (code: string) => Past | undefined;
  readonly digests: Digests;
  /** Where a request is reckoned: there is one at a time. */
  readonly tally: Tally;
}
