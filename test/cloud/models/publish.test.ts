import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutbound } from '../../../cloud/distribution/outbound.ts';
import { createModels, type Models } from '../../../cloud/models/publish.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import type { ModelRecord } from '../../../contract/offers/model-record.ts';
import { recordsOfFigures } from '../../../models/offer-ranker/features/figures-records.ts';
import type { ChainFigures } from '../../../models/offer-ranker/features/inputs.ts';
import { readArtefact } from '../../../models/offer-ranker/network/artefact.ts';
import { publicKeyOf, signingKeyOf } from '../../../platform/signing-key.ts';
import { FakeBuckets } from '../../fakes/buckets.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hqDatabase } from '../../support/hq-database.ts';
import { madeUpModel } from '../../support/made-up-model.ts';

const SEED = '5a'.repeat(32);
const ANNA = { scope: 'all', by: 'anna' };
const NOTHING: ChainFigures = {
  historyDays: 30,
  products: new Map(),
  rates: {
    overall: { exposed: 0, redeemed: 0 },
    byCategory: new Map(),
    byManufacturer: new Map(),
    byType: new Map(),
    byCode: new Map(),
    byDeal: new Map(),
  },
  pastOffers: new Map(),
};

let models: Models;
let buckets: FakeBuckets;

let database: Database;

beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.query('truncate ranker_models, ranker_figures, outbound');
  buckets = new FakeBuckets();
  const telemetry = new FakeTelemetry();
  models = createModels({
    database,
    outbound: createOutbound({ database, buckets, telemetry }),
    endorser: { privateKey: signingKeyOf(SEED), publicKey: publicKeyOf(SEED) },
    clock: { nowMs: () => Date.UTC(2026, 0, 5) },
    telemetry,
  });
});

/** The version that shops are told to serve, believing nobody but headquarters. */
async function served(scope = 'all'): Promise<string | undefined> {
  const record = buckets.get('models', `${scope}.model`) as ModelRecord | undefined;
  if (!record) return undefined;
  const read = readArtefact(Buffer.from(record.text), { publicKeys: [publicKeyOf(SEED)], featureHash: 'feature-hash-1' });
  return read.ok ? read.artefact.card.version : read.reason;
}

describe('a model that is published', () => {
  it("reaches the shops under headquarters' own signature, whoever signed it before", async () => {
    const model = await models.publish(madeUpModel(1).text, ANNA);
    expect(model).toMatchObject({ scope: 'all', by: 'anna', isServed: true });
    expect(await served()).toBe(model.version);
  });

  it('is refused with what is wrong where it was changed, cut, or is no model, and the one before stays', async () => {
    const { version } = await models.publish(madeUpModel(1).text, ANNA);
    const changed = madeUpModel(2).text.replace('"seed": 2', '"seed": 3');
    for (const wrong of [changed, madeUpModel(2).text.slice(0, 400), '{}', 'x'.repeat(800_000)]) {
      await expect(models.publish(wrong, ANNA)).rejects.toMatchObject({ code: 'HQ_MODEL_INVALID' });
    }
    expect(await served()).toBe(version);
    expect(await models.list()).toHaveLength(1);
  });

  it('gives way to the one before it, step by step, when somebody goes back', async () => {
    const versions: string[] = [];
    for (const seed of [1, 2, 3]) versions.push((await models.publish(madeUpModel(seed).text, ANNA)).version);
    expect((await models.goBack(ANNA)).version).toBe(versions[1]);
    expect(await served()).toBe(versions[1]);
    await models.goBack(ANNA);
    expect(await served()).toBe(versions[0]);
    await expect(models.goBack(ANNA)).rejects.toMatchObject({ code: 'HQ_NO_EARLIER_MODEL' });
    expect((await models.list()).filter(({ isServed }) => isServed).map(({ version }) => version)).toEqual([versions[0]]);
  });

  it('is one of five that are kept, and one shop may have its own', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) await models.publish(madeUpModel(seed).text, ANNA);
    const own = await models.publish(madeUpModel(9).text, { scope: 'lyon-3', by: 'anna' });
    expect((await models.list()).filter(({ scope }) => scope === 'all')).toHaveLength(5);
    expect(await served('lyon-3')).toBe(own.version);
    expect(await served()).not.toBe(own.version);
  });
});

describe('figures that are published', () => {
  it('reach the shops in all their parts, and the parts of larger ones before are removed', async () => {
    const products = (count: number) =>
      new Map(
        Array.from({ length: count }, (_, at) => [
          `p${at}`,
          { category: 'bakery', department: 'fresh', isPrivateLabel: false, lines: 1, amount: 1, quantity: 1 },
        ]),
      );
    const large = recordsOfFigures({ ...NOTHING, products: products(4001) });
    expect(await models.publishFigures(large, ANNA)).toEqual({ version: large[0]?.version, parts: 2 });
    expect(buckets.get('models', 'all.figures-2')).toEqual(large[1]);
    await models.publishFigures(recordsOfFigures(NOTHING), ANNA);
    expect(buckets.get('models', 'all.figures-2')).toBeUndefined();
  });

  it('are refused where a part is missing or of another version', async () => {
    const [one] = recordsOfFigures(NOTHING);
    if (!one) throw new Error('no part');
    for (const wrong of [[], [{ ...one, parts: 2 }], [one, { ...one, part: 2, version: 'f'.repeat(16) }]]) {
      await expect(models.publishFigures(wrong, ANNA)).rejects.toMatchObject({ code: 'HQ_MODEL_INVALID' });
    }
  });
});
