import { type ExportedOffer, type ExportedReceipt, type ExportedSlate, offerLogRoutes } from '../../contract/http/offer-log-routes.ts';
import { instantMs } from '../../contract/instant.ts';
import { OfferLogBuilder } from '../../models/offer-log/build.ts';
import { Findings, type RowPlace } from '../../models/offer-log/findings.ts';
import type { ReadLog } from '../../models/offer-log/read.ts';

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

interface Gathering {
  readonly builder: OfferLogBuilder;
  readonly findings: Findings;
  readonly offers: Set<string>;
  readonly products: Set<string>;
}

const UNKNOWN = 'unknown';

/** The offer log of a chain, put together from what headquarters tells of its shops. */
export async function exportedLog(ask: AskShop, { shops, from, to }: ExportAsked, onShop: (done: number) => void): Promise<ReadLog> {
  const findings = new Findings();
  const gathering: Gathering = { builder: new OfferLogBuilder(findings), findings, offers: new Set(), products: new Set() };
  const pages = async function* <Row>(path: string, shop: string): AsyncGenerator<readonly Row[]> {
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page: Page<Row> = await ask<Page<Row>>(path, shop, { from, to, after });
      after = page.next;
      yield page.rows;
    }
  };
  for (const shop of shops) {
    const { rows } = await ask<{ readonly rows: readonly ExportedOffer[] }>(offerLogRoutes.exportOffers.path, shop, {});
    for (const offer of rows) addOffer(gathering, offer, { file: `offers of ${shop}`, row: 0 });
  }
  for (const [done, shop] of shops.entries()) {
    for await (const rows of pages<ExportedSlate>(offerLogRoutes.exportSlates.path, shop))
      for (const row of rows) addSlate(gathering, row, shop);
    for await (const rows of pages<ExportedReceipt>(offerLogRoutes.exportReceipts.path, shop))
      for (const row of rows) addReceipt(gathering, row, shop);
    onShop(done + 1);
  }
  return { log: findings.problemCount === 0 ? gathering.builder.finish() : undefined, findings };
}

/** Shops share most offers. What a product is, the catalogue tells by the first offer that is about it. */
function addOffer({ builder, offers, products }: Gathering, offer: ExportedOffer, place: RowPlace): void {
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
}

function addSlate(gathering: Gathering, { decisionId, subject, decidedAt, candidates }: ExportedSlate, shop: string): void {
  const { builder, findings, offers } = gathering;
  const place: RowPlace = { file: `slates of ${shop}`, row: 0 };
  const shownAt = instantMs(decidedAt) ?? 0;
  for (const { offer: offerId, shown, propensity, redeemedAt } of candidates) {
    if (!offers.has(offerId)) {
      offers.add(offerId);
      findings.note('offers that the catalogue no longer has: nothing is known of them but that they were there');
      builder.offer({ offerId, campaignId: UNKNOWN, startsAt: shownAt, endsAt: shownAt }, place);
    }
    const redeemedMs = redeemedAt === undefined ? undefined : instantMs(redeemedAt);
    const slate = { slateId: decisionId, memberId: subject, offerId, shownAt };
    const became = { ...(shown && { position: 1 }), ...(redeemedMs !== undefined && { redeemedAt: redeemedMs }) };
    builder.slateRow({ ...slate, ...became, ...(propensity !== undefined && { propensity }) }, place);
  }
}

function addReceipt({ builder, products }: Gathering, { receiptId, subject, at, lines }: ExportedReceipt, shopId: string): void {
  const place: RowPlace = { file: `receipts of ${shopId}`, row: 0 };
  for (const { product: productId, quantity, amount } of lines) {
    if (!products.has(productId)) builder.product({ productId, category: UNKNOWN, department: UNKNOWN, brand: UNKNOWN }, place);
    products.add(productId);
    builder.purchase({ memberId: subject, productId, shopId, at: instantMs(at) ?? 0, quantity, amount, basketId: receiptId }, place);
  }
}
