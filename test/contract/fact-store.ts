import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFactTables } from '../../cloud/facts/schema.ts';
import { createFactStore, type FactStore } from '../../cloud/facts/store.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { RawFact } from '../../cloud/ports/fact-source.ts';
import { type Fact, type FactDraft, factKind } from '../../contract/facts/fact.ts';
import { subjects } from '../../contract/subjects.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import {
  decision,
  doorCount,
  exposure,
  footfallQuarter,
  hexId,
  NOON_MS,
  pickup,
  receipt,
  recordingStarted,
  revised,
  screenEvent,
  tap,
  visitClosed,
  visitOpened,
  zoneStay,
} from '../support/facts.ts';
import type { DatabaseUnderTest } from './database.ts';

const EPOCH = 'a'.repeat(24);
export const rawOf = (fact: Fact): RawFact => ({
  subject: subjects.fact(fact.shop, factKind(fact)),
  payload: new TextEncoder().encode(JSON.stringify(fact)),
});
const numbered = (drafts: readonly FactDraft[], epoch = EPOCH): Fact[] =>
  drafts.map((draft, i) => numberedFact('demo', { epoch, sequence: i + 1 }, draft));

const inPieces = revised(visitClosed(3, NOON_MS, 60_000), 'visit-closed', { bounce: true });
/** Late sightings: a visit in two pieces turns out to be one, a stay longer, a quarter hour fuller. */
const REVISIONS: readonly FactDraft[] = [
  visitOpened(3, NOON_MS),
  inPieces,
  visitOpened(4, NOON_MS + 700_000),
  zoneStay(3, NOON_MS),
  zoneStay(4, NOON_MS + 700_000),
  revised(visitClosed(3, NOON_MS, 800_000), 'visit-closed', { revision: 3, supersedes: [hexId(1, 4), hexId(1, 3)] }),
  revised(zoneStay(3, NOON_MS, 745_000), 'zone-stay', { revision: 2, supersedes: [hexId(3, 4)] }),
  revised(visitClosed(3, NOON_MS, 70_000), 'visit-closed', { revision: 2, unknownMs: 5000, excluded: 'long-stay' }),
  footfallQuarter(0),
  revised(footfallQuarter(0), 'footfall', { revision: 2, sightings: 9100, doorIn: 4, doorOut: 2 }),
  footfallQuarter(1),
];
/** What a shop tells that was restored from a backup: the same revisions, reached by another way. */
const RESTORED: readonly FactDraft[] = [
  revised(visitClosed(3, NOON_MS, 790_000), 'visit-closed', { revision: 3 }),
  revised(footfallQuarter(1), 'footfall', { sightings: 8000 }),
];

const TABLES = [
  'facts',
  'dead_letters',
  'watermarks',
  'visits',
  'zone_stays',
  'superseded',
  'footfall_quarters',
  'decisions',
  'exposures',
  'pickups',
  'screen_events',
  'security_events',
  'taps',
  'receipts',
  'door_counts',
];

