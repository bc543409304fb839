import type { OfferLine, PurchaseLine, Voucher } from '../../contract/records.ts';

/** What of a member the offers stage may know, and only with consent to personal offers. */
export interface MemberProfile {
  readonly segments: readonly string[];
  readonly tier?: string | undefined;
  /** As in 03-01. */
  readonly birthday?: string | undefined;
  /** None without consent to analytics. */
  readonly purchases: readonly PurchaseLine[];
  readonly offers: readonly OfferLine[];
  readonly vouchers: readonly Voucher[];
}
