import { type ExportedOffer, type ExportedReceipt, type ExportedSlate, offerLogRoutes } from '../../contract/http/offer-log-routes.ts';
import { instantMs } from '../../contract/instant.ts';
import { OfferLogBuilder } from '../../models/offer-log/build.ts';
import { Findings, type LogFindings, type RowPlace } from '../../models/offer-log/findings.ts';
import type { LoggedPurchase, SlateOfIds } from '../../models/offer-log/log.ts';
import type { LogStream } from '../../models/offer-log/write-stream.ts';
import { inOrder } from './in-order.ts';

export interface ExportAsked {
  readonly shops: readonly string[];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Asks headquarters one question; the path is without the shop filled in. */
export type AskShop = <T>(path: string, shop: string, query: Readonly<Record<string, string | undefined>>) => Promise<T>;

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

export interface ExportedLog extends LogStream {
  readonly findings: LogFindings;
}

const UNKNOWN = 'unknown';

/** What headquarters has no word about. */
const WITHOUT = new Set(['shown_share', 'discount', 'coupon_discount']);

/** The offer log of a chain as headquarters tells it of its shops: page by page, so that no more than a page of each shop is held. */
export async function exportedLog(ask: AskShop, { shops, from, to }: ExportAsked, onMoment: (ms: number) => void): Promise<ExportedLog> {
  const findings = new Findings();
  const content = contentOf(findings, shops.length);
  for (const shop of shops) {
    const { rows } = await ask<{ readonly rows: readonly ExportedOffer[] }>(offerLogRoutes.exportOffers.path, shop, {});
    for (const offer of rows) content.listed(offer, { file: `offers of ${shop}`, row: 0 });
  }
  const rowsOf = async function* <Row>(path: string, shop: string): AsyncGenerator<Row> {
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page: Page<Row> = await ask<Page<Row>>(path, shop, { from, to, after });
      after = page.next;
      yield* page.rows;
    }
  };
  const slatesOf = async function* (shop: string, number: number): AsyncGenerator<SlateOfIds> {
    for await (const row of rowsOf<ExportedSlate>(offerLogRoutes.exportSlates.path, shop)) {
      const slate = slateOf(row);
      for (const { offer } of slate.candidates) content.candidate(number, offer.offerId, slate.shownAt);
      checkSlate(slate, { file: `slates of ${shop}`, row: 0 }, findings);
      yield slate;
    }
  };
  const purchasesOf = async function* (shop: string, number: number): AsyncGenerator<LoggedPurchase> {
    for await (const receipt of rowsOf<ExportedReceipt>(offerLogRoutes.exportReceipts.path, shop)) {
      for (const line of linesOf(receipt, shop)) {
        content.bought(number, line.productId);
        yield line;
      }
    }
  };
  return {
    findings,
    without: WITHOUT,
    slates: inOrder(shops.map(slatesOf), isSlateBefore, ({ shownAt }) => onMoment(shownAt)),
    purchases: inOrder(
      shops.map(purchasesOf),
      (a, b) => a.at < b.at,
      ({ at }) => onMoment(at),
    ),
    content: () => content.all(shops),
  };
}

const isSlateBefore = (a: SlateOfIds, b: SlateOfIds): boolean =>
  a.shownAt < b.shownAt || (a.shownAt === b.shownAt && a.slateId < b.slateId);

