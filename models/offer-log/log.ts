/** An offer as the log tells it (DESIGN §8, `offers` and `offer_products`). Times are ms epoch. */
export interface LoggedOffer {
  readonly offerId: string;
  readonly campaignId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** What is printed on it: the same code in another campaign is the same coupon. The offer's own id where the log has none. */
  readonly code: string;
  /** How the retailer sorts its campaigns, such as `A`. */
  readonly campaignType?: string;
  readonly category?: string;
  readonly brand?: string;
  readonly kind?: string;
  /** Percent, amount or points, by kind. */
  readonly value?: number;
  /** Pieces that must be bought for it. */
  readonly minimumQuantity?: number;
  /** In the order of the file, each once. */
  readonly products: readonly string[];
}

export interface LoggedProduct {
  readonly productId: string;
  readonly category: string;
  readonly department: string;
  readonly brand: string;
  /** Finer than the category. */
  readonly type?: string;
  readonly manufacturer?: string;
}

/** One offer of a slate. */
export interface LoggedCandidate {
  readonly offer: LoggedOffer;
  /** 1 is the first. Undefined where the log has no positions, or where the offer was a candidate and was not shown: see `shown`. */
  readonly position?: number;
  /** Whether the member was shown it: false only where the log has positions and this row has none. */
  readonly shown: boolean;
  /** Probability with which it was chosen to be shown. */
  readonly propensity?: number;
  /** Chance that this offer was really among those that the member got, where the log does not tell which; 1 where it tells. */
  readonly shownShare: number;
  readonly redeemedAt?: number;
}

/** What one member could have been shown, or was, at one moment. */
export interface LoggedSlate {
  readonly slateId: string;
  readonly memberId: string;
  readonly shownAt: number;
  readonly candidates: readonly LoggedCandidate[];
}

/** A slate of which only the ids of its offers are known, as while a log is written. */
export interface SlateOfIds extends Omit<LoggedSlate, 'candidates'> {
  readonly candidates: readonly (Omit<LoggedCandidate, 'offer'> & { readonly offer: Pick<LoggedOffer, 'offerId'> })[];
}

/** One line of a receipt. */
export interface LoggedPurchase {
  readonly memberId: string;
  readonly productId: string;
  readonly shopId: string;
  readonly at: number;
  readonly quantity: number;
  /** What was paid, in the currency of the chain. */
  readonly amount: number;
  /** What the loyalty card took off the line. */
  readonly discount?: number;
  /** What a coupon took off the line; above 0 where one was used. */
  readonly couponDiscount?: number;
  /** Lines of one receipt; by member, shop and moment where the log has none. */
  readonly basketId: string;
}

/** Everything that a chain recorded: what is evaluated and trained on (DESIGN §8). */
export interface OfferLog {
  readonly offers: ReadonlyMap<string, LoggedOffer>;
  readonly products: ReadonlyMap<string, LoggedProduct>;
  /** By time, of equals by slate id. */
  readonly slates: readonly LoggedSlate[];
  /** By time, of equals in the order of the file. */
  readonly purchases: readonly LoggedPurchase[];
  /** SHA-256 over the rows, whatever order the files or their columns are in: which data a model was trained on. */
  readonly fingerprint: string;
}