export function factStoreContract(name: string, setUp: () => Promise<DatabaseUnderTest>): void {
  describe(`facts at headquarters on ${name}`, () => {
    let under: DatabaseUnderTest;
    let database: Database;
    let telemetry: FakeTelemetry;
    let store: FactStore;
    beforeAll(async () => {
      under = await setUp();
      database = under.database;
      await createFactTables(database);
      await createFactTables(database);
    });
    beforeEach(async () => {
      await database.query(`truncate ${TABLES.join(', ')}`);
      telemetry = new FakeTelemetry();
      store = createFactStore({ database, clock: new VirtualClock(NOON_MS), telemetry });
    });
    afterAll(() => under.dispose());

    const count = async (table: string): Promise<number> => {
      const [row] = await database.query<{ n: number }>(`select count(*)::int4 as n from ${table}`);
      return row?.n ?? -1;
    };
    const snapshot = async (): Promise<unknown> => {
      const tables = TABLES.filter((table) => table !== 'facts');
      const found = await Promise.all(tables.map((table) => database.query(`select * from ${table} order by 1, 2, 3`)));
      return [await database.query('select shop, epoch, sequence::float8 as sequence, kind, body from facts order by 1, 2, 3'), ...found];
    };

    it('lets the highest revision of a visit, a stay and a quarter hour stand, and remembers what became part of them', async () => {
      await store.commit(numbered([...REVISIONS].reverse()).map(rawOf));
      const visits = await database.query(
        `select visit_id, revision::int4 as revision, closed_at, dwell_ms::int4 as dwell_ms, unknown_ms::int4 as unknown_ms, ended_by, bounce,
           excluded, first_zone from visits order by visit_id`,
      );
      const closed = { closed_at: new Date(NOON_MS + 800_000), dwell_ms: 800_000, unknown_ms: 0, ended_by: 'silent', bounce: false };
      const open = { closed_at: null, dwell_ms: null, unknown_ms: null, ended_by: null, bounce: null };
      expect(visits).toEqual([
        { visit_id: hexId(1, 3), revision: 3, ...closed, excluded: null, first_zone: 'fruit' },
        { visit_id: hexId(1, 4), revision: 0, ...open, excluded: null, first_zone: 'fruit' },
      ]);
      expect(await database.query('select kind, id, into_id, subject from superseded order by kind')).toEqual([
        { kind: 'stay', id: hexId(3, 4), into_id: hexId(3, 3), subject: hexId(2, 3) },
        { kind: 'visit', id: hexId(1, 4), into_id: hexId(1, 3), subject: hexId(2, 3) },
      ]);
      expect(await database.query('select stay_id, dwell_ms::int4 as dwell_ms, stay, confidence from zone_stays order by 1')).toEqual([
        { stay_id: hexId(3, 3), dwell_ms: 745_000, stay: 'visit', confidence: 0.9 },
        { stay_id: hexId(3, 4), dwell_ms: 45_000, stay: 'visit', confidence: 0.9 },
      ]);
      const quarters = await database.query(
        `select start, revision::int4 as revision, sightings::int4 as sightings, door_in, passers_by, zones, definition ->> 'timezone' as timezone
         from footfall_quarters order by start`,
      );
      const same = { passers_by: 40, zones: [{ zone: 'fruit', devices: 12, randomized: 9 }], timezone: 'Europe/Paris' };
      expect(quarters).toEqual([
        { start: new Date(NOON_MS), revision: 2, sightings: 9100, door_in: 4, ...same },
        { start: new Date(NOON_MS + 900_000), revision: 1, sightings: 9000, door_in: null, ...same },
      ]);
    });

    it('lets the later telling stand where a shop reaches a revision twice, having been restored from a backup', async () => {
      await store.commit([...numbered(RESTORED, 'b'.repeat(24)), ...numbered(REVISIONS)].map(rawOf));
      expect(await database.query('select dwell_ms::int4 as dwell_ms from visits where visit_id = $1', [hexId(1, 3)])).toEqual([
        { dwell_ms: 790_000 },
      ]);
    });

    it('keeps account of who recorded raw input in a shop', async () => {
      await store.commit(numbered([recordingStarted(1)]).map(rawOf));
      expect(await database.query('select shop, action, at, recording_id, actor from security_events')).toEqual([
        { shop: 'demo', action: 'recording-started', at: new Date(NOON_MS + 1000), recording_id: hexId(7, 1), actor: 'alex' },
      ]);
    });

    it('tells a visit with its stays, decisions, exposures and pickup as rows', async () => {
      const drafts = [visitOpened(1), zoneStay(1), decision(1), exposure(1), screenEvent(1), pickup(1, 'alerted'), visitClosed(1)];
      expect(await store.commit(numbered(drafts).map(rawOf))).toEqual([{ shop: 'demo', epoch: EPOCH, sequence: 7 }]);
      expect(
        await database.query('select visit_id, subject, opened_at, closed_at, dwell_ms::float8, first_zone, zones, stays from visits'),
      ).toEqual([
        {
          visit_id: hexId(1, 1),
          subject: hexId(2, 1),
          opened_at: new Date(NOON_MS + 1000),
          closed_at: new Date(NOON_MS + 601_000),
          dwell_ms: 600_000,
          first_zone: 'fruit',
          zones: 2,
          stays: 3,
        },
      ]);
      expect(await database.query('select candidates, chosen, propensity, explored from decisions')).toEqual([
        {
          candidates: numbered([decision(1)]).map((fact) => 'candidates' in fact.data && fact.data.candidates)[0],
          chosen: 'apples-20',
          propensity: 0.95,
          explored: false,
        },
      ]);
      for (const table of ['zone_stays', 'exposures', 'pickups', 'screen_events']) expect([table, await count(table)]).toEqual([table, 1]);
      expect(telemetry.value('aislegate_hq_facts_total', { outcome: 'committed' })).toBe(7);
    });

    it('tells taps, receipts and door counts as rows', async () => {
      await store.commit(numbered([tap(1), receipt(1), doorCount(1)]).map(rawOf));
      expect(await database.query('select tap_id, subject, reader, zone, at from taps')).toEqual([
        { tap_id: hexId(8, 1), subject: hexId(2, 1), reader: 'entrance', zone: 'fruit', at: new Date(NOON_MS + 1000) },
      ]);
      expect(await database.query('select receipt_id, subject, till, at, total, currency, lines, sealed from receipts')).toEqual([
        {
          receipt_id: hexId(9, 1),
          subject: null,
          till: 'till-1',
          at: new Date(NOON_MS + 1000),
          total: 3.5,
          currency: 'EUR',
          lines: [{ product: 'apples', quantity: 1.25, amount: 3.5 }],
          sealed: null,
        },
      ]);
      expect(await database.query('select count_id, door, at, people_in, people_out from door_counts')).toEqual([
        { count_id: hexId(10, 1), door: 'main', at: new Date(NOON_MS + 1000), people_in: 3, people_out: 1 },
      ]);
    });

    it('counts a receipt once that a shop tells again after the restore of a backup, under a new number', async () => {
      const told = [tap(1), receipt(1), doorCount(1)];
      await store.commit([...numbered(told), ...numbered(told, 'b'.repeat(24))].map(rawOf));
      expect([await count('facts'), await count('taps'), await count('receipts'), await count('door_counts')]).toEqual([6, 1, 1, 1]);
    });

    it('counts a fact once, however often it comes', async () => {
      const facts = numbered([visitOpened(1), visitClosed(1)]);
      await store.commit([...facts, ...facts].map(rawOf));
      const before = await snapshot();
      expect(await store.commit(facts.map(rawOf))).toEqual([{ shop: 'demo', epoch: EPOCH, sequence: 2 }]);
      expect(await snapshot()).toEqual(before);
      expect(await count('facts')).toBe(2);
      expect(telemetry.value('aislegate_hq_facts_total', { outcome: 'duplicate' })).toBe(4);
    });

    it('comes to the same whatever the order, the batches and the repetitions in which facts arrive', async () => {
      const drafts = [
        visitOpened(1),
        zoneStay(1),
        pickup(1, 'alerted'),
        pickup(1, 'acknowledged'),
        visitClosed(1),
        visitOpened(2),
        pickup(2, 'expired'),
        visitClosed(2),
        decision(2),
        exposure(2),
        tap(1),
        receipt(1),
        receipt(2),
        doorCount(1),
        ...REVISIONS,
      ];
      const facts = [...numbered(drafts), ...numbered(RESTORED, 'b'.repeat(24))];
      await store.commit(facts.map(rawOf));
      const expected = await snapshot();
      const arrival = fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length, maxLength: 2 * facts.length });
      await fc.assert(
        fc.asyncProperty(arrival, fc.integer({ min: 1, max: 7 }), async (order, size) => {
          await database.query(`truncate ${TABLES.join(', ')}`);
          for (let at = 0; at < order.length; at += size) await store.commit(order.slice(at, at + size).map(rawOf));
          expect(await snapshot()).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    });

    it('confirms only up to the first gap, and beyond it once it is filled', async () => {
      const [one, two, three, four] = numbered([1, 2, 3, 4].map((n) => visitOpened(n))).map(rawOf);
      if (!one || !two || !three || !four) throw new Error('four facts');
      expect(await store.commit([one, three, four])).toEqual([{ shop: 'demo', epoch: EPOCH, sequence: 1 }]);
      expect(await store.commit([two])).toEqual([{ shop: 'demo', epoch: EPOCH, sequence: 4 }]);
    });

    it('keeps the journals of two shops and two epochs apart', async () => {
      const other = numberedFact('lyon', { epoch: EPOCH, sequence: 1 }, visitOpened(9));
      const later = numbered([visitOpened(3)], 'b'.repeat(24));
      const told = await store.commit([...numbered([visitOpened(1), visitOpened(2)]), ...later, other].map(rawOf));
      expect([...told].sort((a, b) => (a.shop + a.epoch < b.shop + b.epoch ? -1 : 1))).toEqual([
        { shop: 'demo', epoch: EPOCH, sequence: 2 },
        { shop: 'demo', epoch: 'b'.repeat(24), sequence: 1 },
        { shop: 'lyon', epoch: EPOCH, sequence: 1 },
      ]);
    });

    it('puts what is no fact aside with the reason, and does not let it hold up the journal', async () => {
      const [good, bad, last] = numbered([visitOpened(1), visitOpened(2), visitOpened(3)]);
      if (!good || !bad || !last) throw new Error('three facts');
      const spoiled: RawFact = {
        ...rawOf(bad),
        payload: new TextEncoder().encode(JSON.stringify({ ...bad, data: { ...bad.data, visitId: 'anna' } })),
      };
      const noise: RawFact = { subject: 'aislegate.demo.fact.visit-opened', payload: Uint8Array.of(0xff, 0x00, 0x7b) };
      const newer: RawFact = { subject: 'aislegate.demo.fact.weather', payload: rawOf(good).payload };
      expect(await store.commit([rawOf(good), spoiled, rawOf(last), noise, newer])).toEqual([{ shop: 'demo', epoch: EPOCH, sequence: 3 }]);
      await store.commit([spoiled, noise]);
      const letters = await database.query<{ reason: string; subject: string | null }>(
        'select reason, subject from dead_letters order by reason',
      );
      expect(letters).toEqual([
        { reason: expect.stringContaining('/data/visitId'), subject: hexId(2, 2) },
        { reason: 'no such kind of fact', subject: hexId(2, 1) },
        { reason: 'not a JSON object', subject: null },
      ]);
      expect(JSON.stringify(telemetry.logged)).not.toContain('anna');
      expect(await count('visits')).toBe(2);
      expect(telemetry.value('aislegate_hq_facts_total', { outcome: 'invalid' })).toBe(5);
    });

    it("believes the subject's shop, not the body's: a shop cannot speak or confirm for another", async () => {
      const [theirs] = numbered([visitOpened(1)]);
      if (!theirs) throw new Error('a fact');
      await store.commit([{ subject: 'aislegate.lyon.fact.visit-opened', payload: rawOf(theirs).payload }]);
      expect(await count('visits')).toBe(0);
      expect(await database.query('select shop from watermarks')).toEqual([{ shop: 'lyon' }]);
    });

    it('puts aside a fact whose subject, id or times contradict themselves', async () => {
      const [fact] = numbered([visitOpened(1)]);
      if (!fact) throw new Error('a fact');
      const wrong: object[] = [
        { ...fact, subject: hexId(2, 7) },
        { ...fact, id: `demo/${EPOCH}/2` },
        { ...fact, time: '2026-02-30T12:00:00Z' },
        { ...fact, data: { ...fact.data, openedAt: '2026-13-01T12:00:00Z' } },
      ];
      await store.commit(wrong.map((one) => ({ ...rawOf(fact), payload: new TextEncoder().encode(JSON.stringify(one)) })));
      const quarter = (from: string): Fact[] => numbered([revised(footfallQuarter(0), 'footfall', { from })], 'b'.repeat(24));
      await store.commit([...quarter('2026-05-04T12:01:00Z'), ...quarter('2026-02-30T12:00:00Z')].map(rawOf));
      expect([await count('facts'), await count('dead_letters')]).toEqual([0, 6]);
    });

    it('is not stopped by a value that the database cannot store: that fact is put aside, its neighbours count', async () => {
      const draft = decision(2);
      const poisoned = { ...draft, data: { ...draft.data, model: 'a\u0000b' } } as FactDraft;
      const told = await store.commit(numbered([visitOpened(1), poisoned, visitClosed(1), visitOpened(3)]).map(rawOf));
      expect(told).toEqual([{ shop: 'demo', epoch: EPOCH, sequence: 4 }]);
      expect([await count('facts'), await count('dead_letters'), await count('decisions')]).toEqual([3, 1, 0]);
    });

    it('never fails on whatever bytes come', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.uint8Array(),
            fc.json().map((text) => new TextEncoder().encode(text)),
          ),
          async (payload) => {
            await store.commit([{ subject: 'aislegate.demo.fact.visit-opened', payload }]);
          },
        ),
        { numRuns: 60 },
      );
      expect(await count('facts')).toBe(0);
    });
  });
}
