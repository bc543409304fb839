import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importCompleteJourney } from '../../../../models/offer-log/importers/completejourney.ts';
import type { ReadLog } from '../../../../models/offer-log/read.ts';
import { RECORDED_JOURNEY } from '../../../support/recorded-data.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const COUPONS = Array.from({ length: 20 }, (_, number) => `511110000${String(number).padStart(2, '0')},p1,8`);

const JOURNEY: Readonly<Record<string, string>> = {
  campaign_descriptions: 'campaign_id,campaign_type,start_date,end_date\n8,Type A,2017-05-08,2017-06-25\n9,Type B,2017-05-31,2017-07-02\n',
  campaigns: 'campaign_id,household_id\n8,1\n9,1\n9,2\n',
  coupons: `coupon_upc,product_id,campaign_id\n10000085207,p1,9\n10000085207,p2,9\n51111000076,p1,9\n${COUPONS.join('\n')}\n`,
  coupon_redemptions: 'household_id,coupon_upc,campaign_id,redemption_date\n1,51111000076,9,2017-06-02\n1,51111000076,9,2017-06-01\n',
  products:
    'product_id,manufacturer_id,department,brand,product_category,product_type,package_size\np1,2,GROCERY,National,FRZN ICE,ICE,22 LB\np2,2,,Private,,,\n',
  transactions:
    'household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp\n1,319,b1,p1,2,1.5,0.29,0.1,0.2,1,2017-01-01 07:30:27\n',
};

function putJourney(files: Readonly<Record<string, string | undefined>> = {}, packed = false): string {
  const folder = join(tempFolder(), 'journey');
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ ...JOURNEY, ...files })) {
    if (text === undefined) continue;
    writeFileSync(join(folder, `${name}.csv${packed ? '.gz' : ''}`), packed ? gzipSync(text) : text);
  }
  return folder;
}

async function logOf(folder: string): Promise<NonNullable<ReadLog['log']>> {
  const { log, findings } = await importCompleteJourney(folder);
  if (log === undefined) throw new Error(JSON.stringify(findings.problems));
  return log;
}

