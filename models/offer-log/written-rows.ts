import { instantText } from '../../contract/instant.ts';
import type { LoggedOffer, LoggedProduct, LoggedPurchase, SlateOfIds } from './log.ts';
import { type LogFile, OFFER_LOG_ROWS } from './rows.ts';

export type Cell = string | number | undefined;
/** A row as it is written, by the names of columns. */
export type WrittenRow = Readonly<Record<string, Cell>>;

export function offerRow(offer: LoggedOffer): WrittenRow {
  const { offerId, campaignId, startsAt, endsAt, code, campaignType, category, brand, kind, value, minimumQuantity } = offer;
  const times = { starts_at: instantText(startsAt), ends_at: instantText(endsAt) };
  const more = { code: code === offerId ? undefined : code, campaign_type: campaignType, minimum_quantity: minimumQuantity };
  return { offer_id: offerId, campaign_id: campaignId, ...times, category, brand, kind, value, ...more };
}

export function* offerProductRows({ offerId, products }: LoggedOffer): Generator<WrittenRow> {
  for (const product of products) yield { offer_id: offerId, product_id: product };
}

export function productRow({ productId, ...about }: LoggedProduct): WrittenRow {
  return { product_id: productId, ...about };
}

export function* slateRows({ slateId, memberId, shownAt, candidates }: SlateOfIds): Generator<WrittenRow> {
  const shown_at = instantText(shownAt);
  for (const { offer, position, propensity, shownShare, redeemedAt } of candidates) {
    const redeemed_at = redeemedAt === undefined ? undefined : instantText(redeemedAt);
    const shown_share = shownShare === 1 ? undefined : shownShare;
    const which = { slate_id: slateId, member_id: memberId, offer_id: offer.offerId, shown_at };
    yield { ...which, redeemed_at, position, propensity, shown_share };
  }
}

export function purchaseRow(purchase: LoggedPurchase): WrittenRow {
  const { memberId, productId, shopId, at, quantity, amount, discount, couponDiscount, basketId } = purchase;
  const what = { member_id: memberId, product_id: productId, shop_id: shopId, purchased_at: instantText(at), quantity, amount };
  return { ...what, discount, coupon_discount: couponDiscount, basket_id: basketId };
}

/** The columns that only stand in a file where some row has them. */
export function leftOutWhenEmpty(file: LogFile): string[] {
  const { properties, required } = OFFER_LOG_ROWS[file];
  // Whoever looks for redemptions finds the column, even where there are none.
  return Object.keys(properties).filter((column) => !(required as readonly string[]).includes(column) && column !== 'redeemed_at');
}

/** The columns of a file without some, in the order in which they are written. */
export function columnsWithout(file: LogFile, missing: ReadonlySet<string>): string[] {
  return Object.keys(OFFER_LOG_ROWS[file].properties).filter((column) => !missing.has(column));
}

export function lineOf(columns: readonly string[], row: WrittenRow): string {
  return columns.map((column) => cellText(row[column])).join(',');
}

function cellText(value: Cell): string {
  if (value === undefined) return '';
  const text = String(value);
  return /[",;\t\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
