import { Check } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../../cloud/ports/database.ts';
import { hqRoutes } from '../../../../contract/http/hq-routes.ts';
import { hqDatabase } from '../../../support/hq-database.ts';
import { hqServer } from '../../../support/hq-server.ts';
import { asAdmin, enter } from '../../../support/served.ts';

let database: Database;
beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.query('delete from config');
});

const CALM = { type: 'cap', id: 'calm', name: 'Calm', about: {}, perDay: 5 };
const ADDRESS = '/api/rules/all/cap/calm';

type Asked = { method: 'GET' | 'PUT' | 'DELETE'; url: string; payload?: object; headers?: Record<string, string> };

/** Headquarters, and a browser that a link of the command line opened: for an editor, or to look only. */
async function headquarters(editor?: string) {
  const hq = await hqServer(database);
  const payload = { target: 'dashboard', ...(editor !== undefined && { editor }) };
  const made = await hq.server.inject({ method: 'POST', url: '/api/links', headers: { ...asAdmin, 'aislegate-by': 'root' }, payload });
  const { cookie } = await enter(hq.server, made.json().url);
  hq.audit.entries.splice(0);
  const ask = async ({ headers, ...asked }: Asked) => {
    const answered = await hq.server.inject({ ...asked, headers: { cookie, ...headers } });
    return { status: answered.statusCode, body: answered.json() };
  };
  return { ...hq, ask };
}

describe('rules that are edited at headquarters', () => {
  it('are stored, changed and removed by an editor, each on record under her name with the version', async () => {
    const { ask, audit, buckets } = await headquarters('marta');
    const made = await ask({ method: 'PUT', url: ADDRESS, payload: CALM });
    expect(made).toMatchObject({ status: 200, body: { rejected: [], row: { scope: 'all', record: CALM } } });
    const first = made.body.row.version;
    const changed = await ask({ method: 'PUT', url: `${ADDRESS}?version=${first}`, payload: { ...CALM, perDay: 3 } });
    const second = changed.body.row.version;
    expect(buckets.get('config', 'all.cap-calm')).toEqual({ ...CALM, perDay: 3 });
    const listed = await ask({ method: 'GET', url: '/api/rules' });
    expect(Check(hqRoutes.rules.response, listed.body)).toBe(true);
    expect(listed.body).toEqual({ rows: [changed.body.row], mayEdit: true });
    expect(await ask({ method: 'DELETE', url: `${ADDRESS}?version=${second}` })).toEqual({ status: 200, body: { removed: true } });
    expect(await ask({ method: 'DELETE', url: ADDRESS })).toEqual({ status: 200, body: { removed: false } });
    expect(buckets.keys('config')).toEqual([]);
    const about = { by: 'marta', what: 'cap', place: 'all' };
    expect(audit.entries).toEqual([
      { action: 'rule-changed', ...about, thing: first, outcome: 'done' },
      { action: 'rule-changed', ...about, thing: second, outcome: 'done' },
      { action: 'rule-removed', ...about, thing: second, outcome: 'done' },
      { action: 'rule-removed', ...about, outcome: 'refused' },
    ]);
  });

  it('cannot be changed by a browser that may only look, which is told what it needs', async () => {
    const { ask, audit, server } = await headquarters();
    expect((await ask({ method: 'GET', url: '/api/rules' })).body).toEqual({ rows: [], mayEdit: false });
    for (const method of ['PUT', 'DELETE'] as const) {
      const refused = await ask({ method, url: ADDRESS, ...(method === 'PUT' && { payload: CALM }) });
      expect(refused).toMatchObject({ status: 403, body: { code: 'API_READ_ONLY', message: expect.stringContaining('links --editor') } });
    }
    expect((await server.inject({ method: 'PUT', url: ADDRESS, payload: CALM })).statusCode).toBe(401);
    expect(audit.entries).toEqual([]);
  });

  it('cannot be changed by another site in the browser of an editor', async () => {
    const { ask, buckets } = await headquarters('marta');
    const put: Asked = { method: 'PUT', url: ADDRESS, payload: CALM };
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect(await ask({ ...put, headers }), JSON.stringify(headers)).toMatchObject({ status: 403, body: { code: 'API_FOREIGN' } });
      expect(await ask({ method: 'DELETE', url: ADDRESS, headers })).toMatchObject({ status: 403, body: { code: 'API_FOREIGN' } });
    }
    expect(buckets.keys('config')).toEqual([]);
  });

  it('are refused field by field where they are wrong, and where the address names another', async () => {
    const { ask, audit } = await headquarters('marta');
    const put = (url: string, payload: object) => ask({ method: 'PUT', url, payload });
    const rule = { type: 'rule', id: 'r', name: 'R', about: { brands: ['no good'] }, effect: 'require', when: { hours: { from: '9:00' } } };
    expect(await put('/api/rules/all/rule/r', rule)).toEqual({
      status: 422,
      body: {
        rejected: [
          { field: 'about.brands.0', reason: 'must be letters, digits, _ and -; at most 64' },
          { field: 'when.hours.until', reason: 'is missing' },
          { field: 'when.hours.from', reason: 'must be on the clock of the shop, as in 09:00' },
        ],
      },
    });
    const { perDay: _, ...unlimited } = CALM;
    expect((await put(ADDRESS, unlimited)).body.rejected).toMatchObject([{ field: 'perDay' }]);
    expect((await put('/api/rules/all/cap/loud', CALM)).body.rejected).toEqual([
      { field: 'id', reason: 'must be the one that the address names' },
    ]);
    expect((await put('/api/rules/all/wish/calm', CALM)).body).toMatchObject({ code: 'API_INVALID' });
    expect(audit.entries.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
  });

  it('are refused, on record, where somebody else was faster', async () => {
    const { ask, audit, buckets } = await headquarters('marta');
    const { version } = (await ask({ method: 'PUT', url: ADDRESS, payload: CALM })).body.row;
    const put = (query: string, perDay: number) => ask({ method: 'PUT', url: `${ADDRESS}${query}`, payload: { ...CALM, perDay } });
    expect((await put(`?version=${version}`, 4)).status).toBe(200);
    expect(await put(`?version=${version}`, 3)).toMatchObject({ status: 409, body: { code: 'HQ_RULE_CHANGED' } });
    expect(await put('', 2)).toMatchObject({ status: 409, body: { code: 'HQ_RULE_EXISTS' } });
    expect(await ask({ method: 'DELETE', url: `${ADDRESS}?version=${version}` })).toMatchObject({ status: 409 });
    expect(buckets.get('config', 'all.cap-calm')).toEqual({ ...CALM, perDay: 4 });
    expect(audit.entries.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'refused', 'refused', 'refused']);
  });

  it('are edited by the admin token as well, under the name that it gives', async () => {
    const { server, audit } = await headquarters();
    const headers = { ...asAdmin, 'aislegate-by': 'root' };
    expect((await server.inject({ method: 'PUT', url: ADDRESS, headers, payload: CALM })).statusCode).toBe(200);
    expect((await server.inject({ url: '/api/rules', headers })).json()).toMatchObject({ mayEdit: true });
    expect(audit.entries).toMatchObject([{ action: 'rule-changed', by: 'root' }]);
  });
});