describe('Complete Journey becomes an offer log', () => {
  it('with a coupon of a campaign as an offer, whose number tells what it is worth', async () => {
    const { offers } = await logOf(putJourney());

    expect(offers.get('9-10000085207')).toEqual({
      ...{ offerId: '9-10000085207', campaignId: '9', code: '10000085207', campaignType: 'B', kind: 'store', products: ['p1', 'p2'] },
      ...{ startsAt: Date.UTC(2017, 4, 31), endsAt: Date.UTC(2017, 6, 2, 23, 59, 59) },
    });
    expect(offers.get('9-51111000076')).toMatchObject({ kind: 'amount-off', value: 1, minimumQuantity: 1 });
  });

  it('with a slate for each household and campaign that it was mailed, and the first of its redemptions', async () => {
    const { slates } = await logOf(putJourney());

    expect(slates.map(({ slateId, memberId, candidates }) => [slateId, memberId, candidates.length])).toEqual([
      ['8-1', '1', 20],
      ['9-1', '1', 2],
      ['9-2', '2', 2],
    ]);
    expect(slates[1]?.candidates.map(({ offer, redeemedAt }) => [offer.code, redeemedAt])).toEqual([
      ['10000085207', undefined],
      ['51111000076', Date.UTC(2017, 5, 1)],
    ]);
    expect(slates[2]?.candidates.every(({ redeemedAt }) => redeemedAt === undefined)).toBe(true);
  });

  it('where sixteen of a pool were sent, each coupon is known to have been there with that chance only', async () => {
    const { slates } = await logOf(putJourney());

    expect(slates.map(({ candidates }) => candidates[0]?.shownShare)).toEqual([0.8, 1, 1]);
  });

  it('with what products are, and unknown where the table is empty', async () => {
    const { products, purchases } = await logOf(putJourney());

    expect([...products.values()]).toEqual([
      { productId: 'p1', category: 'FRZN ICE', department: 'GROCERY', brand: 'National', type: 'ICE', manufacturer: '2' },
      { productId: 'p2', category: 'unknown', department: 'unknown', brand: 'Private', manufacturer: '2' },
    ]);
    expect(purchases).toEqual([
      {
        ...{ memberId: '1', productId: 'p1', shopId: '319', at: Date.UTC(2017, 0, 1, 7, 30, 27), basketId: 'b1' },
        ...{ quantity: 2, amount: 1.5, discount: 0.29, couponDiscount: 0.3 },
      },
    ]);
  });

  it('packed or not, and from the thinned table of transactions too', async () => {
    const thinned = putJourney({ transactions: undefined, transactions_100k: JOURNEY['transactions'] });

    const { fingerprint } = await logOf(putJourney());
    expect((await logOf(putJourney({}, true))).fingerprint).toBe(fingerprint);
    expect((await logOf(thinned)).fingerprint).toBe(fingerprint);
  });

  it('never reads who the households are', async () => {
    const folder = putJourney();
    // A file that could not be read would be told.
    mkdirSync(join(folder, 'demographics.csv'));

    expect((await importCompleteJourney(folder)).findings).toMatchObject({ problemCount: 0 });
  });

  it('what does not fit is left out and noted', async () => {
    const { log, findings } = await importCompleteJourney(
      putJourney({
        campaigns: 'campaign_id,household_id\n8,1\n77,1\n',
        coupon_redemptions:
          'household_id,coupon_upc,campaign_id,redemption_date\n5,51111000076,9,2017-06-02\n1,999,9,2017-06-02\n1,51111000076,9,2017-05-30\n',
        coupons: `${JOURNEY['coupons']}51111000076,p1,77\n`,
      }),
    );

    expect(log?.slates).toHaveLength(1);
    expect(findings.notes).toEqual([
      'coupons.csv: a row is of a campaign that is not described, and left out',
      'coupon_redemptions.csv: a redemption is of a coupon that its campaign does not have, and left out',
      'coupon_redemptions.csv: a redemption is from before its campaign, and left out',
      'products.csv: a product has no category: unknown',
      'campaigns.csv: a household was mailed a campaign that is not described, and the row is left out',
      'coupon_redemptions: a household redeemed a coupon without having been mailed its campaign; left out',
    ]);
  });

  it('what is wrong is told by file, row and column of the data set', async () => {
    const { log, findings } = await importCompleteJourney(
      putJourney({
        campaign_descriptions: 'campaign_id,campaign_type,start_date,end_date\n8,Type A,2017-05-32,2017-06-25\n9,Type B,2017-05-31,\n',
        transactions: JOURNEY['transactions']?.replace(',2,1.5,', ',two,1.5,').replace('07:30:27', '27:30:27'),
      }),
    );

    expect(log).toBeUndefined();
    expect(findings.problems.map(({ file, row, column, reason }) => `${file} ${row} ${column}: ${reason}`)).toEqual([
      'campaign_descriptions.csv 1 start_date: is a day that does not exist',
      'campaign_descriptions.csv 2 end_date: is missing',
      'transactions.csv 1 quantity: must be number',
    ]);
    expect((await importCompleteJourney(putJourney({ coupons: undefined }))).findings.problems).toEqual([
      { file: 'coupons', row: 0, reason: 'is missing: there is no such .csv or .csv.gz' },
    ]);
  });
});

describe.skipIf(!existsSync(RECORDED_JOURNEY))('the recorded year, as far as it is here', () => {
  it('has the rows and redemptions that others count in it', { timeout: 60_000 }, async () => {
    const { slates } = await logOf(RECORDED_JOURNEY);
    // Those three started before there was any history to learn from.
    const learnt = slates.filter(({ candidates }) => !['24', '25', '26'].includes(candidates[0]?.offer.campaignId ?? ''));
    const rows = learnt.flatMap(({ candidates }) => candidates);
    const isRedeemed = ({ redeemedAt }: { readonly redeemedAt?: number }): boolean =>
      redeemedAt !== undefined && redeemedAt < Date.UTC(2017, 9, 4);

    expect(rows).toHaveLength(535_010);
    expect(rows.filter(isRedeemed)).toHaveLength(1197);
    expect(learnt.filter(({ candidates }) => candidates.some(isRedeemed))).toHaveLength(475);
  });
});
