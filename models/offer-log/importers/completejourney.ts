import { dayNumber } from '../../../contract/instant.ts';
import { OfferLogBuilder } from '../build.ts';
import { Findings, type RowPlace } from '../findings.ts';
import { instantReader } from '../instants.ts';
import type { ReadLog, ReadOptions } from '../read.ts';
import { cellsReader, findTable, readTable, type TableFile } from '../table.ts';
import { COMPLETE_JOURNEY_TABLES, type JourneyRow, type JourneyTable } from './completejourney-tables.ts';
import { couponValue } from './coupon-values.ts';

const DAY_MS = 86_400_000;
/** The last second of the day that is named as the last. */
const LAST_SECOND_MS = DAY_MS - 1000;
/** Coupons that a household got of a campaign of type A, whatever its pool (the data set's own guide). */
const TYPE_A_COUPONS = 16;
const NAMES = Object.keys(COMPLETE_JOURNEY_TABLES) as JourneyTable[];

interface Campaign {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly type: string;
  readonly coupons: Set<string>;
}

interface Reading {
  readonly findings: Findings;
  readonly builder: OfferLogBuilder;
  readonly campaigns: Map<string, Campaign>;
  /** When a household redeemed a coupon of a campaign. */
  readonly redemptions: Map<string, number>;
  /** Slates: which household was mailed which campaign. */
  readonly mailed: { readonly campaignId: string; readonly householdId: string; readonly place: RowPlace }[];
}

