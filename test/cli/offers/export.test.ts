import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/offers.ts';
import { registerOfferLog } from '../../../cloud/adapters/http/offer-log.ts';
import { shops } from '../../../cloud/footfall/shops.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { hqRoutes } from '../../../contract/http/hq-routes.ts';
import { readOfferLog } from '../../../models/offer-log/read.ts';
import { LogCursor } from '../../../models/offer-ranker/history/log-cursor.ts';
import { fakeAuditLog } from '../../fakes/audit-log.ts';
import { hexId, NOON_MS } from '../../support/facts.ts';
import { hqDatabase } from '../../support/hq-database.ts';
import { chainWithLog } from '../../support/log-of-a-chain.ts';
import { runCommand } from '../../support/run-command.ts';
import { ADMIN_TOKEN, served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let database: Database;
beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());

async function headquarters(seed: number) {
  const chain = await chainWithLog(database, seed);
  const { server } = await served();
  const audit = fakeAuditLog();
  server.register(hqRoutes.shops, async () => ({ rows: await shops(database) }));
  registerOfferLog(server.register, chain.logExport, audit);
  await server.listen();
  const run = (...args: readonly string[]) =>
    runCommand(register, ['offers', 'export', '--url', server.url(), '--token', ADMIN_TOKEN, ...args]);
  return { ...chain, audit, run };
}

