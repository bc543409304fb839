import { AislegateError } from '../../contract/errors.ts';
import { OfferLogBuilder } from './build.ts';
import { Findings, type LogFindings, type RowPlace } from './findings.ts';
import { instantReader } from './instants.ts';
import type { OfferLog } from './log.ts';
import { LOG_FILES, type LogFile, OFFER_LOG_ROWS, type RowOf } from './rows.ts';
import { cellsReader, findTable, readTable, type TableFile } from './table.ts';

/** How much has been done of a long work, in whatever unit. */
export type OnProgress = (done: number, total: number) => void;

export interface ReadOptions {
  readonly onProgress?: OnProgress | undefined;
}

/** A log, or why there is none: all rows or none. */
export interface ReadLog {
  readonly log: OfferLog | undefined;
  readonly findings: LogFindings;
}

/** The log in a folder (DESIGN §8). Ends with OFR_LOG_INVALID where any row is wrong. */
export async function readOfferLog(folder: string, options: ReadOptions = {}): Promise<OfferLog> {
  const { log, findings } = await inspectOfferLog(folder, options);
  if (log !== undefined) return log;
  const first = findings.problems[0];
  const detail = first && `${first.file}, row ${first.row}${first.column ? `, ${first.column}` : ''}: ${first.reason}`;
  throw new AislegateError('OFR_LOG_INVALID', { folder, count: findings.problemCount, detail: detail ?? '' });
}

/** The log in a folder with everything that is wrong with it, or that should be known. */
export async function inspectOfferLog(folder: string, { onProgress }: ReadOptions = {}): Promise<ReadLog> {
  const findings = new Findings();
  const builder = new OfferLogBuilder(findings);
  const files = new Map<LogFile, TableFile>();
  for (const name of LOG_FILES) {
    const file = await findTable(folder, [name]);
    if (file) files.set(name, file);
    else findings.problem({ file: name, row: 0 }, undefined, `is missing: there is no ${name}.csv or ${name}.csv.gz`);
  }
  const total = [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    onProgress?.(done, total);
  };
  for (const [name, file] of files) await readFileInto(builder, name, file, { findings, onBytes });
  return { log: findings.problemCount === 0 ? builder.finish() : undefined, findings };
}

interface Reading {
  readonly findings: Findings;
  readonly onBytes: (bytes: number) => void;
}

async function readFileInto(builder: OfferLogBuilder, name: LogFile, file: TableFile, { findings, onBytes }: Reading): Promise<void> {
  const schema = OFFER_LOG_ROWS[name];
  const required: readonly string[] = schema.required;
  const optional = Object.keys(schema.properties).filter((column) => !required.includes(column));
  const read = cellsReader<RowOf<typeof name>>(schema, findings);
  const take = taker(builder, findings);
  await readTable(file, { required, optional, findings, onBytes }, (cells, place) => {
    const row = read(cells, place);
    if (row !== undefined) take[name](row as never, place);
  });
}

type Takers = { readonly [F in LogFile]: (row: RowOf<F>, place: RowPlace) => void };

/** Hands the rows of each file to the builder in our words. */
export function taker(builder: OfferLogBuilder, findings: Findings): Takers {
  const toMs = instantReader();
  const moment = (text: string, column: string, place: RowPlace): number | undefined => {
    const ms = toMs(text);
    if (ms === undefined) findings.problem(place, column, 'is a moment that does not exist');
    return ms;
  };
  return {
    offers: (row, place) => {
      const startsAt = moment(row.starts_at, 'starts_at', place);
      const endsAt = moment(row.ends_at, 'ends_at', place);
      if (startsAt === undefined || endsAt === undefined) return;
      const { category, brand, kind, value } = row;
      const more = given({
        category,
        brand,
        kind,
        value,
        code: row.code,
        campaignType: row.campaign_type,
        minimumQuantity: row.minimum_quantity,
      });
      builder.offer({ offerId: row.offer_id, campaignId: row.campaign_id, startsAt, endsAt, ...more }, place);
    },
    offer_products: (row, place) => builder.offerProduct(row.offer_id, row.product_id, place),
    products: ({ product_id: productId, category, department, brand, type, manufacturer }, place) =>
      builder.product({ productId, category, department, brand, ...given({ type, manufacturer }) }, place),
    slates: (row, place) => {
      const shownAt = moment(row.shown_at, 'shown_at', place);
      const redeemedAt = row.redeemed_at === undefined ? undefined : moment(row.redeemed_at, 'redeemed_at', place);
      if (shownAt === undefined || (row.redeemed_at !== undefined && redeemedAt === undefined)) return;
      const { slate_id: slateId, member_id: memberId, offer_id: offerId, position, propensity, shown_share: shownShare } = row;
      builder.slateRow({ slateId, memberId, offerId, shownAt, ...given({ position, propensity, shownShare, redeemedAt }) }, place);
    },
    purchases: (row, place) => {
      const at = moment(row.purchased_at, 'purchased_at', place);
      if (at === undefined) return;
      const { member_id: memberId, product_id: productId, shop_id: shopId, quantity, amount, discount } = row;
      const more = given({ discount, couponDiscount: row.coupon_discount, basketId: row.basket_id });
      builder.purchase({ memberId, productId, shopId, at, quantity, amount, ...more }, place);
    },
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the properties that are undefined. */
function given<T extends object>(values: T): Given<T> {
  const present: Given<T> = {};
  for (const name of Object.keys(values) as (keyof T)[]) {
    const value = values[name];
    if (value !== undefined) present[name] = value as Exclude<T[keyof T], undefined>;
  }
  return present;
}
