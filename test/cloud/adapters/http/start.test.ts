import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../../cloud/ports/database.ts';
import { AislegateError } from '../../../../contract/errors.ts';
import { hqRoutes } from '../../../../contract/http/hq-routes.ts';
import { Uplift } from '../../../../contract/http/offer-routes.ts';
import { verifyReceipt } from '../../../../platform/receipt-signature.ts';
import { publicKeyOf } from '../../../../platform/signing-key.ts';
import { addFact, addVisit, thing } from '../../../support/derived-rows.ts';
import { hqDatabase } from '../../../support/hq-database.ts';
import { hqServer, RECEIPT_KEY } from '../../../support/hq-server.ts';
import { madeUpModel } from '../../../support/made-up-model.ts';
import { asAdmin, asBrowser, enter } from '../../../support/served.ts';

let database: Database;
beforeAll(async () => {
  database = await hqDatabase();
  await addFact(database, 'lyon-3', 1, '2026-11-22T08:00:00Z');
  await addVisit(database, 'lyon-3', { n: 1, openedAt: '2026-11-22T08:00:00Z', closedAt: '2026-11-22T08:30:00Z' });
});
afterAll(() => database.close());

const headquarters = () => hqServer(database);

describe("headquarters' HTTP", () => {
  it('keeps account of who made and opened a link, who looked at single persons, and what was imported', async () => {
    const { server, audit, clock } = await headquarters();
    const made = await server.inject({
      method: 'POST',
      url: '/api/links',
      headers: { ...asAdmin, 'aislegate-by': 'anna' },
      payload: { target: 'dashboard' },
    });
    const { cookie } = await enter(server, made.json().url);
    const visits = { url: '/api/shops/lyon-3/visits', headers: { cookie } };
    for (let i = 0; i < 3; i++) await server.inject(visits);
    await server.inject({ url: '/api/shops/lyon-3/footfall', headers: { cookie } });
    await clock.advance(3_600_000);
    await server.inject(visits);
    await server.inject({ url: '/api/shops/lyon-3/decisions', headers: { ...asAdmin, 'aislegate-by': 'no name\u0021' } });
    await server.inject({
      method: 'POST',
      url: '/api/import/stock?shop=lyon-3',
      headers: { ...asAdmin, 'content-type': 'text/csv' },
      payload: 'product,quantity\nmilk,many\n',
    });
    const about = { place: 'lyon-3' };
    expect(audit.entries).toEqual([
      { action: 'link-made', by: 'anna', what: 'dashboard' },
      { action: 'link-opened', by: 'anna', what: 'dashboard' },
      { action: 'report-viewed', by: 'anna', what: 'visits', ...about },
      { action: 'report-viewed', by: 'anna', what: 'visits', ...about },
      { action: 'report-viewed', by: 'api', what: 'decisions', ...about },
      { action: 'records-imported', by: 'api', what: 'stock', ...about, outcome: 'refused', counts: { rows: 0 } },
    ]);
  });

  it('tells a member all that is held, erases him, and gives the receipt, each by the admin token and on account', async () => {
    const { server, audit } = await headquarters();
    const headers = { ...asAdmin, 'aislegate-by': 'officer' };
    const post = (url: string, payload: object | string, type = 'application/json') =>
      server.inject({ method: 'POST', url, headers: { ...headers, 'content-type': type }, payload });
    await post('/api/import/members', 'member_id,first_name,identifiers,consents\nM-7,Ada,card:90077,recognition\n', 'text/csv');
    audit.entries.splice(0);
    const told = await post('/api/privacy/export', { memberId: 'M-7' });
    expect(told.json()).toMatchObject({
      place: 'headquarters',
      away: ['lyon-3'],
      holdings: [{ what: 'members', rows: [{ opened: { firstName: 'Ada' } }] }],
    });
    expect(Check(hqRoutes.exportMember.response, told.json())).toBe(true);
    const { subject } = told.json();
    const erased = await post('/api/privacy/erasures', { memberId: 'M-7' });
    expect(erased.json()).toMatchObject({ receipt: { subject, requestedBy: 'officer', pending: ['lyon-3'], complete: false } });
    expect(verifyReceipt(erased.json(), publicKeyOf(RECEIPT_KEY)).ok).toBe(true);
    const { erasureId } = erased.json().receipt;
    for (const asked of [{ memberId: 'M-7' }, { erasureId }]) {
      expect((await post('/api/privacy/receipts', asked)).json()).toMatchObject({ receipt: { erasureId } });
    }
    expect((await post('/api/privacy/export', { memberId: 'M-7' })).json()).toMatchObject({ code: 'PRV_NO_MEMBER' });
    expect((await post('/api/privacy/receipts', { memberId: 'M-404' })).json()).toMatchObject({ code: 'PRV_NO_ERASURE' });
    expect(audit.entries).toEqual([
      { action: 'member-exported', by: 'officer', subject },
      { action: 'erasure-asked', by: 'officer' },
      { action: 'member-erased', by: 'officer', subject, thing: erasureId },
      { action: 'receipt-issued', by: 'officer', subject, thing: erasureId },
      { action: 'receipt-issued', by: 'officer', subject, thing: erasureId },
    ]);
    for (const url of ['/api/privacy/export', '/api/privacy/erasures', '/api/privacy/receipts']) {
      expect((await server.inject({ method: 'POST', url, payload: { memberId: 'M-7' } })).statusCode, url).toBe(401);
    }
  });

  it('shows nothing of single persons that it cannot account for', async () => {
    const { server, audit } = await headquarters();
    audit.append = () => Promise.reject(new AislegateError('AUD_NOT_WRITTEN', { path: '/data', detail: 'ENOSPC' }));
    const refused = await server.inject({ url: '/api/shops/lyon-3/visits', headers: asAdmin });
    expect([refused.statusCode, refused.json().code]).toEqual([507, 'AUD_NOT_WRITTEN']);
    expect((await server.inject({ url: '/api/shops/lyon-3/footfall', headers: asAdmin })).statusCode).toBe(200);
  });

  it('the dashboard opens by its link and reads every report', async () => {
    const { server } = await headquarters();
    const { cookie, location } = await enter(server, server.link({ target: 'dashboard' }));
    expect(location).toBe('/');
    expect((await server.inject({ url: '/', headers: { ...asBrowser, cookie } })).body).toContain('<title>dashboard</title>');
    for (const name of ['visits', 'zoneStays', 'exposures', 'decisions', 'pickups', 'footfall', 'paths'] as const) {
      const response = await server.inject({ url: hqRoutes[name].path.replace(':shop', 'lyon-3'), headers: { cookie } });
      expect(response.statusCode, name).toBe(200);
      expect(Check(hqRoutes[name].response, response.json()), name).toBe(true);
    }
    const listed = await server.inject({ url: '/api/shops', headers: { cookie } });
    expect(listed.json()).toEqual({
      rows: [{ shop: 'lyon-3', lastFactAt: '2026-11-22T08:00:00.000Z', visits: 1, present: 0, exposures: 0 }],
    });
  });

  it('reports are cut by period and number, and nonsense is refused', async () => {
    const { server } = await headquarters();
    const ask = (query: string) => server.inject({ url: `/api/shops/lyon-3/visits?${query}`, headers: asAdmin });
    expect((await ask('from=2026-11-22T08:00:00Z&limit=1')).json()).toMatchObject({ rows: [{ visitId: thing(1), dwellMs: 1_800_000 }] });
    expect((await ask('to=2026-11-22T08:00:00Z')).json()).toEqual({ rows: [] });
    for (const query of ['limit=0', 'limit=1001', 'from=yesterday', 'to=2026-02-31T00:00:00Z']) {
      expect((await ask(query)).json()).toMatchObject({ code: 'API_INVALID' });
    }
    const elsewhere = await server.inject({ url: "/api/shops/lyon'%20or%201=1/visits", headers: asAdmin });
    expect(elsewhere.json()).toMatchObject({ code: 'API_INVALID' });
  });

  it('nobody reads or imports without a session or the token', async () => {
    const { server } = await headquarters();
    expect((await server.inject({ url: '/api/shops' })).statusCode).toBe(401);
    expect((await server.inject({ url: '/', headers: asBrowser })).body).toContain('aislegate links');
    expect((await server.inject({ url: '/api/none', headers: asBrowser })).statusCode).toBe(404);
    const { cookie } = await enter(server, server.link({ target: 'dashboard' }));
    const headers = { cookie, 'content-type': 'text/csv' };
    const refused = await server.inject({ method: 'POST', url: '/api/import/stock?shop=lyon-3', headers, payload: 'product,quantity\n' });
    expect(refused.statusCode).toBe(403);
  });

  it('a file is imported, or told row by row why not', async () => {
    const { server, buckets } = await headquarters();
    const send = (url: string, type: string, payload: string) =>
      server.inject({ method: 'POST', url, headers: { ...asAdmin, 'content-type': type }, payload });
    const imported = await send('/api/import/stock?shop=lyon-3', 'text/csv; charset=utf-8', 'product,quantity\nyoghurt,3\n');
    expect(imported.json()).toEqual({ imported: 1, rejected: [] });
    expect(buckets.get('inventory', 'lyon-3.yoghurt')).toEqual({ product: 'yoghurt', quantity: 3 });

    const rejected = await send('/api/import/stock?shop=lyon-3', 'application/json', '[{"product":"yoghurt"}]');
    expect(rejected.statusCode).toBe(200);
    expect(rejected.json()).toEqual({ imported: 0, rejected: [{ row: 1, field: 'quantity', reason: 'is missing' }] });

    expect((await send('/api/import/stock?shop=lyon-3', 'application/json', '{')).json()).toMatchObject({ code: 'HQ_IMPORT_INVALID' });
    expect((await send('/api/import/stock', 'text/csv', 'product,quantity\n')).json()).toMatchObject({ code: 'API_INVALID' });
    expect((await send('/api/import/secrets', 'text/csv', '')).json()).toMatchObject({ code: 'API_INVALID' });
  });

  it('takes files of megabytes', async () => {
    const { server } = await headquarters();
    const rows = Array.from({ length: 40_000 }, (_, n) => `product-number-${n},1`);
    const wrongAtTheEnd = `product,quantity\n${rows.join('\n')}\nyoghurt,-1\n`;
    const headers = { ...asAdmin, 'content-type': 'text/csv' };
    const response = await server.inject({ method: 'POST', url: '/api/import/stock?shop=lyon-3', headers, payload: wrongAtTheEnd });
    expect(response.json()).toEqual({ imported: 0, rejected: [{ row: 40_001, field: 'quantity', reason: 'must be >= 0' }] });
  });

  it('lets an operator publish a model for the shops and go back to the one before, on record', async () => {
    const { server, audit, buckets } = await headquarters();
    const publish = (text: string) =>
      server.inject({ method: 'POST', url: '/api/models', headers: { ...asAdmin, 'content-type': 'application/json' }, payload: text });
    const first = (await publish(madeUpModel(1).text)).json();
    expect((await publish(madeUpModel(2).text)).statusCode).toBe(201);
    expect((await publish('{}')).json()).toMatchObject({ code: 'HQ_MODEL_INVALID' });
    const back = await server.inject({ method: 'POST', url: '/api/models/previous', headers: asAdmin });
    expect(back.json()).toMatchObject({ version: first.version, isServed: true });
    expect((await server.inject({ url: '/api/models', headers: asAdmin })).json().rows).toHaveLength(2);
    expect(buckets.keys('models')).toEqual(['all.model']);
    expect(audit.entries.map(({ action }) => action)).toEqual(['model-published', 'model-published', 'model-rolled-back']);
  });
});

