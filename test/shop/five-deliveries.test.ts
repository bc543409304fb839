import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFactStore } from '../../cloud/facts/store.ts';
import { footfall } from '../../cloud/footfall/footfall.ts';
import { paths } from '../../cloud/footfall/paths.ts';
import { visits } from '../../cloud/footfall/visits.ts';
import { zoneStays } from '../../cloud/footfall/zone-stays.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { Fact, FactDraft } from '../../contract/facts/fact.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import { rawOf } from '../contract/fact-store.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { HQ_DATABASES } from '../support/hq-database.ts';
import { toldDay } from '../support/told-day.ts';

const TODAY_MS = Date.UTC(2026, 5, 2, 7);
const DAY_MS = 86_400_000;
const CLOSED_MS = TODAY_MS + 16 * 3_600_000;
const CELLS = { figures: 3, paths: 3 };
/** From yesterday's opening to the end of the last quarter hour that the shop told. */
const PERIOD = { from: new Date(TODAY_MS - DAY_MS).toISOString(), to: new Date(TODAY_MS + 6 * 3_600_000).toISOString(), limit: 1000 };

const yesterday = toldDay({ openingMs: TODAY_MS - DAY_MS, visits: 40, seed: 1 });
const today = toldDay({ openingMs: TODAY_MS, visits: 60, seed: 2 });
/** Facts as a journal numbers them: in the order in which they were told. */
type Journal = (shop: string) => readonly Fact[];
const journal = (drafts: readonly FactDraft[]): Journal => {
  const inOrder = [...drafts].sort((a, b) => a.t - b.t);
  return (shop) => inOrder.map((draft, i) => numberedFact(shop, { epoch: 'a'.repeat(24), sequence: i + 1 }, draft));
};
const atOnce = journal([...yesterday.atOnce, ...today.atOnce]);
const oneZoneLate = journal([...yesterday.atOnce, ...today.oneZoneLate]);
const toldBefore = (facts: readonly Fact[], ms: number): Fact[] => facts.filter((fact) => Date.parse(fact.time) < ms);

function inBatches(facts: readonly Fact[], size = 200): Fact[][] {
  return Array.from({ length: Math.ceil(facts.length / size) }, (_, i) => facts.slice(i * size, (i + 1) * size));
}

function shuffled<T>(things: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return [...things]
    .map((thing) => ({ thing, at: random.unit() }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}

const TABLES = ['visits', 'zone_stays', 'superseded', 'footfall_quarters', 'receipts', 'door_counts', 'watermarks'];

/** Every row that a shop has in every table, as the database itself writes it down. */
async function tablesOf(database: Database, shop: string): Promise<unknown> {
  const rows = (table: string) =>
    database.query(`select '${table}' as name, (to_jsonb(t) - 'shop')::text as row from ${table} as t where shop = $1 order by 2`, [shop]);
  return await Promise.all(TABLES.map(rows));
}

/** All that headquarters says of the two days of a shop. */
async function reportsOf(database: Database, shop: string) {
  return {
    footfall: await footfall(database, shop, PERIOD, CLOSED_MS + DAY_MS, CELLS),
    paths: await paths(database, shop, PERIOD, CLOSED_MS + DAY_MS, CELLS),
    visits: await visits(database, shop, PERIOD),
    zoneStays: await zoneStays(database, shop, PERIOD),
  };
}

/** What was told late says so; all else must not differ. */
function exceptLateness({
  footfall: { visits: figures, devices, ...report },
  visits: rows,
  ...others
}: Awaited<ReturnType<typeof reportsOf>>) {
  const { revised: _revised, ...visitFigures } = figures;
  const { lateShare: _lateShare, ...deviceFigures } = devices;
  const visitRows = rows.map(({ revision: _revision, ...row }) => row);
  return { ...others, report, visitFigures, deviceFigures, visitRows };
}

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`five deliveries of one day on ${name}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    /** Each delivery is that of a shop of its own; all had the same day. */
    const deliver = async (batches: readonly (readonly Fact[])[]): Promise<void> => {
      const store = createFactStore({ database, clock: new VirtualClock(CLOSED_MS), telemetry: new FakeTelemetry() });
      for (const batch of batches) await store.commit(batch.map(rawOf));
    };

    it('in order, shuffled, three times over, and to a headquarters restored from yesterday: the same tables to the byte', async () => {
      await deliver(inBatches(atOnce('in-order')));
      const expected = await tablesOf(database, 'in-order');
      const reports = await reportsOf(database, 'in-order');
      expect(reports.visits).toHaveLength(100);
      expect(reports.footfall.visits).toMatchObject({ visits: 100, open: 0, revised: 0 });
      expect(reports.paths.visits).toBeGreaterThan(80);

      const deliveries: Record<string, (facts: readonly Fact[]) => readonly Fact[][]> = {
        shuffled: (facts) => inBatches(shuffled(facts, 5), 37),
        'three-times': (facts) => inBatches(shuffled([...facts, ...facts, ...facts], 6)),
        // The backup holds yesterday; the shop sends again what was not confirmed to it then, and more.
        restored: (facts) => {
          const backup = toldBefore(facts, TODAY_MS);
          return [backup, ...inBatches(shuffled(facts.slice(backup.length - 80), 7))];
        },
      };
      for (const [shop, batches] of Object.entries(deliveries)) {
        await deliver(batches(atOnce(shop)));
        expect(await tablesOf(database, shop), shop).toEqual(expected);
        expect(await reportsOf(database, shop), shop).toEqual(reports);
      }
    });

    it('with the scanners of one zone six hours late: the same visits, stays, footfall and paths, and told that it was late', async () => {
      await deliver(inBatches(atOnce('never-late')));
      const expected = await reportsOf(database, 'never-late');
      const late = oneZoneLate('late');
      await deliver([toldBefore(late, TODAY_MS + 6 * 3_600_000)]);
      const meanwhile = await reportsOf(database, 'late');
      expect(exceptLateness(meanwhile)).not.toEqual(exceptLateness(expected));

      await deliver(inBatches(late));
      const reports = await reportsOf(database, 'late');
      expect(exceptLateness(reports)).toEqual(exceptLateness(expected));
      expect(reports.footfall.visits.revised).toBeGreaterThan(10);
      expect(reports.footfall.devices.lateShare).toBeGreaterThan(0);
      const anyhow = oneZoneLate('late-and-shuffled');
      await deliver(inBatches(shuffled([...anyhow, ...anyhow], 8), 61));
      expect(await tablesOf(database, 'late-and-shuffled')).toEqual(await tablesOf(database, 'late'));
      expect(await reportsOf(database, 'late-and-shuffled')).toEqual(reports);
      const [merged] = await database.query<{ n: number }>(
        "select count(*)::int4 as n from superseded where shop = 'late' and kind = 'visit'",
      );
      expect(merged?.n).toBeGreaterThan(3);
    });
  });
}