describe('a link for who may edit rules', () => {
  it('is on record with who made it, for whom, and who opened it; its browser may edit for a day', async () => {
    const { server, audit, clock } = await hqServer(database);
    const link = (payload: object) =>
      server.inject({ method: 'POST', url: '/api/links', headers: { ...asAdmin, 'aislegate-by': 'root' }, payload });
    const { cookie } = await enter(server, (await link({ target: 'dashboard', editor: 'marta' })).json().url);
    expect(audit.entries).toEqual([
      { action: 'link-made', by: 'root', what: 'dashboard-editor', place: 'marta' },
      { action: 'link-opened', by: 'marta', what: 'dashboard-editor' },
    ]);
    const status = async () => (await server.inject({ url: '/api/rules', headers: { cookie } })).statusCode;
    await clock.advance(86_400_000);
    expect(await status()).toBe(200);
    await clock.advance(1);
    expect(await status()).toBe(401);
  });

  it('is made for the dashboard only, and for a name', async () => {
    const { server } = await hqServer(database);
    for (const wanted of [
      { target: 'staff', id: 'till' },
      { target: 'dashboard', editor: 'no name!' },
    ]) {
      const payload = { editor: 'marta', ...wanted };
      expect((await server.inject({ method: 'POST', url: '/api/links', headers: asAdmin, payload })).json()).toMatchObject({
        code: 'API_INVALID',
      });
    }
  });
});
