import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshLinks, linkLines } from '../../cli/links.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { Site } from '../../contract/site.ts';
import { hqDatabase } from '../support/hq-database.ts';
import { hqServer } from '../support/hq-server.ts';
import { ADMIN_TOKEN, enter } from '../support/served.ts';

const SITE = { shop: { id: 'lyon-3', name: 'Lyon' }, zones: [], scanners: [] } as unknown as Site;
let database: Database;
beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());

describe('links to the dashboard', () => {
  it('let nobody edit unless they are made for somebody who may', async () => {
    const { server } = await hqServer(database);
    const hq = { url: server.url(), token: ADMIN_TOKEN };
    expect((await freshLinks(SITE, { edge: undefined, hq })).map(({ title }) => title)).toEqual(['dashboard']);
    const links = await freshLinks(SITE, { edge: undefined, hq, editor: 'marta' });
    expect(links).toMatchObject([{ title: 'dashboard' }, { title: 'dashboard, marta edits rules', editor: 'marta' }]);
    const mayEdit = await Promise.all(
      links.map(async ({ url }) => {
        const { cookie } = await enter(server, url);
        return (await server.inject({ url: '/api/rules', headers: { cookie } })).json().mayEdit;
      }),
    );
    expect(mayEdit).toEqual([false, true]);
    expect(linkLines(links)[0]).toMatch(/^ {2}dashboard {21}http/u);
  });
});
