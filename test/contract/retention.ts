import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound } from '../../cloud/distribution/outbound.ts';
import { createFactStore } from '../../cloud/facts/store.ts';
import type { Database } from '../../cloud/ports/database.ts';
import { OTHER_DAYS, RETENTION_CLASSES, RETENTION_DAYS, type RetentionClassName } from '../../cloud/retention/classes.ts';
import { ROWS_PER_BATCH } from '../../cloud/retention/remove-aged.ts';
import { createRetention } from '../../cloud/retention/retention.ts';
import { type FactDraft, factKind } from '../../contract/facts/fact.ts';
import { subjects } from '../../contract/subjects.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import { fakeAuditLog } from '../fakes/audit-log.ts';
import { FakeBuckets } from '../fakes/buckets.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { addFact, addVisit, thing } from '../support/derived-rows.ts';
import {
  decision,
  doorCount,
  exposure,
  footfallQuarter,
  pickup,
  rankerChange,
  receipt,
  recordingStarted,
  redemption,
  response,
  revised,
  screenEvent,
  tap,
  visitClosed,
  visitOpened,
  zoneStay,
} from '../support/facts.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2027, 5, 1, 3);
const EPOCH = 'a'.repeat(24);

/** Of each class what a shop tells, as it happened at a moment. */
const TOLD: Readonly<Record<Exclude<RetentionClassName, 'counters'>, (n: number, t: number) => readonly FactDraft[]>> = {
  visits: (n, t) => [visitOpened(n, t), revised(visitClosed(n, t), 'visit-closed', { supersedes: [thing(0x9000 + n)] }), zoneStay(n, t)],
  offers: (n, t) => [decision(n, t), exposure(n, t), redemption(n, t), response(n, t), rankerChange(n, t), screenEvent(n, t)],
  purchases: (n, t) => [tap(n, t), receipt(n, t)],
  pickups: (n, t) => [pickup(n, 'alerted', t), pickup(n, 'acknowledged', t + 1000)],
  security: (n, t) => [recordingStarted(n, t)],
};

