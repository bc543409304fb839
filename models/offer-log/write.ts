import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { instantText } from '../../contract/instant.ts';
import type { LoggedPurchase, OfferLog } from './log.ts';
import type { OnProgress } from './read.ts';
import { LOG_FILES, type LogFile, OFFER_LOG_ROWS } from './rows.ts';

export interface WriteOptions {
  /** Plain .csv instead of .csv.gz. */
  readonly plain?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface WrittenLog {
  readonly rows: Readonly<Record<LogFile, number>>;
}

type Cell = string | number | undefined;
type WrittenRow = Readonly<Record<string, Cell>>;

const TELL_EVERY = 10_000;

/** Writes a log as a folder (DESIGN §8), readable by its owner only; what was there of another log is replaced, file by file. */
export async function writeOfferLog(folder: string, log: OfferLog, { plain = false, onProgress }: WriteOptions = {}): Promise<WrittenLog> {
  await mkdir(folder, { recursive: true });
  const tables = tablesOf(log);
  const rows: Record<LogFile, number> = { offers: 0, offer_products: 0, products: 0, slates: 0, purchases: 0 };
  const total = LOG_FILES.reduce((sum, file) => sum + tables[file].count, 0);
  let done = 0;
  for (const file of LOG_FILES) {
    const counted = (lines: number): void => {
      rows[file] += lines;
      done += lines;
      onProgress?.(done, total);
    };
    await writeFileOf(join(folder, `${file}.csv`), plain, chunksOf(file, tables[file], counted));
  }
  return { rows };
}

interface Table {
  readonly count: number;
  readonly rows: () => Iterable<WrittenRow>;
}

function tablesOf({ offers, products, slates, purchases }: OfferLog): Readonly<Record<LogFile, Table>> {
  const sum = <T>(of: Iterable<T>, count: (item: T) => number): number => [...of].reduce((all, item) => all + count(item), 0);
  return {
    offers: {
      count: offers.size,
      rows: function* () {
        for (const {
          offerId,
          campaignId,
          startsAt,
          endsAt,
          code,
          campaignType,
          category,
          brand,
          kind,
          value,
          minimumQuantity,
        } of offers.values()) {
          const times = { starts_at: instantText(startsAt), ends_at: instantText(endsAt) };
          const more = { code: code === offerId ? undefined : code, campaign_type: campaignType, minimum_quantity: minimumQuantity };
          yield { offer_id: offerId, campaign_id: campaignId, ...times, category, brand, kind, value, ...more };
        }
      },
    },
    offer_products: {
      count: sum(offers.values(), (offer) => offer.products.length),
      rows: function* () {
        for (const { offerId, products: about } of offers.values())
          for (const product of about) yield { offer_id: offerId, product_id: product };
      },
    },
    products: {
      count: products.size,
      rows: function* () {
        for (const { productId, ...about } of products.values()) yield { product_id: productId, ...about };
      },
    },
    slates: {
      count: sum(slates, ({ candidates }) => candidates.length),
      rows: function* () {
        for (const { slateId, memberId, shownAt, candidates } of slates) {
          const shown_at = instantText(shownAt);
          for (const { offer, position, propensity, shownShare, redeemedAt } of candidates) {
            const redeemed_at = redeemedAt === undefined ? undefined : instantText(redeemedAt);
            const shown_share = shownShare === 1 ? undefined : shownShare;
            yield {
              slate_id: slateId,
              member_id: memberId,
              offer_id: offer.offerId,
              shown_at,
              redeemed_at,
              position,
              propensity,
              shown_share,
            };
          }
        }
      },
    },
    purchases: { count: purchases.length, rows: () => purchaseRows(purchases) },
  };
}

function* purchaseRows(purchases: readonly LoggedPurchase[]): Generator<WrittenRow> {
  for (const { memberId, productId, shopId, at, quantity, amount, discount, couponDiscount, basketId } of purchases) {
    const what = { member_id: memberId, product_id: productId, shop_id: shopId, purchased_at: instantText(at), quantity, amount };
    yield { ...what, discount, coupon_discount: couponDiscount, basket_id: basketId };
  }
}

function* chunksOf(file: LogFile, table: Table, counted: (lines: number) => void): Generator<string> {
  const columns = columnsOf(file, table.rows());
  let lines = [columns.join(',')];
  let rows = 0;
  for (const row of table.rows()) {
    lines.push(columns.map((column) => cellText(row[column])).join(','));
    rows += 1;
    if (rows < TELL_EVERY) continue;
    yield `${lines.join('\n')}\n`;
    counted(rows);
    lines = [];
    rows = 0;
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
  counted(rows);
}

/** The columns of the file: the required ones, and of the others those that some row has. */
function columnsOf(file: LogFile, rows: Iterable<WrittenRow>): string[] {
  const { properties, required } = OFFER_LOG_ROWS[file];
  const missing = new Set(Object.keys(properties).filter((column) => !(required as readonly string[]).includes(column)));
  // Whoever looks for redemptions finds the column, even where there are none.
  missing.delete('redeemed_at');
  for (const row of rows) {
    for (const column of missing) if (row[column] !== undefined) missing.delete(column);
    if (missing.size === 0) break;
  }
  return Object.keys(properties).filter((column) => !missing.has(column));
}

function cellText(value: Cell): string {
  if (value === undefined) return '';
  const text = String(value);
  return /[",;\t\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Beside the old file first, which is replaced when the new one is whole; the same table in the other form is removed. */
async function writeFileOf(path: string, plain: boolean, chunks: Iterable<string>): Promise<void> {
  const target = plain ? path : `${path}.gz`;
  const file = createWriteStream(`${target}.part`, { mode: 0o600 });
  if (plain) await pipeline(Readable.from(chunks), file);
  else await pipeline(Readable.from(chunks), createGzip(), file);
  await rename(`${target}.part`, target);
  await rm(plain ? `${path}.gz` : path, { force: true });
}
