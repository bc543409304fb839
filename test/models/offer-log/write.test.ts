import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OfferLogBuilder } from '../../../models/offer-log/build.ts';
import { Findings } from '../../../models/offer-log/findings.ts';
import type { OfferLog } from '../../../models/offer-log/log.ts';
import { readOfferLog } from '../../../models/offer-log/read.ts';
import { writeOfferLog } from '../../../models/offer-log/write.ts';
import { writeLogStream } from '../../../models/offer-log/write-stream.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { putLog } from './a-log.ts';

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((value) => value.trim() === value);
const id = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), text);
const at = fc.integer({ min: 0, max: 1e14 });
const amount = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map((value) => value + 0);
const count = fc.integer({ min: 1, max: 1e6 });
const share = fc.double({ noNaN: true, min: 1e-9, max: 1 });
const partly = <T extends object>(required: fc.Arbitrary<T>, optional: { [K in string]: fc.Arbitrary<string | number> }) =>
  fc.tuple(required, fc.record(optional, { requiredKeys: [] })).map(([must, may]) => ({ ...must, ...may }) as T);

const offer = partly(fc.record({ offerId: id, campaignId: text, startsAt: at, endsAt: fc.constant(1e14) }), {
  ...{ code: text, campaignType: text, category: text, brand: text, kind: text, value: amount, minimumQuantity: count },
});
const product = partly(fc.record({ productId: id, category: text, department: text, brand: text }), { type: text, manufacturer: text });
const slateRow = partly(fc.record({ slateId: id, memberId: fc.constant('m'), offerId: id, shownAt: fc.constant(7) }), {
  ...{ position: count, propensity: share, shownShare: share, redeemedAt: fc.integer({ min: 7, max: 1e14 }) },
});
const purchase = partly(fc.record({ memberId: id, productId: id, shopId: id, at, quantity: amount, amount }), {
  ...{ discount: amount, couponDiscount: amount, basketId: text },
});

/** A log of rows, of which the builder leaves out those that do not fit. */
const anyLog: fc.Arbitrary<OfferLog> = fc
  .record({
    offers: fc.array(offer),
    offerProducts: fc.array(fc.tuple(id, id)),
    products: fc.array(product),
    slateRows: fc.array(slateRow),
    purchases: fc.array(purchase),
  })
  .map(({ offers, offerProducts, products, slateRows, purchases }) => {
    const builder = new OfferLogBuilder(new Findings());
    const place = { file: 'made up', row: 1 };
    for (const row of offers) builder.offer(row, place);
    for (const [offerId, productId] of offerProducts) builder.offerProduct(offerId, productId, place);
    for (const row of new Map(products.map((one) => [one.productId, one])).values()) builder.product(row, place);
    for (const row of slateRows) builder.slateRow(row, place);
    for (const row of purchases) builder.purchase(row, place);
    const log = builder.finish();
    return { ...log, slates: log.slates.filter(({ candidates }) => candidates.length > 0) };
  });

describe('a log that is written', () => {
  it('is read as it was, whatever is in it', async () => {
    const folder = tempFolder();
    await fc.assert(
      fc.asyncProperty(anyLog, fc.boolean(), async (log, plain) => {
        await writeOfferLog(folder, log, { plain });
        const { fingerprint: _empty, ...read } = await readOfferLog(folder);
        const { fingerprint: _before, ...written } = log;
        expect(read).toEqual(written);
      }),
      { numRuns: 100 },
    );
  });

  it('has the same fingerprint as what it was made of, and only the columns that say something', async () => {
    const before = await readOfferLog(putLog(tempFolder()));
    const folder = tempFolder();
    const told: number[] = [];
    const { rows } = await writeOfferLog(folder, before, { onProgress: (done, total) => told.push(done / total) });

    expect(rows).toEqual({ offers: 2, offer_products: 3, products: 3, slates: 3, purchases: 2 });
    expect(told.at(-1)).toBe(1);
    expect((await readOfferLog(folder)).fingerprint).toBe(before.fingerprint);
  });

  it('is whole however large it is', async () => {
    const rows = Array.from({ length: 25_000 }, (_, n) => `m${n % 7},p${n % 3},bern,2026-03-02T09:20:00Z,1,${n}`);
    const purchases = `member_id,product_id,shop_id,purchased_at,quantity,amount\n${rows.join('\n')}`;
    const before = await readOfferLog(putLog(tempFolder(), { purchases }));
    const folder = tempFolder();
    await writeOfferLog(folder, before);

    expect(await readOfferLog(folder)).toEqual(before);
  });

  it('stands packed and readable by its owner only, in place of what was there before', async () => {
    const folder = putLog(tempFolder());
    await writeOfferLog(folder, await readOfferLog(folder));

    expect(existsSync(join(folder, 'slates.csv'))).toBe(false);
    expect(statSync(join(folder, 'slates.csv.gz')).mode & 0o077).toBe(0);
  });
});

async function* coming<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe('a log that is written as it comes', () => {
  it('is the same to the last byte as one that was known as a whole, whatever is in it', async () => {
    const [known, streamed] = [tempFolder(), tempFolder()];
    await fc.assert(
      fc.asyncProperty(anyLog, async (log) => {
        const { rows } = await writeOfferLog(known, log);
        const stream = { slates: coming(log.slates), purchases: coming(log.purchases), without: new Set<string>(), content: () => log };
        const written = await writeLogStream(streamed, stream);
        expect(written).toEqual({ rows, fingerprint: (await readOfferLog(known)).fingerprint });
        for (const file of readdirSync(known)) expect(readFileSync(join(streamed, file))).toEqual(readFileSync(join(known, file)));
      }),
      { numRuns: 100 },
    );
  });

  it('leaves the log that was there as it was, where it does not come to its end', async () => {
    const before = await readOfferLog(putLog(tempFolder()));
    const folder = tempFolder();
    await writeOfferLog(folder, before);
    const broken = async function* (): AsyncGenerator<never> {
      yield* [];
      throw new RangeError('the line is cut');
    };
    const stream = { slates: coming(before.slates), purchases: broken(), without: new Set<string>(), content: () => before };
    await expect(writeLogStream(folder, stream)).rejects.toThrow('the line is cut');

    expect(await readOfferLog(folder)).toEqual(before);
    expect(readdirSync(folder)).toHaveLength(5);
  });
});
