import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createImportSessions, SESSION_MS } from '../../../cloud/distribution/import-sessions.ts';
import { createOutbound } from '../../../cloud/distribution/outbound.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import type { ImportState } from '../../../contract/http/hq-routes.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { fakeAuditLog } from '../../fakes/audit-log.ts';
import { FakeBuckets } from '../../fakes/buckets.ts';
import { stagedInMemory } from '../../fakes/staged-pages.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hqDatabase } from '../../support/hq-database.ts';

let database: Database;
beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());

const HEADER = 'member_id,identifiers,consents\n';
const csv = (...rows: string[]) => ({ mediaType: 'text/csv', text: HEADER + rows.join('\n') });

async function headquarters(seed: number) {
  for (const table of ['members', 'outbound', 'erasures']) await database.query(`delete from ${table}`);
  const [buckets, telemetry, clock] = [new FakeBuckets(), new FakeTelemetry(), new VirtualClock(Date.parse('2026-11-22T09:00:00Z'))];
  const staged: { discarded: number } = { discarded: 0 };
  const audit = fakeAuditLog();
  const sessions = createImportSessions({
    database,
    keyRing: new MemoryKeyRing(),
    outbound: createOutbound({ database, buckets, telemetry }),
    openStaging: async () => {
      const pages = await stagedInMemory();
      const discard = async (): Promise<void> => {
        staged.discarded += 1;
        await pages.discard();
      };
      return { ...pages, discard };
    },
    recordSecret: 'ab'.repeat(32),
    clock,
    random: seededRandom(seed),
    telemetry,
    audit,
  });
  const members = async (): Promise<number> => (await database.query('select 1 from members')).length;
  const ended = async (id: string): Promise<ImportState> => {
    await vi.waitUntil(() => sessions.state(id).state !== 'storing', { timeout: 60_000 });
    return sessions.state(id);
  };
  return { sessions, clock, buckets, telemetry, audit, staged, members, ended };
}

it('stores nothing before all parts are there, and then all of them, rows counted through', async () => {
  const hq = await headquarters(1);
  const { id } = await hq.sessions.begin(undefined);
  expect(await hq.sessions.add(id, 1, csv('M-1,card:90017,recognition', 'M-2,card:90018,recognition'))).toEqual({ rows: 2, rejected: [] });
  await hq.sessions.add(id, 2, csv('M-3,card:90019,recognition', 'M-1,card:90020,recognition'));
  expect(await hq.members()).toBe(0);
  expect(hq.sessions.commit(id, 'anna').state).toBe('storing');
  expect(await hq.ended(id)).toMatchObject({
    rows: 4,
    stored: 3,
    reply: { imported: 3, rejected: [], notes: [{ row: 4, field: 'member_id', reason: 'is of the member of row 1: merged' }] },
  });
  expect(await hq.members()).toBe(3);
  await vi.waitUntil(() => hq.buckets.keys('members').length === 3, { timeout: 60_000 });
  expect(hq.audit.entries).toMatchObject([{ action: 'records-imported', by: 'anna', outcome: 'done', counts: { rows: 3 } }]);
});

it('reads a part that is sent again only once, and refuses one that is not the next', async () => {
  const hq = await headquarters(2);
  const { id } = await hq.sessions.begin('lyon-3');
  const first = await hq.sessions.add(id, 1, csv('M-1,card:90017,recognition'));
  expect(await hq.sessions.add(id, 1, csv('M-1,card:90017,recognition'))).toEqual(first);
  await expect(hq.sessions.add(id, 3, csv('M-3,card:90019,'))).rejects.toMatchObject({ code: 'API_INVALID' });
  expect(hq.sessions.state(id)).toEqual({ id, state: 'open', rows: 1, stored: 0 });
});

it('stores nothing of a file one of whose parts has a wrong row', async () => {
  const hq = await headquarters(3);
  const { id } = await hq.sessions.begin(undefined);
  await hq.sessions.add(id, 1, csv('M-1,card:90017,recognition'));
  const wrong = [{ row: 3, field: 'consents', reason: expect.stringMatching(/^must be one of/u) }];
  expect(await hq.sessions.add(id, 2, csv('M-2,card:90018,', 'M-3,,everything'))).toEqual({ rows: 2, rejected: wrong });
  hq.sessions.commit(id, 'anna');
  expect((await hq.ended(id)).reply).toEqual({ imported: 0, rejected: wrong });
  expect(await hq.members()).toBe(0);
});

it('tells what went wrong while it stored, and leaves nothing', async () => {
  const hq = await headquarters(4);
  const { id } = await hq.sessions.begin(undefined);
  await hq.sessions.add(id, 1, csv('M-1,card:90017,recognition'));
  await database.query('alter table members rename to members_away');
  try {
    hq.sessions.commit(id, 'anna');
    expect(await hq.ended(id)).toMatchObject({ state: 'failed', failure: { code: 'HQ_DATABASE' } });
  } finally {
    await database.query('alter table members_away rename to members');
  }
  expect(await hq.members()).toBe(0);
});

it('forgets an import that nobody goes on with, and one that is dropped', async () => {
  const hq = await headquarters(5);
  const { id } = await hq.sessions.begin(undefined);
  await hq.sessions.add(id, 1, csv('M-1,card:90017,recognition'));
  await hq.clock.advance(SESSION_MS - 1);
  expect(hq.sessions.state(id).rows).toBe(1);
  await hq.clock.advance(SESSION_MS);
  expect(() => hq.sessions.state(id)).toThrow('This import is gone');
  const other = await hq.sessions.begin(undefined);
  await hq.sessions.drop(other.id);
  expect(() => hq.sessions.commit(other.id, 'anna')).toThrow('This import is gone');
  expect(hq.staged.discarded).toBe(2);
});

it('has four imports open at most, and removes them when headquarters ends', async () => {
  const hq = await headquarters(6);
  for (let n = 0; n < 4; n += 1) await hq.sessions.begin(undefined);
  await expect(hq.sessions.begin(undefined)).rejects.toMatchObject({ code: 'HQ_IMPORT_BUSY' });
  await hq.sessions.close();
  expect(hq.staged.discarded).toBe(4);
});