describe('aislegate offers export', () => {
  it('writes the history of the chain as an offer log that a ranker can be trained on', async () => {
    const { tell, subjectOf, decided, shown, redeemed, bought, run, audit } = await headquarters(1);
    const ada = await subjectOf('M-1');
    const out = join(tempFolder(), 'log');
    await tell('lyon', [decided(ada, 1), shown(ada, 1), redeemed(ada, 1), bought(ada, 1, [{ product: 'gala', quantity: 2, amount: 4.8 }])]);
    await tell('metz', [decided(ada, 2), shown(ada, 2), bought(ada, 2, [{ product: 'soap', quantity: 1, amount: 3 }])]);
    const { stdout, error } = await run('--out', out, '--json');

    expect(error).toBeUndefined();
    const log = await readOfferLog(out);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: { offers: 2, offer_products: 2, products: 3, slates: 4, purchases: 2 },
      fingerprint: log.fingerprint,
    });
    expect(log.slates.map(({ slateId, memberId, shownAt }) => [slateId, memberId, shownAt])).toEqual([
      [hexId(4, 1), ada, NOON_MS + 1000],
      [hexId(4, 2), ada, NOON_MS + 2000],
    ]);
    expect(log.slates[0]?.candidates).toEqual([
      { offer: log.offers.get('apples-20'), shown: true, shownShare: 1, position: 1, propensity: 0.95, redeemedAt: NOON_MS + 61_000 },
      { offer: log.offers.get('pears-10'), shown: false, shownShare: 1, propensity: 0.05 },
    ]);
    expect(log.offers.get('apples-20')).toMatchObject({
      code: 'A20',
      kind: 'percent-off',
      minimumQuantity: 2,
      products: ['gala', 'boskoop'],
    });
    expect([...log.products.values()]).toEqual([
      { productId: 'gala', category: 'fruit', department: 'unknown', brand: 'Orchard', type: 'apples' },
      { productId: 'boskoop', category: 'fruit', department: 'unknown', brand: 'Orchard', type: 'apples' },
      { productId: 'soap', category: 'unknown', department: 'unknown', brand: 'unknown' },
    ]);
    expect(log.purchases).toMatchObject([
      { shopId: 'lyon', productId: 'gala', basketId: hexId(9, 1) },
      { shopId: 'metz', productId: 'soap' },
    ]);
    expect(() => new LogCursor(log)).not.toThrow();
    expect(audit.entries.map(({ action, what, place }) => [action, what, place])).toEqual([
      ['offer-log-exported', 'slates', 'lyon'],
      ['offer-log-exported', 'slates', 'metz'],
      ['offer-log-exported', 'receipts', 'lyon'],
      ['offer-log-exported', 'receipts', 'metz'],
    ]);
  });

  it('has nothing in it that leads to a member but a random id', async () => {
    const { tell, subjectOf, decided, shown, run } = await headquarters(2);
    const ada = await subjectOf('M-1');
    const out = join(tempFolder(), 'log');
    await tell('lyon', [decided(ada, 1), shown(ada, 1)]);
    await run('--out', out);

    const text = JSON.stringify((await readOfferLog(out)).slates);
    for (const clear of ['M-1', 'Ada', '90017']) expect(text).not.toContain(clear);
  });

  it('of one shop and a time, where asked', async () => {
    const { tell, subjectOf, decided, shown, run } = await headquarters(3);
    const ada = await subjectOf('M-1');
    const out = join(tempFolder(), 'log');
    await tell('lyon', [decided(ada, 1), shown(ada, 1)]);
    await tell('metz', [decided(ada, 2), shown(ada, 2)]);

    const slatesOf = async (...args: readonly string[]): Promise<string[]> => {
      const { error } = await run('--out', out, '--force', ...args);
      expect(error).toBeUndefined();
      return (await readOfferLog(out)).slates.map(({ slateId }) => slateId);
    };
    expect(await slatesOf('--shop', 'metz')).toEqual([hexId(4, 2)]);
    expect(await slatesOf('--from', '2026-05-05')).toEqual([]);
    expect(await slatesOf('--from', '2026-05-04', '--to', '2026-05-04T12:00:02Z')).toEqual([hexId(4, 1)]);
  });

  it('says so where an offer is no longer in the catalogue', async () => {
    const { tell, subjectOf, decided, shown, run } = await headquarters(4);
    const ada = await subjectOf('M-1');
    const out = join(tempFolder(), 'log');
    await database.query("delete from catalogue where offer_id = 'pears-10'");
    await tell('lyon', [decided(ada, 1), shown(ada, 1)]);
    const { stderr } = await run('--out', out);

    expect(stderr).toBe('offers that the catalogue no longer has: nothing is known of them but that they were there\n');
    expect((await readOfferLog(out)).offers.get('pears-10')).toMatchObject({ campaignId: 'unknown', products: [] });
  });

  it('has the decisions and receipts of all shops in the order in which they happened', async () => {
    const { tell, subjectOf, decided, shown, bought, run } = await headquarters(6);
    const ada = await subjectOf('M-1');
    const out = join(tempFolder(), 'log');
    const lines = [{ product: 'gala', quantity: 1, amount: 2 }];
    for (const [shop, n] of [...(['lyon', 'metz', 'lyon', 'metz', 'lyon'] as const).entries()].map(([n, of]) => [of, n] as const))
      await tell(shop, [decided(ada, n), shown(ada, n), bought(ada, n, lines)]);
    await run('--out', out);

    const unpacked = (file: string): string[] =>
      gunzipSync(readFileSync(join(out, `${file}.csv.gz`)))
        .toString()
        .trim()
        .split('\n');
    expect(
      unpacked('slates')
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4].map((n) => hexId(4, n)));
    expect(
      unpacked('purchases')
        .slice(1)
        .map((line) => line.split(',')[2]),
    ).toEqual(['lyon', 'metz', 'lyon', 'metz', 'lyon']);
    expect(unpacked('slates')[0]).toBe('slate_id,member_id,offer_id,shown_at,redeemed_at,position,propensity');
  });

  it('never mixes with what is in a folder already: it asks headquarters for nothing, and says how to replace it', async () => {
    const { tell, subjectOf, decided, shown, run, audit } = await headquarters(7);
    const ada = await subjectOf('M-1');
    await tell('lyon', [decided(ada, 1), shown(ada, 1)]);
    const out = tempFolder();
    writeFileSync(join(out, 'slates.csv'), 'of another chain');

    const { error } = await run('--out', out);
    expect(error).toMatchObject({ code: 'CLI_USAGE' });
    expect(String(error)).toContain('Name an empty folder, or replace the log in it with --force.');
    expect(readFileSync(join(out, 'slates.csv'), 'utf8')).toBe('of another chain');
    expect(audit.entries).toEqual([]);

    expect((await run('--out', out, '--force')).error).toBeUndefined();
    expect((await readOfferLog(out)).slates).toHaveLength(1);
    expect(readdirSync(out).sort()).toEqual(
      ['offer_products', 'offers', 'products', 'purchases', 'slates'].map((file) => `${file}.csv.gz`),
    );
  });

  it('cannot be where a file is', async () => {
    const { run } = await headquarters(8);
    const out = join(tempFolder(), 'file');
    writeFileSync(out, '');
    expect((await run('--out', out, '--force')).error).toMatchObject({ code: 'CLI_USAGE' });
  });

  it('leaves nothing behind where the catalogue is wrong, and says what is wrong', async () => {
    const { tell, subjectOf, decided, shown, run } = await headquarters(9);
    const ada = await subjectOf('M-1');
    await tell('lyon', [decided(ada, 1), shown(ada, 1)]);
    await database.query(`update catalogue set record = record || '{"endsAt": "2026-01-01T00:00:00Z"}'::jsonb where offer_id = 'pears-10'`);
    const out = join(tempFolder(), 'log');
    const { error, stderr } = await run('--out', out);

    expect(error).toMatchObject({ code: 'CLI_REJECTED' });
    expect(stderr).toContain('offers of lyon, row 0, ends_at: is before starts_at');
    expect(readdirSync(out)).toEqual([]);
  });

  it('is wrong use with a shop that is none', async () => {
    const { run } = await headquarters(5);
    expect((await run('--out', tempFolder(), '--shop', 'a b')).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});