/** "Complete Journey" of 84.51° as CSV files: what a chain of groceries recorded in 2017. docs/offer-log.md says what becomes of each column. */
export async function importCompleteJourney(folder: string, { onProgress }: ReadOptions = {}): Promise<ReadLog> {
  const findings = new Findings();
  const reading: Reading = { findings, builder: new OfferLogBuilder(findings), campaigns: new Map(), redemptions: new Map(), mailed: [] };
  const files = new Map<JourneyTable, TableFile>();
  for (const name of NAMES) {
    const file = await findTable(folder, COMPLETE_JOURNEY_TABLES[name].files);
    if (file) files.set(name, file);
    else findings.problem({ file: name, row: 0 }, undefined, 'is missing: there is no such .csv or .csv.gz');
  }
  if (findings.problemCount > 0) return { log: undefined, findings };

  const total = [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const takers = takersOf(reading);
  for (const [name, file] of files) {
    const { row: schema } = COMPLETE_JOURNEY_TABLES[name];
    const read = cellsReader<JourneyRow<typeof name>>(schema, findings);
    const onBytes = (bytes: number): void => {
      done += bytes;
      onProgress?.(done, total);
    };
    await readTable(file, { required: Object.keys(schema.properties), optional: [], findings, onBytes }, (cells, place) => {
      const row = read(cells, place);
      if (row !== undefined) takers[name](row as never, place);
    });
  }
  addSlates(reading);
  return { log: findings.problemCount === 0 ? reading.builder.finish() : undefined, findings };
}

type Takers = { readonly [T in JourneyTable]: (row: JourneyRow<T>, place: RowPlace) => void };

function takersOf({ findings, builder, campaigns, redemptions, mailed }: Reading): Takers {
  const toMs = instantReader();
  const dayMs = (text: string, column: string, place: RowPlace): number => {
    const day = dayNumber(text);
    if (day === undefined) findings.problem(place, column, 'is a day that does not exist');
    return (day ?? 0) * DAY_MS;
  };
  return {
    campaign_descriptions: (row, place) => {
      const startsAt = dayMs(row.start_date, 'start_date', place);
      const endsAt = dayMs(row.end_date, 'end_date', place) + LAST_SECOND_MS;
      campaigns.set(row.campaign_id, { startsAt, endsAt, type: row.campaign_type.replace(/^Type /u, ''), coupons: new Set() });
    },
    campaigns: ({ campaign_id: campaignId, household_id: householdId }, place) => mailed.push({ campaignId, householdId, place }),
    coupons: ({ coupon_upc: upc, product_id: productId, campaign_id: campaignId }, place) => {
      const campaign = campaigns.get(campaignId);
      if (campaign === undefined) return findings.note(`${place.file}: a row is of a campaign that is not described, and left out`);
      const offerId = `${campaignId}-${upc}`;
      const { startsAt, endsAt, type: campaignType, coupons } = campaign;
      if (!coupons.has(upc)) builder.offer({ offerId, campaignId, startsAt, endsAt, code: upc, campaignType, ...couponValue(upc) }, place);
      coupons.add(upc);
      builder.offerProduct(offerId, productId, place);
    },
    coupon_redemptions: (row, place) => {
      const campaign = campaigns.get(row.campaign_id);
      if (!campaign?.coupons.has(row.coupon_upc)) {
        return findings.note(`${place.file}: a redemption is of a coupon that its campaign does not have, and left out`);
      }
      const at = dayMs(row.redemption_date, 'redemption_date', place);
      if (at < campaign.startsAt) return findings.note(`${place.file}: a redemption is from before its campaign, and left out`);
      const key = redemptionKey(row.campaign_id, row.household_id, row.coupon_upc);
      const known = redemptions.get(key);
      if (known !== undefined) findings.note(`${place.file}: a coupon that a household redeemed more than once counts at the first time`);
      redemptions.set(key, Math.min(at, known ?? at));
    },
    products: (row, place) => {
      const {
        product_category: category = 'unknown',
        department = 'unknown',
        brand = 'unknown',
        product_type: type,
        manufacturer_id: manufacturer,
      } = row;
      if (category === 'unknown') findings.note(`${place.file}: a product has no category: unknown`);
      const more = { ...(type === undefined ? {} : { type }), ...(manufacturer === undefined ? {} : { manufacturer }) };
      builder.product({ productId: row.product_id, category, department, brand, ...more }, place);
    },
    transactions: (row, place) => {
      const stamp = row.transaction_timestamp;
      const at = toMs(stamp.endsWith('Z') ? stamp : `${stamp}Z`);
      if (at === undefined) return findings.problem(place, 'transaction_timestamp', 'is a moment that does not exist');
      const { household_id: memberId, product_id: productId, store_id: shopId, basket_id: basketId, quantity, sales_value: amount } = row;
      const couponDiscount = Math.round((row.coupon_disc + row.coupon_match_disc) * 100) / 100;
      builder.purchase({ memberId, productId, shopId, at, quantity, amount, discount: row.retail_disc, couponDiscount, basketId }, place);
    },
  };
}

/** A household that was mailed a campaign could redeem each of its coupons; of those of type A it had sixteen, and which is not recorded. */
function addSlates({ findings, builder, campaigns, redemptions, mailed }: Reading): void {
  for (const { campaignId, householdId, place } of mailed) {
    const campaign = campaigns.get(campaignId);
    if (campaign === undefined) {
      findings.note(`${place.file}: a household was mailed a campaign that is not described, and the row is left out`);
      continue;
    }
    const { startsAt: shownAt, coupons, type } = campaign;
    const shownShare = type === 'A' ? Math.min(1, TYPE_A_COUPONS / coupons.size) : 1;
    const slate = { slateId: `${campaignId}-${householdId}`, memberId: householdId, shownAt, shownShare };
    for (const upc of coupons) {
      const key = redemptionKey(campaignId, householdId, upc);
      const redeemedAt = redemptions.get(key);
      redemptions.delete(key);
      builder.slateRow({ ...slate, offerId: `${campaignId}-${upc}`, ...(redeemedAt === undefined ? {} : { redeemedAt }) }, place);
    }
  }
  for (const _left of redemptions)
    findings.note('coupon_redemptions: a household redeemed a coupon without having been mailed its campaign; left out');
}

function redemptionKey(campaignId: string, householdId: string, upc: string): string {
  return `${campaignId} ${householdId} ${upc}`;
}