/** The offers and products that the rows are about: those of the catalogue first, then shop by shop those that only the rows name. */
function contentOf(findings: Findings, shopCount: number) {
  const builder = new OfferLogBuilder(findings);
  const offers = new Set<string>();
  const products = new Set<string>();
  /** When each was seen for the first time. */
  const unlisted = Array.from({ length: shopCount }, () => new Map<string, number>());
  const unlistedProducts = Array.from({ length: shopCount }, () => new Set<string>());
  const nothingKnown = (productId: string) => ({ productId, category: UNKNOWN, department: UNKNOWN, brand: UNKNOWN });

  return {
    /** Shops share most offers. What a product is, the catalogue tells by the first offer that is about it. */
    listed(offer: ExportedOffer, place: RowPlace): void {
      if (offers.has(offer.id)) return;
      offers.add(offer.id);
      const { id: offerId, campaign: campaignId, kind, value, code, category, line, brand, minimumQuantity } = offer;
      const times = { startsAt: instantMs(offer.startsAt) ?? 0, endsAt: instantMs(offer.endsAt) ?? 0 };
      const more = { ...(value !== undefined && { value }), ...(code !== undefined && { code }), ...(brand !== undefined && { brand }) };
      builder.offer(
        { offerId, campaignId, ...times, kind, category, ...more, ...(minimumQuantity !== undefined && { minimumQuantity }) },
        place,
      );
      for (const productId of offer.products ?? []) {
        builder.offerProduct(offerId, productId, place);
        if (products.has(productId)) continue;
        products.add(productId);
        const about = { productId, category, department: UNKNOWN, brand: brand ?? UNKNOWN, ...(line !== undefined && { type: line }) };
        builder.product(about, place);
      }
    },
    candidate(shop: number, offerId: string, shownAt: number): void {
      const seen = unlisted[shop];
      if (!offers.has(offerId) && seen?.has(offerId) === false) seen.set(offerId, shownAt);
    },
    bought(shop: number, productId: string): void {
      if (!products.has(productId)) unlistedProducts[shop]?.add(productId);
    },
    all(shops: readonly string[]): ReturnType<LogStream['content']> {
      for (const [number, shop] of shops.entries()) {
        for (const [offerId, shownAt] of unlisted[number] ?? []) {
          if (offers.has(offerId)) continue;
          offers.add(offerId);
          findings.note('offers that the catalogue no longer has: nothing is known of them but that they were there');
          builder.offer({ offerId, campaignId: UNKNOWN, startsAt: shownAt, endsAt: shownAt }, { file: `slates of ${shop}`, row: 0 });
        }
        for (const productId of unlistedProducts[number] ?? []) {
          if (products.has(productId)) continue;
          products.add(productId);
          builder.product(nothingKnown(productId), { file: `receipts of ${shop}`, row: 0 });
        }
      }
      return findings.problemCount === 0 ? builder.finish() : undefined;
    },
  };
}

function slateOf({ decisionId, subject, decidedAt, candidates }: ExportedSlate): SlateOfIds {
  return {
    slateId: decisionId,
    memberId: subject,
    shownAt: instantMs(decidedAt) ?? 0,
    candidates: candidates.map(({ offer, shown, propensity, redeemedAt }) => {
      const redeemedMs = redeemedAt === undefined ? undefined : instantMs(redeemedAt);
      return {
        ...{ offer: { offerId: offer }, shown, shownShare: 1 },
        ...(shown && { position: 1 }),
        ...(propensity !== undefined && { propensity }),
        ...(redeemedMs !== undefined && { redeemedAt: redeemedMs }),
      };
    }),
  };
}

/** What a reader of the log would refuse is told here, and not only when it is read. */
function checkSlate({ shownAt, candidates }: SlateOfIds, place: RowPlace, findings: Findings): void {
  const seen = new Set<string>();
  for (const { offer, redeemedAt } of candidates) {
    if (seen.has(offer.offerId)) findings.problem(place, 'offer_id', 'is in this slate already');
    if (redeemedAt !== undefined && redeemedAt < shownAt) findings.problem(place, 'redeemed_at', 'is before shown_at');
    seen.add(offer.offerId);
  }
}

function linesOf({ receiptId, subject, at, lines }: ExportedReceipt, shopId: string): LoggedPurchase[] {
  return lines.map(({ product: productId, quantity, amount }) => {
    return { memberId: subject, productId, shopId, at: instantMs(at) ?? 0, quantity, amount, basketId: receiptId };
  });
}
