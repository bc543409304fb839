import { beforeAll, describe, expect, it } from 'vitest';
import { SMALLEST_ARM, uplift } from '../../../cloud/offers/uplift.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { checker } from '../../../contract/check.ts';
import { Uplift, type UpliftRow } from '../../../contract/http/offer-routes.ts';
import { armOf } from '../../../contract/offers/holdout.ts';
import type { RankingRecord } from '../../../contract/offers/ranking-record.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { hqDatabase } from '../../support/hq-database.ts';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 3, 1);
const TO = FROM + 28 * DAY;
const MEMBERS = 3000;
const record: RankingRecord = { type: 'ranking', id: 'all', serve: 'auto', holdoutShare: 0.2, holdoutSalt: '0123456789abcdef' };
const now = { record, drawnSince: new Date(FROM) };
const iso = (t: number): string => new Date(t).toISOString();

interface Row {
  readonly subject: string;
  readonly t: number;
  readonly amount?: number;
}

/** Members who buy about once a week, and what being shown offers adds to each purchase. */
function live(effect: number, seed: number) {
  const { unit, bytes } = seededRandom(seed);
  const subjects = Array.from({ length: MEMBERS }, () => Buffer.from(bytes(16)).toString('hex'));
  const receipts: Row[] = [];
  const visits: Row[] = [];
  const chosen: (Row & { readonly arm: string })[] = [];
  for (const subject of subjects) {
    const arm = armOf(subject, record);
    const habit = unit() < 0.3 ? 0 : 5 + 40 * unit() ** 2;
    if (habit === 0) continue;
    for (let week = -8; week < 4; week += 1) {
      if (unit() < 0.3) continue;
      const t = FROM + (week * 7 + 6 * unit()) * DAY;
      visits.push({ subject, t });
      if (week >= 0) chosen.push({ subject, t, arm });
      if (unit() < 0.8) receipts.push({ subject, t, amount: habit * (0.7 + 0.6 * unit()) + (week >= 0 && arm === 'treated' ? effect : 0) });
    }
  }
  return { subjects, receipts, visits, chosen };
}

async function fill(database: Database, world: ReturnType<typeof live>): Promise<void> {
  for (const table of ['members', 'receipts', 'visits', 'decisions', 'exposures', 'catalogue'])
    await database.query(`delete from ${table}`);
  const ids = (rows: readonly unknown[]) => rows.map((_, n) => n.toString(16).padStart(32, '0'));
  await database.query(
    `insert into members (lookup, subject, scope, sealed, imported_at) select s, s, 'all', '', now() from unnest($1::text[]) as t (s)`,
    [world.subjects],
  );
  await database.query(`insert into catalogue select 'all', 'red', '{"campaign": "june"}', now()`);
  const columns = (rows: readonly Row[]) => [ids(rows), rows.map(({ subject }) => subject), rows.map(({ t }) => iso(t))];
  await database.query(
    `insert into receipts (shop, receipt_id, subject, till, at, total)
     select 's1', id, subject, 't', at, total from unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[]) as t (id, subject, at, total)`,
    [...columns(world.receipts), world.receipts.map(({ amount }) => amount)],
  );
  await database.query(
    `insert into visits (shop, visit_id, subject, opened_at)
     select 's1', id, subject, at from unnest($1::text[], $2::text[], $3::timestamptz[]) as t (id, subject, at)`,
    columns(world.visits),
  );
  await database.query(
    `insert into decisions (shop, decision_id, visit_id, subject, zone, decided_at, model, explore_share, chosen, explored, propensity, candidates, arm)
     select 's1', id, id, subject, 'wine', at, 'm', 0, 'red', false, 1, '[]', arm
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) as t (id, subject, at, arm)`,
    [...columns(world.chosen), world.chosen.map(({ arm }) => arm)],
  );
  await database.query(
    `insert into exposures (shop, delivery_id, decision_id, visit_id, subject, offer, zone, screen, pushed_at, shown_at)
     select shop, decision_id, decision_id, visit_id, subject, chosen, zone, 'w', decided_at, decided_at from decisions where arm = 'treated'`,
  );
}

const rowOf = (told: Uplift, about: UpliftRow['about'], population: UpliftRow['population'] = 'reached') =>
  told.rows.find((row) => row.about === about && row.population === population);
const spendOf = (row: UpliftRow | undefined) => row?.metrics.find(({ metric }) => metric === 'spend');