describe('what offers bring', () => {
  it('is told in figures to whoever may see the dashboard, and the holdout is changed by operators, who are noted', async () => {
    const { server, audit, buckets } = await headquarters();
    const ask = async (method: 'GET' | 'POST', url: string, payload?: object) =>
      (
        await server.inject({
          method,
          url: `/api/offers/${url}`,
          headers: { ...asAdmin, 'aislegate-by': 'anna' },
          ...(payload && { payload }),
        })
      ).json();
    expect(await ask('GET', 'ranking')).toMatchObject({ serve: 'auto', holdoutShare: 0.1 });
    expect(Check(Uplift, await ask('GET', 'uplift'))).toBe(true);
    expect(await ask('GET', 'results')).toEqual({ rows: [], smallestCell: 5 });
    expect(await ask('GET', 'ranker-changes')).toEqual({ rows: [] });
    expect(await ask('POST', 'ranking', { holdoutShare: 0.05, serve: 'count-rule' })).toMatchObject({
      serve: 'count-rule',
      holdoutShare: 0.05,
    });
    const before = (await buckets.values('config'))[0];
    expect(await ask('POST', 'holdout/renew')).toMatchObject({ holdoutShare: 0.05 });
    const [after] = await buckets.values('config');
    expect([before, after]).toMatchObject([{ holdoutShare: 0.05 }, { holdoutShare: 0.05 }]);
    expect(after).not.toEqual(before);
    expect(await ask('POST', 'ranking', { holdoutShare: 0.9 })).toMatchObject({ code: 'API_INVALID' });
    expect(audit.entries).toEqual([
      { action: 'ranking-changed', by: 'anna' },
      { action: 'holdout-renewed', by: 'anna' },
    ]);
    expect((await server.inject({ url: '/api/offers/uplift' })).statusCode).toBe(401);
  });
});
