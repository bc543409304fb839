import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectOfferLog, readOfferLog } from '../../../models/offer-log/read.ts';
import type { LogFile } from '../../../models/offer-log/rows.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { putLog, SMALL_LOG } from './a-log.ts';

describe('what a chain recorded of its offers is read', () => {
  it('as slates by time, each with what could have been shown and what became of it', async () => {
    const log = await readOfferLog(putLog(tempFolder()));

    expect(log.slates.map(({ slateId, memberId }) => [slateId, memberId])).toEqual([
      ['s2', 'm2'],
      ['s1', 'm1'],
    ]);
    expect(log.slates[1]?.candidates).toEqual([
      { offer: log.offers.get('tea'), shown: true, shownShare: 1 },
      { offer: log.offers.get('jam'), shown: true, shownShare: 1, redeemedAt: Date.UTC(2026, 2, 2, 9, 20) },
    ]);
    expect(log.offers.get('tea')).toEqual({
      offerId: 'tea',
      campaignId: 'spring',
      startsAt: Date.UTC(2026, 2, 1),
      endsAt: Date.UTC(2026, 2, 31, 23, 59, 59),
      code: 'tea',
      category: 'hot drinks',
      brand: 'Leaf',
      kind: 'percent-off',
      value: 20,
      products: ['p1', 'p2'],
    });
    expect(log.purchases.map(({ memberId, basketId }) => [memberId, basketId])).toEqual([
      ['m2', 'm2 bern 1771606800000'],
      ['m1', 'm1 bern 1772443200000'],
    ]);
  });

  it('the same whether it is packed, in another order, with columns of the retailer’s own, or as a spreadsheet writes it', async () => {
    const plain = await readOfferLog(putLog(tempFolder()));
    const packed = await readOfferLog(putLog(tempFolder(), {}, true));
    const other = await readOfferLog(
      putLog(tempFolder(), {
        offer_products: '\uFEFFProduct ID;note;Offer ID\r\np3;;jam\r\np2;"a ""quoted"";\r\nnote";tea\r\np1;x;tea\r\n;;\r\n',
        purchases: SMALL_LOG.purchases
          .split('\n')
          .filter(Boolean)
          .toSpliced(1, 1)
          .concat(SMALL_LOG.purchases.split('\n')[1] ?? '')
          .join('\n'),
        slates: SMALL_LOG.slates.replaceAll('2026-03-02T09:00:00Z', '2026-03-02 10:00:00+01:00'),
      }),
    );

    expect(packed).toEqual(plain);
    expect(other.fingerprint).toBe(plain.fingerprint);
  });

  it('with another fingerprint as soon as one cell says something else, or one row is there again', async () => {
    const { fingerprint } = await readOfferLog(putLog(tempFolder()));
    const dearer = await readOfferLog(putLog(tempFolder(), { purchases: SMALL_LOG.purchases.replace('4.2', '4.3') }));
    const again = await readOfferLog(putLog(tempFolder(), { purchases: `${SMALL_LOG.purchases}m2,p1,bern,2026-02-20T17:00:00Z,2,7\n` }));

    expect(new Set([fingerprint, dearer.fingerprint, again.fingerprint]).size).toBe(3);
  });

  it('an offer of a slate without a position was not shown, where the log has positions at all', async () => {
    const header = 'slate_id,member_id,offer_id,shown_at,redeemed_at,position,propensity,shown_share\n';
    const shownOf = async (slates: string): Promise<unknown> =>
      (await readOfferLog(putLog(tempFolder(), { slates: header + slates }))).slates[0]?.candidates.map(({ shown, position }) => [
        shown,
        position,
      ]);

    const row = (offer: string, rest: string): string => `s1,m1,${offer},2026-03-02T09:00:00Z,,${rest}\n`;
    expect(await shownOf(row('tea', '1,0.9,') + row('jam', ',0,'))).toEqual([
      [true, 1],
      [false, undefined],
    ]);
    expect(await shownOf(row('tea', ',,0.5') + row('jam', ',,'))).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
  });

  it('tells how far it is, up to the last byte', async () => {
    const told: [number, number][] = [];
    await readOfferLog(putLog(tempFolder()), { onProgress: (done, total) => told.push([done, total]) });

    const bytes = Object.values(SMALL_LOG).join('').length;
    expect(told.at(-1)).toEqual([bytes, bytes]);
  });
});