export function retentionContract(name: string, open: () => Promise<Database>): void {
  describe(`retention on ${name}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    /** A headquarters at one moment, to which a shop of its own told things before. */
    function headquarters(now = NOW_MS) {
      const clock = new VirtualClock(now);
      const telemetry = new FakeTelemetry();
      const dropped: number[] = [];
      const audit = { ...fakeAuditLog(), dropBefore: async (t: number) => dropped.push(t), end: () => ({ number: 7, hash: 'ab' }) };
      const buckets = new FakeBuckets();
      const outbound = createOutbound({ database, buckets, telemetry });
      const retention = createRetention({ database, outbound, audit, clock, telemetry, days: RETENTION_DAYS });
      return { clock, telemetry, audit, buckets, dropped, retention };
    }

    async function tell(shop: string, drafts: readonly FactDraft[], first = 1): Promise<void> {
      const store = createFactStore({ database, clock: new VirtualClock(NOW_MS), telemetry: new FakeTelemetry() });
      const facts = drafts.map((draft, i) => numberedFact(shop, { epoch: EPOCH, sequence: first + i }, draft));
      await store.commit(
        facts.map((fact) => ({ subject: subjects.fact(shop, factKind(fact)), payload: Buffer.from(JSON.stringify(fact)) })),
      );
    }

    /** Something for one member, until a moment. */
    async function lend(shop: string, until: number): Promise<void> {
      await database.query(
        `insert into member_grants (subject, campaign, shop, granted, spent, told_at, lease_until)
         values ($1, $2, $3, 1, 1, $4::timestamptz, $4::timestamptz)`,
        [thing(until), 'spring', shop, new Date(until).toISOString()],
      );
    }

    const count = async (table: string, shop: string): Promise<number> => {
      const [row] = await database.query<{ rows: number }>(`select count(*)::int4 as rows from ${table} where shop = $1`, [shop]);
      return row?.rows ?? 0;
    };

    for (const [kind, draftsOf] of Object.entries(TOLD) as [keyof typeof TOLD, (typeof TOLD)['visits']][]) {
      const { days, rows, facts } = RETENTION_CLASSES[kind];
      it(`keeps ${kind} for ${days} days, and not a day longer: neither the rows nor the facts that they came from`, async () => {
        const shop = `shop-${kind}`;
        const old = draftsOf(1, NOW_MS - (days + 1) * DAY_MS);
        const young = draftsOf(2, NOW_MS - (days - 1) * DAY_MS);
        await tell(shop, [...old, ...young]);
        if (kind === 'offers') for (const age of [days + 1, days - 1]) await lend(shop, NOW_MS - age * DAY_MS);
        const { retention, audit, telemetry } = headquarters();
        await retention.run();
        for (const { table } of rows) expect(await count(table, shop), table).toBe(1);
        expect(await count('superseded', shop)).toBe(kind === 'visits' ? 1 : 0);
        expect(await count('facts', shop)).toBe(young.length);
        expect(new Set([...old, ...young].map((draft) => draft.kind))).toEqual(
          new Set(facts.filter((one) => one !== 'erasure' && one !== 'void')),
        );
        const went = rows.length + old.length;
        expect(audit.entries).toContainEqual({ action: 'retention-applied', by: 'aislegate', what: kind, counts: { rows: went } });
        expect(telemetry.value('aislegate_hq_retention_rows_total', { class: kind })).toBe(went);
        await retention.run();
        expect(await count('facts', shop)).toBe(young.length);
      });
    }

    it('keeps counters of nobody for ten years', async () => {
      const { days } = RETENTION_CLASSES.counters;
      const quarter = footfallQuarter(0);
      await tell('shop-counters', [quarter, doorCount(1)]);
      await headquarters(quarter.t + (days - 1) * DAY_MS).retention.run();
      expect([await count('footfall_quarters', 'shop-counters'), await count('door_counts', 'shop-counters')]).toEqual([1, 1]);
      await headquarters(quarter.t + (days + 2) * DAY_MS).retention.run();
      expect([await count('footfall_quarters', 'shop-counters'), await count('door_counts', 'shop-counters')]).toEqual([0, 0]);
    });

    it('keeps what it could not understand for 90 days', async () => {
      const letter = (n: number, daysAgo: number) =>
        database.query(
          `insert into dead_letters (digest, shop, nats_subject, code, reason, payload, received_at)
           values ($1, 'shop-dead', 'x', 'HQ_FACT_INVALID', 'x', ''::bytea, $2)`,
          [`dead-${n}`, new Date(NOW_MS - daysAgo * DAY_MS).toISOString()],
        );
      await letter(1, OTHER_DAYS.deadLetters + 1);
      await letter(2, OTHER_DAYS.deadLetters - 1);
      await headquarters().retention.run();
      expect(await count('dead_letters', 'shop-dead')).toBe(1);
    });

    it('takes orders out of the shops when nobody told of them for 90 days', async () => {
      const order = (id: string, readyDaysAgo: number, importedDaysAgo: number) =>
        database.query(
          `insert into orders (shop, order_id, subject, state, ready_at, sealed, imported_at) values ('shop-orders', $1, $1, 'ready', $2, 'x', $3)`,
          [id, ...[readyDaysAgo, importedDaysAgo].map((days) => new Date(NOW_MS - days * DAY_MS).toISOString())],
        );
      await order('old', 91, 91);
      await order('told-again', 91, 1);
      const { retention, buckets } = headquarters();
      await buckets.put('orders', 'shop-orders.old', { id: 'old' });
      await retention.run();
      expect(await count('orders', 'shop-orders')).toBe(1);
      expect(buckets.get('orders', 'shop-orders.old')).toBeUndefined();
    });

    it('keeps the audit log for three years, and notes in the log of the process where it ends', async () => {
      const { retention, dropped, telemetry } = headquarters();
      await retention.run();
      expect(dropped).toEqual([NOW_MS - OTHER_DAYS.audit * DAY_MS]);
      expect(telemetry.logged).toContainEqual({ level: 'info', what: 'audit log ends', fields: { number: 7, hash: 'ab' } });
    });

    it('leaves facts after a gap until the gap is closed, and the shop is told how far it is', async () => {
      const old = NOW_MS - 500 * DAY_MS;
      await tell('shop-gap', [visitOpened(1, old)], 1);
      await tell('shop-gap', [visitOpened(3, old)], 3);
      await headquarters().retention.run();
      expect(await count('facts', 'shop-gap')).toBe(1);
      await tell('shop-gap', [visitOpened(2, old)], 2);
      const [mark] = await database.query<{ sequence: number }>(
        `select sequence::int4 as sequence from watermarks where shop = 'shop-gap'`,
      );
      expect(mark?.sequence).toBe(3);
      await headquarters().retention.run();
      expect([await count('facts', 'shop-gap'), await count('visits', 'shop-gap')]).toEqual([0, 0]);
    });

    it('removes more rows than go into one transaction', async () => {
      const openedAt = new Date(NOW_MS - 500 * DAY_MS).toISOString();
      await addVisit(database, 'shop-many', { n: 1, openedAt });
      await addFact(database, 'shop-many', 1, openedAt);
      await database.query(`insert into watermarks values ('shop-many', $1, 1)`, ['0'.repeat(24)]);
      await database.query(
        `insert into visits (shop, visit_id, subject, opened_at) select 'shop-many', 'v' || n, 'x', $1 from generate_series(1, $2::int4) n`,
        [openedAt, ROWS_PER_BATCH + 5],
      );
      await headquarters().retention.run();
      expect(await count('visits', 'shop-many')).toBe(0);
    });

    it('comes back every day, and after an hour where the database refused', async () => {
      const { clock, telemetry, audit } = headquarters();
      let refuses = true;
      const flaky: Database = {
        ...database,
        query: (sql, params) => (refuses ? Promise.reject(new Error('away')) : database.query(sql, params)),
      };
      const outbound = { drain: async () => undefined };
      const stop = createRetention({ database: flaky, outbound, audit, clock, telemetry, days: RETENTION_DAYS }).start();
      await expect.poll(() => telemetry.logged.filter(({ level }) => level === 'error').length).toBe(1);
      refuses = false;
      await clock.advance(3_600_000);
      const done = (): number => telemetry.value('aislegate_hq_retention_done_seconds');
      await expect.poll(done).toBe((NOW_MS + 3_600_000) / 1000);
      await clock.advance(DAY_MS);
      await expect.poll(done).toBe((NOW_MS + 3_600_000 + DAY_MS) / 1000);
      await stop();
    });
  });
}
