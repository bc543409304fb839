/**
 * What the features are computed from: the same shapes for training, where a log is wound back to the moment of a slate, and for serving, where
 * the shop knows them. No age, sex, household or income is asked for. Ages are in days before the moment that is scored, and nothing is in
 * here that was not known then.
 */

/** An offer, as far as the ranker cares. */
export interface OfferContent {
  readonly id: string;
  /** The same code in another campaign is the same offer. */
  readonly code: string;
  readonly campaignType?: string | undefined;
  readonly kind: string;
  /** Percent, amount or points, by kind. */
  readonly value?: number | undefined;
  readonly minimumQuantity?: number | undefined;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  readonly products: readonly string[];
  /** Zones whose shelves it is about; undefined where it is about no place. */
  readonly zones?: readonly string[] | undefined;
  readonly durationDays: number;
}

/** What a product is. */
export interface ProductContent {
  readonly category: string;
  readonly type?: string | undefined;
  readonly department: string;
  readonly manufacturer?: string | undefined;
  readonly isPrivateLabel: boolean;
}

/** How often offers were out, and how often they were redeemed. */
export interface Rate {
  /** Exposures, each weighted by the chance that it was one. */
  readonly exposed: number;
  readonly redeemed: number;
}

/** What is known of everybody together: made of the offer log at headquarters, the same for all members. */
export interface ChainFigures {
  /** Since the first purchase that is known; at least 30. */
  readonly historyDays: number;
  readonly products: ReadonlyMap<string, ProductContent & { readonly lines: number; readonly amount: number; readonly quantity: number }>;
  readonly rates: {
    readonly overall: Rate;
    readonly byCategory: ReadonlyMap<string, Rate>;
    readonly byManufacturer: ReadonlyMap<string, Rate>;
    readonly byType: ReadonlyMap<string, Rate>;
    readonly byCode: ReadonlyMap<string, Rate>;
    /** Of offers with the same kind, value and minimum quantity: the key is `dealOf`. */
    readonly byDeal: ReadonlyMap<string, Rate>;
  };
  /** Of earlier offers, by code: what they were about, for members who redeemed them. */
  readonly pastOffers: ReadonlyMap<string, PastOffer>;
  /** By id of an offer: how those who were sent it bought its products before. Missing where it was sent to nobody at one time. */
  readonly audiences?: ReadonlyMap<string, Audience> | undefined;
}

export type PastOffer = Pick<OfferContent, 'kind' | 'value' | 'minimumQuantity' | 'campaignType' | 'category' | 'products'>;

/** Means over those who were sent an offer, in lines per 120 days. */
export interface Audience {
  readonly meanLines: number;
  /** Of the logarithm of one more than each one's lines. */
  readonly meanLogLines: number;
}

/** A product line that the member bought. */
export interface OwnLine {
  readonly product: string;
  /** Receipts lines with it. */
  readonly times: number;
  readonly lastDaysAgo: number;
  /** Sum over the lines of 0.5 to the power of age/60 days; `times` faded as if all were as old as the last where only that is known. */
  readonly decayed: number;
}

/** What became of one earlier offer with the member. */
export interface OwnOffer {
  readonly code: string;
  readonly campaign: string;
  readonly campaignType?: string | undefined;
  readonly startedDaysAgo: number;
  /** Chance that the member really got it, as in the log. */
  readonly shownShare: number;
  readonly redeemedDaysAgo?: number | undefined;
}

/** What is known of one member. */
export interface MemberHistory {
  readonly lines: readonly OwnLine[];
  readonly offers: readonly OwnOffer[];
  /** Campaigns that the member was in and that have not ended, the one that is scored not counted. */
  readonly activeCampaigns?: number | undefined;
  readonly trips?: number | undefined;
  readonly trips30Days?: number | undefined;
  readonly couponLines?: number | undefined;
  /** Share of the undiscounted amount that the loyalty card took off, 0 to 1. */
  readonly discountShare?: number | undefined;
}

/** Where and when; undefined where the log does not tell. */
export interface Moment {
  readonly zone?: string | undefined;
  /** The shelf of which categories: crosses with the category of the offer. */
  readonly zoneCategories?: readonly string[] | undefined;
  /** In the visit so far. */
  readonly dwellMs?: number | undefined;
  /** In the zone, this time. */
  readonly zoneDwellMs?: number | undefined;
  /** How often the member came back to this zone in this visit. */
  readonly returns?: number | undefined;
  /** 0 to 23, on the shop's clock. */
  readonly hour?: number | undefined;
  /** 0 is Sunday. */
  readonly weekday?: number | undefined;
  /** Products that are in the basket, where the shop knows. */
  readonly basket?: readonly string[] | undefined;
}
