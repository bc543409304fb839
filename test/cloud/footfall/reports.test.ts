import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { footfall } from '../../../cloud/footfall/footfall.ts';
import { shops } from '../../../cloud/footfall/shops.ts';
import { visits } from '../../../cloud/footfall/visits.ts';
import { zoneStays } from '../../../cloud/footfall/zone-stays.ts';
import { decisions } from '../../../cloud/offers/decisions.ts';
import { exposures } from '../../../cloud/offers/exposures.ts';
import { pickups } from '../../../cloud/offers/pickups.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { hqRoutes } from '../../../contract/http/hq-routes.ts';
import { addDoorCount, addExposure, addFact, addReceipt, addStay, addVisit, thing } from '../../support/derived-rows.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';

let database: Database;

const NOW = Date.parse('2026-11-22T12:07:00Z');
/** Nothing but visits was told. */
const NO_DOORS = { doorIn: 0, doorOut: 0, receipts: 0, provisional: true };
const conforms = (schema: TSchema, value: unknown): void => expect(Check(schema, value)).toBe(true);

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    describe('visits and stays', () => {
      it('are told newest first, with what happened in them', async () => {
        const shop = 'visits-1';
        await addVisit(database, shop, { n: 1, openedAt: '2026-11-22T09:00:00Z', closedAt: '2026-11-22T09:20:00.500Z' });
        await addVisit(database, shop, { n: 2, openedAt: '2026-11-22T10:00:00Z' });
        await addStay(database, shop, {
          n: 11,
          visit: 1,
          zone: 'dairy',
          enteredAt: '2026-11-22T09:00:00Z',
          leftAt: '2026-11-22T09:05:00Z',
        });
        await addStay(database, shop, {
          n: 12,
          visit: 1,
          zone: 'bakery',
          enteredAt: '2026-11-22T09:05:00Z',
          leftAt: '2026-11-22T09:20:00Z',
        });
        await addExposure(database, shop, {
          n: 21,
          visit: 1,
          zone: 'dairy',
          pushedAt: '2026-11-22T09:01:00Z',
          shownAt: '2026-11-22T09:01:00.180Z',
        });

        const rows = await visits(database, shop, {});
        expect(rows).toEqual([
          { visitId: thing(2), openedAt: '2026-11-22T10:00:00.000Z', firstZone: 'dairy', stays: 0, exposures: 0 },
          {
            visitId: thing(1),
            openedAt: '2026-11-22T09:00:00.000Z',
            closedAt: '2026-11-22T09:20:00.500Z',
            dwellMs: 1_200_500,
            firstZone: 'dairy',
            stays: 2,
            exposures: 1,
            revision: 1,
          },
        ]);
        conforms(hqRoutes.visits.response, { rows });

        const stays = await zoneStays(database, shop, { limit: 1 });
        expect(stays).toEqual([
          {
            stayId: thing(12),
            visitId: thing(1),
            zone: 'bakery',
            enteredAt: '2026-11-22T09:05:00.000Z',
            leftAt: '2026-11-22T09:20:00.000Z',
            dwellMs: 900_000,
          },
        ]);
        conforms(hqRoutes.zoneStays.response, { rows: stays });

        const shown = await exposures(database, shop, {});
        expect(shown).toMatchObject([{ deliveryId: thing(21), offer: 'yoghurt-20', screen: 'screen-dairy', latencyMs: 180 }]);
        conforms(hqRoutes.exposures.response, { rows: shown });
      });

      it('are cut at the period asked for: its beginning counts, its end does not', async () => {
        const shop = 'visits-2';
        for (const [n, hour] of [
          [31, '08'],
          [32, '09'],
          [33, '10'],
        ] as const)
          await addVisit(database, shop, { n, openedAt: `2026-11-22T${hour}:00:00Z` });
        const rows = await visits(database, shop, { from: '2026-11-22T09:00:00+01:00', to: '2026-11-22T10:00:00Z' });
        expect(rows.map((row) => row.visitId)).toEqual([thing(32), thing(31)]);
        await expect(visits(database, shop, { from: '2026-02-31T00:00:00Z' })).rejects.toMatchObject({ code: 'API_INVALID' });
      });

      it('a visit whose beginning was not told yet begins in the zone of its first stay', async () => {
        const shop = 'visits-3';
        await addVisit(database, shop, { n: 41, openedAt: '2026-11-22T09:00:00Z', closedAt: '2026-11-22T09:20:00Z', firstZone: null });
        expect((await visits(database, shop, {}))[0]).not.toHaveProperty('firstZone');
        await addStay(database, shop, {
          n: 42,
          visit: 41,
          zone: 'wine',
          enteredAt: '2026-11-22T09:01:00Z',
          leftAt: '2026-11-22T09:05:00Z',
        });
        expect((await visits(database, shop, {}))[0]?.firstZone).toBe('wine');
      });

      it('one shop does not see the visits of another', async () => {
        await addVisit(database, 'visits-4', { n: 51, openedAt: '2026-11-22T09:00:00Z' });
        expect(await visits(database, 'visits-5', {})).toEqual([]);
      });
    });

    describe('shops', () => {
      it('are those heard of, with when they last were', async () => {
        await addFact(database, 'lyon-3', 1, '2026-11-22T09:00:00Z');
        await addFact(database, 'lyon-3', 2, '2026-11-22T09:30:00Z');
        await addFact(database, 'nantes-1', 1, '2026-11-22T08:00:00Z');
        await addVisit(database, 'lyon-3', { n: 61, openedAt: '2026-11-22T09:00:00Z', closedAt: '2026-11-22T09:10:00Z' });
        await addVisit(database, 'lyon-3', { n: 62, openedAt: '2026-11-22T09:30:00Z' });
        const rows = await shops(database);
        expect(rows).toEqual([
          { shop: 'lyon-3', lastFactAt: '2026-11-22T09:30:00.000Z', visits: 2, present: 1, exposures: 0 },
          { shop: 'nantes-1', lastFactAt: '2026-11-22T08:00:00.000Z', visits: 0, present: 0, exposures: 0 },
        ]);
        conforms(hqRoutes.shops.response, { rows });
      });
    });

    describe('decisions and pickups', () => {
      it('a decision is told with all that explains it', async () => {
        const shop = 'decisions-1';
        const candidates = [{ offer: 'yoghurt-20', score: 0.12, value: 0.3, propensity: 0.95 }];
        const refused = [{ reason: 'OTHER_ZONE', offers: ['wine-5'] }];
        const insert = `insert into decisions (shop, decision_id, visit_id, subject, zone, screen, decided_at, model, explore_share, chosen, explored, propensity, candidates, refused, fallback)
      values ($1, $2, $3, $4, 'dairy', 'screen-dairy', $5, 'm1', 0.1, $6, false, $7, $8, $9, 'cold-start')`;
        await database.query(insert, [
          shop,
          thing(71),
          thing(1),
          thing(2),
          '2026-11-22T09:00:00Z',
          'yoghurt-20',
          0.95,
          JSON.stringify(candidates),
          JSON.stringify(refused),
        ]);
        await database.query(insert, [shop, thing(72), thing(1), thing(2), '2026-11-22T09:05:00Z', null, 1, '[]', '[]']);
        const rows = await decisions(database, shop, {});
        expect(rows).toMatchObject([
          { decisionId: thing(72), candidates: [], propensity: 1 },
          {
            decisionId: thing(71),
            chosen: 'yoghurt-20',
            candidates,
            refused,
            propensity: 0.95,
            explored: false,
            model: 'm1',
            fallback: 'cold-start',
          },
        ]);
        expect(rows[0]).not.toHaveProperty('chosen');
        conforms(hqRoutes.decisions.response, { rows });
      });

      it('a pickup is at the stage it came to, in whatever order that was told', async () => {
        const shop = 'pickups-1';
        const insert = `insert into pickups (shop, alert_id, order_id, visit_id, subject, alerted_at, acknowledged_at, expired_at)
      values ($1, $2, 'order-1', $3, $4, $5, $6, $7)`;
        const add = (n: number, ...times: (string | null)[]) => database.query(insert, [shop, thing(n), thing(1), thing(2), ...times]);
        await add(81, '2026-11-22T09:00:00Z', '2026-11-22T09:00:42Z', null);
        await add(82, '2026-11-22T08:00:00Z', null, null);
        await add(83, null, '2026-11-22T07:00:00Z', null);
        await add(84, '2026-11-22T06:00:00Z', null, '2026-11-22T06:15:00Z');
        const rows = await pickups(database, shop, {});
        expect(rows).toEqual([
          { alertId: thing(81), order: 'order-1', stage: 'acknowledged', at: '2026-11-22T09:00:42.000Z', waitMs: 42_000 },
          { alertId: thing(82), order: 'order-1', stage: 'alerted', at: '2026-11-22T08:00:00.000Z' },
          { alertId: thing(83), order: 'order-1', stage: 'acknowledged', at: '2026-11-22T07:00:00.000Z' },
          { alertId: thing(84), order: 'order-1', stage: 'expired', at: '2026-11-22T06:15:00.000Z' },
        ]);
        conforms(hqRoutes.pickups.response, { rows });
      });
    });

    describe('footfall', () => {
      it('counts entries once, in the quarter of the entry, and occupancy in every quarter that the visit touches', async () => {
        const shop = 'footfall-1';
        await addVisit(database, shop, { n: 91, openedAt: '2026-11-22T11:10:00Z', closedAt: '2026-11-22T11:35:00Z' });
        await addVisit(database, shop, { n: 92, openedAt: '2026-11-22T11:15:00Z', closedAt: '2026-11-22T11:30:00Z' });
        await addVisit(database, shop, { n: 93, openedAt: '2026-11-22T12:01:00Z' });
        const report = await footfall(database, shop, { from: '2026-11-22T11:00:00Z' }, NOW);
        expect(report.quarters).toEqual([
          { from: '2026-11-22T11:00:00.000Z', entries: 1, occupancy: 1, ...NO_DOORS },
          { from: '2026-11-22T11:15:00.000Z', entries: 1, occupancy: 2, ...NO_DOORS },
          { from: '2026-11-22T11:30:00.000Z', entries: 0, occupancy: 1, ...NO_DOORS },
          { from: '2026-11-22T11:45:00.000Z', entries: 0, occupancy: 0, ...NO_DOORS },
          { from: '2026-11-22T12:00:00.000Z', entries: 1, occupancy: 1, ...NO_DOORS },
        ]);
        expect(report.definition).toContain('a visit whose end was not yet reported counts as open');
        conforms(hqRoutes.footfall.response, report);
      });

      it('tells the last 24 hours unless asked otherwise, and nothing of the time to come', async () => {
        const day = await footfall(database, 'footfall-2', {}, NOW);
        expect(day.quarters).toHaveLength(96);
        expect(day.quarters[0]?.from).toBe('2026-11-21T12:15:00.000Z');
        expect(day.quarters.at(-1)?.from).toBe('2026-11-22T12:00:00.000Z');
        const ahead = await footfall(database, 'footfall-2', { from: '2026-11-22T12:00:00Z', to: '2026-11-23T00:00:00Z' }, NOW);
        expect(ahead.quarters).toHaveLength(1);
        expect((await footfall(database, 'footfall-2', { from: '2027-01-01T00:00:00Z' }, NOW)).quarters).toEqual([]);
      });

      it('adds up stays, dwell and exposures per zone, also where there were only exposures', async () => {
        const shop = 'footfall-3';
        await addStay(database, shop, {
          n: 101,
          visit: 1,
          zone: 'dairy',
          enteredAt: '2026-11-22T11:00:00Z',
          leftAt: '2026-11-22T11:05:00Z',
        });
        await addStay(database, shop, {
          n: 102,
          visit: 2,
          zone: 'dairy',
          enteredAt: '2026-11-22T11:30:00Z',
          leftAt: '2026-11-22T11:31:00Z',
        });
        await addExposure(database, shop, {
          n: 103,
          visit: 1,
          zone: 'wine',
          pushedAt: '2026-11-22T11:00:00Z',
          shownAt: '2026-11-22T11:00:01Z',
        });
        const { zones } = await footfall(database, shop, {}, NOW, { figures: 1, paths: 1 });
        const none = { stays: 0, dwellMs: 0, visits: 0, passThrough: 0, engaged: 0, exposures: 0, devices: 0, suppressed: false };
        expect(zones).toEqual([
          { zone: 'dairy', ...none, stays: 2, visits: 2, dwellMs: 360_000, medianDwellMs: 180_000 },
          { zone: 'wine', ...none, exposures: 1 },
        ]);
      });

      it('tells beside the visits who went through the doors and how many bought; what was brought back is no purchase', async () => {
        const shop = 'footfall-4';
        await addVisit(database, shop, { n: 111, openedAt: '2026-11-22T12:01:00Z' });
        await addDoorCount(database, shop, { n: 1, at: '2026-11-22T11:44:59.999Z', in: 50, out: 50 });
        await addDoorCount(database, shop, { n: 2, at: '2026-11-22T11:45:00Z', in: 7, out: 1 });
        await addDoorCount(database, shop, { n: 3, at: '2026-11-22T11:46:00Z', door: 'back', in: 1, out: 0 });
        await addDoorCount(database, shop, { n: 4, at: '2026-11-22T12:05:00Z', in: 0, out: 2 });
        await addReceipt(database, shop, { n: 1, at: '2026-11-22T11:59:59Z', total: 9.5 });
        await addReceipt(database, shop, { n: 2, at: '2026-11-22T12:00:00Z', total: 9.5, subject: thing(7) });
        await addReceipt(database, shop, { n: 3, at: '2026-11-22T12:00:00Z', total: -9.5 });
        const report = await footfall(database, shop, { from: '2026-11-22T11:45:00Z' }, NOW);
        expect(report.quarters).toEqual([
          { from: '2026-11-22T11:45:00.000Z', entries: 0, occupancy: 0, doorIn: 8, doorOut: 1, receipts: 1, provisional: true },
          { from: '2026-11-22T12:00:00.000Z', entries: 1, occupancy: 1, doorIn: 0, doorOut: 2, receipts: 1, provisional: true },
        ]);
        expect(report.conversion).toMatchObject({ receipts: 2, per: 'door-entries', base: 8, share: 0.25 });
        expect(report.conversion.formula).toContain('people in through the doors');
        conforms(hqRoutes.footfall.response, report);
      });

      it('without a door counter sets members beside members: the receipts of everybody are no share of the visits of a few', async () => {
        const shop = 'footfall-5';
        for (const n of [121, 122, 123, 124]) await addVisit(database, shop, { n, openedAt: '2026-11-22T12:01:00Z' });
        await addReceipt(database, shop, { n: 1, at: '2026-11-22T12:02:00Z', total: 9.5, subject: thing(7) });
        for (const n of [2, 3, 4, 5, 6]) await addReceipt(database, shop, { n, at: '2026-11-22T12:03:00Z', total: 1 });
        const { conversion } = await footfall(database, shop, {}, NOW);
        expect(conversion).toMatchObject({ receipts: 1, per: 'member-visits', base: 4, share: 0.25 });
        expect((await footfall(database, 'footfall-6', {}, NOW)).conversion).not.toHaveProperty('share');
      });

      it('does not tell years at once', async () => {
        await expect(footfall(database, 'footfall-2', { from: '2024-01-01T00:00:00Z' }, NOW)).rejects.toMatchObject({
          code: 'API_INVALID',
        });
      });

      it('agrees with counting by hand, whatever the visits', async () => {
        const QUARTER_MS = 900_000;
        const from = Date.parse('2026-11-22T08:00:00Z');
        const to = from + 8 * QUARTER_MS;
        // Minutes on and beside the quarters, before and after the period too.
        const minute = fc.integer({ min: -40, max: 170 });
        const visit = fc.tuple(minute, fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }));
        let run = 0;
        await fc.assert(
          fc.asyncProperty(fc.array(visit, { maxLength: 12 }), async (made) => {
            const shop = `by-hand-${run++}`;
            const spans = made.map(([opened, length]) => {
              const openedMs = from + opened * 60_000;
              return { openedMs, closedMs: length === undefined ? undefined : openedMs + length * 60_000 };
            });
            for (const [n, { openedMs, closedMs }] of spans.entries()) {
              const closedAt = closedMs === undefined ? {} : { closedAt: new Date(closedMs).toISOString() };
              await addVisit(database, shop, { n, openedAt: new Date(openedMs).toISOString(), ...closedAt });
            }
            const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
            const { quarters } = await footfall(database, shop, period, to + 86_400_000);
            const expected = Array.from({ length: 8 }, (_, quarter) => {
              const start = from + quarter * QUARTER_MS;
              const end = start + QUARTER_MS;
              const began = (openedMs: number): boolean => openedMs >= start && openedMs < end;
              return {
                from: new Date(start).toISOString(),
                entries: spans.filter(({ openedMs }) => began(openedMs)).length,
                occupancy: spans.filter(({ openedMs, closedMs = Infinity }) => began(openedMs) || (openedMs < start && closedMs > start))
                  .length,
                ...NO_DOORS,
              };
            });
            expect(quarters).toEqual(expected);
          }),
          { numRuns: 40 },
        );
      });
    });
  });
}