describe('a row that is wrong is named by file, row and column, and then nothing is taken', () => {
  const problemsOf = async (files: Parameters<typeof putLog>[1]): Promise<string[]> => {
    const { log, findings } = await inspectOfferLog(putLog(tempFolder(), files));
    expect(log).toBeUndefined();
    return findings.problems.map(({ file, row, column, reason }) => `${file} ${row} ${column ?? ''}: ${reason}`);
  };
  const slate = (rows: string): { slates: string } => ({ slates: `slate_id,member_id,offer_id,shown_at,redeemed_at,propensity\n${rows}` });

  it.each<[string, Parameters<typeof putLog>[1], string]>([
    ['a slate with an offer that nobody knows', slate('s1,m1,soap,2026-03-02T09:00:00Z,,\n'), 'slates.csv 1 offer_id: is not in offers'],
    [
      'an offer that is redeemed before it is shown',
      slate('s1,m1,tea,2026-03-02T09:00:00Z,2026-03-02T08:59:59Z,\n'),
      'slates.csv 1 redeemed_at: is before shown_at',
    ],
    [
      'an offer that is twice in a slate',
      slate('s1,m1,tea,2026-03-02T09:00:00Z,,\ns1,m1,tea,2026-03-02T09:00:00Z,,\n'),
      'slates.csv 2 offer_id: is in this slate already',
    ],
    [
      'a slate of two members',
      slate('s1,m1,tea,2026-03-02T09:00:00Z,,\ns1,m2,jam,2026-03-02T09:00:00Z,,\n'),
      'slates.csv 2 member_id: is not the one of the other rows of this slate',
    ],
    [
      'a slate at two moments',
      slate('s1,m1,tea,2026-03-02T09:00:00Z,,\ns1,m1,jam,2026-03-02T09:00:01Z,,\n'),
      'slates.csv 2 shown_at: is not the one of the other rows of this slate',
    ],
    ['a chance above one', slate('s1,m1,tea,2026-03-02T09:00:00Z,,1.5\n'), 'slates.csv 1 propensity: must be <= 1'],
    ['a moment that does not exist', slate('s1,m1,tea,2026-02-30T09:00:00Z,,\n'), 'slates.csv 1 shown_at: is a moment that does not exist'],
    ['a day in place of a moment', slate('s1,m1,tea,2026-03-02,,\n'), 'slates.csv 1 shown_at: must be a time as in 2026-03-01T09:30:00Z'],
    ['a row that is too short', slate('s1,m1,tea\n'), 'slates.csv 1 : has 3 cells, and the first line names 6'],
    ['an amount that is no number', { purchases: SMALL_LOG.purchases.replace('4.2', 'CHF 4') }, 'purchases.csv 1 amount: must be number'],
    [
      'an offer that is there twice',
      { offers: `${SMALL_LOG.offers}${SMALL_LOG.offers.split('\n')[1]}\n` },
      'offers.csv 3 offer_id: is the same as in a row before',
    ],
    [
      'an offer that ends before it starts',
      { offers: SMALL_LOG.offers.replaceAll('2026-03-31', '2026-02-01') },
      'offers.csv 1 ends_at: is before starts_at',
    ],
    [
      'a product that is there twice',
      { products: `${SMALL_LOG.products}p1,x,y,z\n` },
      'products.csv 4 product_id: is the same as in a row before',
    ],
    [
      'a product of an offer that nobody knows',
      { offer_products: 'offer_id,product_id\nsoap,p1\n' },
      'offer_products.csv 1 offer_id: is not in offers',
    ],
    [
      'a file that lacks columns',
      { products: 'product_id,brand\n' },
      'products.csv 0 : the first line must name the columns; missing: category, department',
    ],
    [
      'a file with a column that is there twice',
      { offer_products: 'offer_id,product_id,offer_id\n' },
      'offer_products.csv 0 offer_id: is there twice',
    ],
    ['a file with nothing in it', { products: '' }, 'products.csv 0 : is empty: the first line must name the columns'],
    [
      'a folder without one of the files',
      { purchases: undefined },
      'purchases 0 : is missing: there is no purchases.csv or purchases.csv.gz',
    ],
    [
      'a quote that does not end',
      { offer_products: 'offer_id,product_id\ntea,"p1\njam,p3\n' },
      'offer_products.csv 1 : is no CSV: a quote in it does not end, or stands where none may',
    ],
    [
      'a quote in the middle of a cell',
      { offer_products: 'offer_id,product_id\ntea,p"1"\n' },
      'offer_products.csv 1 : is no CSV: a quote in it does not end, or stands where none may',
    ],
  ])('%s', async (_what, files, problem) => {
    expect(await problemsOf(files)).toContain(problem);
  });

  it('all rows that are wrong are counted, and the first thousand listed', async () => {
    const rows = Array.from({ length: 1500 }, (_, row) => `m1,p1,bern,2026-03-02T09:20:00Z,one,${row === 0 ? 'free' : 1}`);
    const folder = putLog(tempFolder(), { purchases: `member_id,product_id,shop_id,purchased_at,quantity,amount\n${rows.join('\n')}` });
    const { findings } = await inspectOfferLog(folder);

    expect(findings.problemCount).toBe(1500);
    expect(findings.problems).toHaveLength(1000);
    expect(findings.problems[1]).toEqual({ file: 'purchases.csv', row: 1, column: 'amount', reason: 'must be number' });
    await expect(readOfferLog(folder)).rejects.toThrow(/rejected rows: 1500\. The first: purchases\.csv, row 1, quantity: must be number/u);
  });

  it('a row that does not end is not waited for', async () => {
    const endless = ['x'.repeat(1_200_000), `"${'x\n'.repeat(600_000)}`];
    for (const text of endless) {
      const { findings } = await inspectOfferLog(putLog(tempFolder(), { offer_products: `offer_id,product_id\n${text}` }));
      expect(findings.problems[0]).toEqual({
        ...{ file: 'offer_products.csv', row: 1 },
        reason: 'is no CSV: a quote in it does not end, or stands where none may',
      });
    }
  });

  it('a packed file that was cut off is refused as a whole', async () => {
    const folder = putLog(tempFolder(), {}, true);
    writeFileSync(join(folder, 'slates.csv.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]));
    const { findings } = await inspectOfferLog(folder);

    expect(findings.problems).toContainEqual({ file: 'slates.csv.gz', row: 0, reason: 'cannot be read to its end (Z_BUF_ERROR)' });
  });

  it('what is bought without being in the catalogue, or what an offer is about, is no error but worth a note', async () => {
    const { log, findings } = await inspectOfferLog(putLog(tempFolder(), { products: 'product_id,category,department,brand\np1,a,b,c\n' }));

    expect(log?.purchases).toHaveLength(2);
    expect(findings.notes).toEqual([
      'purchases.csv: a row is of a product that is not in products',
      'offer_products: an offer is about a product that is not in products (2 times)',
    ]);
  });

  it('whatever rubbish stands in a file, there is an answer and no crash', async () => {
    const rubbish = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\0', 'a', '1', '-', '\uFEFF'), maxLength: 80 }),
    );
    const name = fc.constantFrom<LogFile>('offers', 'offer_products', 'products', 'slates', 'purchases');
    const folder = tempFolder();
    await fc.assert(
      fc.asyncProperty(name, rubbish, fc.boolean(), fc.boolean(), async (file, text, hasHeader, packed) => {
        const header = SMALL_LOG[file].split('\n')[0];
        const { log, findings } = await inspectOfferLog(
          putLog(join(folder, packed ? 'packed' : 'plain'), { [file]: hasHeader ? `${header}\n${text}` : text }, packed),
        );
        expect(log === undefined).toBe(findings.problemCount > 0);
      }),
      { numRuns: 150 },
    );
  });
});