describe('whether showing offers pays', { timeout: 120_000 }, () => {
  let database: Database;
  beforeAll(async () => {
    database = await hqDatabase();
    return () => database.close();
  }, 60_000);

  it('is found where it does, by all who were drawn and by those whom an offer reached', async () => {
    const world = live(6, 1);
    await fill(database, world);
    const told = await uplift(database, now, { from: iso(FROM), to: iso(TO) }, TO);
    expect(checker(Uplift)(told).ok).toBe(true);
    const all = rowOf(told, 'all', 'assigned');
    expect((all?.members.treated ?? 0) + (all?.members.holdout ?? 0)).toBe(MEMBERS);
    expect(all).toMatchObject({ suppressed: false, ratio: { isBroken: false, expected: 0.2 }, exposures: expect.any(Number) });
    // Of all members .7 buy, in .7 × .8 of the weeks, 6 more each time.
    const truth = 0.7 * 0.7 * 0.8 * 6;
    const spend = spendOf(all);
    expect(spend).toMatchObject({ reading: 'more' });
    expect(spend?.low).toBeLessThan(truth);
    expect(spend?.high).toBeGreaterThan(truth);
    expect(spend?.adjusted?.low).toBeLessThan(truth);
    expect(spend?.adjusted?.high).toBeGreaterThan(truth);
    expect(spend?.adjusted?.smallestDetectable).toBeLessThan(spend?.smallestDetectable ?? 0);
    // They come as often as before: offers made them spend more, not come more.
    expect(all?.metrics.map(({ metric, reading }) => [metric, reading])).toEqual([
      ['spend', 'more'],
      ['visits', 'unclear'],
      ['conversion', 'unclear'],
    ]);
    for (const about of ['all', 'campaign', 'offer'] as const) {
      const reached = rowOf(told, about);
      expect(reached?.metrics[0], about).toMatchObject({ metric: 'spend', reading: 'more' });
      expect(reached?.exposures).toBe(world.chosen.filter(({ arm }) => arm === 'treated').length);
    }
    expect([rowOf(told, 'campaign')?.id, rowOf(told, 'offer')?.id]).toEqual(['june', 'red']);
  });

  it('is not found where it does not', async () => {
    await fill(database, live(0, 2));
    const told = await uplift(database, now, {}, TO);
    // Three of four rows are of nearly the same members: one that chance favours would show in all of them.
    for (const { difference, smallestDetectable } of told.rows.flatMap(({ metrics }) => metrics)) {
      expect(Math.abs(difference)).toBeLessThan(1.3 * smallestDetectable);
    }
    expect(told).toMatchObject({ from: iso(FROM), drawnSince: iso(FROM) });
  });

  it('is not read from arms from which members are missing', async () => {
    const world = live(6, 3);
    const isLost = (subject: string, n: number): boolean => armOf(subject, record) === 'holdout' && n % 4 === 0;
    const lost = new Set(world.subjects.filter(isLost));
    await fill(database, { ...world, subjects: world.subjects.filter((subject) => !lost.has(subject)) });
    const all = rowOf(await uplift(database, now, {}, TO), 'all', 'assigned');
    expect(all?.ratio.isBroken).toBe(true);
    for (const { reading } of all?.metrics ?? []) expect(reading).toBe('unclear');
  });

  it('is told of no arm that is too small, of no other shop, and of no time before the members were drawn', async () => {
    const world = live(6, 4);
    await fill(database, { ...world, subjects: world.subjects.slice(0, 4 * SMALLEST_ARM) });
    const [few] = (await uplift(database, now, {}, TO)).rows;
    expect([few?.suppressed, few?.metrics]).toEqual([true, []]);
    await fill(database, world);
    const elsewhere = await uplift(database, now, { shop: 's2' }, TO);
    expect(elsewhere.rows).toHaveLength(1);
    expect(spendOf(elsewhere.rows[0])).toMatchObject({ treated: 0, holdout: 0, reading: 'unclear' });
    const early = await uplift(database, { record, drawnSince: new Date(TO - DAY) }, { from: iso(FROM) }, TO);
    expect(early.from).toBe(iso(TO - DAY));
    await expect(uplift(database, now, { from: '2026-02-31T00:00:00Z' }, TO)).rejects.toMatchObject({ code: 'API_INVALID' });
  });

  it('is told in headquarters with tens of thousands of members in parts', async () => {
    const { bytes } = seededRandom(9);
    await database.query('delete from members');
    const subjects = Array.from({ length: 12_000 }, () => Buffer.from(bytes(16)).toString('hex'));
    await database.query(`insert into members select s, s, 'all', '', now() from unnest($1::text[]) as t (s)`, [subjects]);
    const { members } = (await uplift(database, now, {}, TO)).rows[0] ?? {};
    expect((members?.treated ?? 0) + (members?.holdout ?? 0)).toBe(12_000);
  });
});
