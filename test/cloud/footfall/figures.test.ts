import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFactStore } from '../../../cloud/facts/store.ts';
import { footfall } from '../../../cloud/footfall/footfall.ts';
import { paths } from '../../../cloud/footfall/paths.ts';
import { shops } from '../../../cloud/footfall/shops.ts';
import { visits } from '../../../cloud/footfall/visits.ts';
import { zoneStays } from '../../../cloud/footfall/zone-stays.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import type { FactDraft, FactOf } from '../../../contract/facts/fact.ts';
import { hqRoutes } from '../../../contract/http/hq-routes.ts';
import { instantText } from '../../../contract/instant.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { numberedFact } from '../../../edge/journal/fact.ts';
import { rawOf } from '../../contract/fact-store.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { doorCount, exposure, footfallQuarter, hexId, NOON_MS, revised, visitClosed, visitOpened, zoneStay } from '../../support/facts.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const EVENING_MS = NOON_MS + 10 * 60 * MINUTE_MS;
const PERIOD = { from: instantText(NOON_MS), to: instantText(NOON_MS + 60 * MINUTE_MS) };
const ALL_TOLD = { figures: 1, paths: 1 };

let database: Database;
let epochs = 0;

/** What a shop told, in this order. */
async function tell(shop: string, drafts: readonly FactDraft[]): Promise<void> {
  const epoch = (epochs++).toString(16).padStart(24, '0');
  const store = createFactStore({ database, clock: new VirtualClock(EVENING_MS), telemetry: new FakeTelemetry() });
  await store.commit(drafts.map((draft, i) => rawOf(numberedFact(shop, { epoch, sequence: i + 1 }, draft))));
}

interface Walked {
  readonly n: number;
  readonly subject?: number;
  readonly atMs?: number;
  readonly change?: Partial<FactOf<'visit-closed'>['data']>;
  /** Zones, a minute in each unless it says otherwise. */
  readonly zones?: readonly (string | readonly [zone: string, lengthMs: number])[];
}

/** A visit with its stays, told in full. */
function walk({ n, subject = n, atMs = NOON_MS, change = {}, zones = [] }: Walked): FactDraft[] {
  let t = atMs;
  const stays = zones.map((one, i) => {
    const [zone, lengthMs] = typeof one === 'string' ? ([one, MINUTE_MS] as const) : one;
    const stay = lengthMs < 10_000 ? 'pass-through' : lengthMs < MINUTE_MS ? 'visit' : 'engaged';
    const draft = zoneStay(n * 100 + i, t, lengthMs);
    t += lengthMs;
    return revised(draft, 'zone-stay', { visitId: hexId(1, n), subject: hexId(2, subject), zone, stay });
  });
  const closed = revised(visitClosed(n, atMs, t - atMs), 'visit-closed', { subject: hexId(2, subject), ...change });
  return [...stays, closed];
}

const numbers = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    describe('visits', () => {
      it('are told with those that bounced, stayed, were revised, and stayed too long for a customer', async () => {
        const shop = 'visits';
        await tell(shop, [
          ...walk({ n: 1, zones: ['fruit', ['dairy', 30_000]] }),
          ...walk({ n: 2, zones: [['fruit', 30_000]], change: { bounce: true } }),
          ...walk({ n: 3, zones: [['fruit', 90_000]], change: { revision: 2, unknownMs: 10_000 } }),
          ...walk({ n: 4, zones: ['fruit', 'fruit'], change: { excluded: 'long-stay' } }),
          visitOpened(5, NOON_MS + MINUTE_MS),
        ]);
        const report = await footfall(database, shop, PERIOD, EVENING_MS, ALL_TOLD);
        expect(report.visits).toEqual({
          visits: 4,
          open: 1,
          bounces: 1,
          bounceShare: 1 / 3,
          engaged: 2,
          excluded: 1,
          medianDwellMs: 90_000,
          unknownShare: 10_000 / 220_000,
          revised: 1,
          members: 4,
          repeat: 0,
          groups: 0,
          inGroups: 0,
          groupRule: { apartMs: 60_000, agreement: 0.35 },
        });
        expect(report.quarters[0]).toMatchObject({ entries: 4, occupancy: 4 });
        expect(Check(hqRoutes.footfall.response, report)).toBe(true);
        const rows = await visits(database, shop, {});
        expect(rows.find(({ visitId }) => visitId === hexId(1, 4))).toMatchObject({ excluded: 'long-stay', revision: 1 });
        expect(rows.find(({ visitId }) => visitId === hexId(1, 5))).not.toHaveProperty('revision');
        const few = await footfall(database, shop, PERIOD, EVENING_MS);
        expect(few.visits).not.toHaveProperty('medianDwellMs');
        expect(few.smallestCell).toBe(5);
      });

      it('that turned out to be one are one everywhere, with what was shown in both', async () => {
        const shop = 'merged';
        await tell(shop, [
          ...walk({ n: 11, zones: ['fruit'] }),
          visitOpened(12, NOON_MS + 20 * MINUTE_MS),
          ...walk({ n: 12, subject: 11, atMs: NOON_MS + 20 * MINUTE_MS, zones: ['dairy'] }),
          exposure(12, NOON_MS + 20 * MINUTE_MS),
        ]);
        expect(await visits(database, shop, {})).toHaveLength(2);
        const whole = { revision: 2, supersedes: [hexId(1, 12)] };
        await tell(shop, [
          ...walk({ n: 11, zones: ['fruit', 'wine', 'dairy'], change: whole })
            .filter(({ data }) => !('stayId' in data && data.stayId === hexId(3, 1100)))
            .map((draft) =>
              'stayId' in draft.data && draft.data.zone === 'dairy' ? revised(draft, 'zone-stay', { supersedes: [hexId(3, 1200)] }) : draft,
            ),
        ]);
        expect(await visits(database, shop, {})).toMatchObject([{ visitId: hexId(1, 11), stays: 3, exposures: 1, revision: 2 }]);
        expect((await zoneStays(database, shop, {})).map(({ zone }) => zone)).toEqual(['dairy', 'wine', 'fruit']);
        expect(await shops(database)).toContainEqual(expect.objectContaining({ shop, visits: 1, present: 0, exposures: 1 }));
        const report = await footfall(database, shop, PERIOD, EVENING_MS, ALL_TOLD);
        expect(report.visits).toMatchObject({ visits: 1, revised: 1 });
        expect(report.zones.map(({ zone, stays }) => [zone, stays])).toEqual([
          ['dairy', 1],
          ['fruit', 1],
          ['wine', 1],
        ]);
      });

      it('of a member on another day of the shop are a return, those of the same day are not', async () => {
        const shop = 'repeat';
        // 23:30 and 00:30 in Paris, half past nine and half past ten at night in UTC: two days. Noon and evening: one.
        const at = (text: string): number => Date.parse(text);
        await tell(shop, [
          ...walk({ n: 21, subject: 21, atMs: at('2026-05-03T21:30:00Z') }),
          ...walk({ n: 22, subject: 21, atMs: at('2026-05-03T22:30:00Z') }),
          ...walk({ n: 23, subject: 23, atMs: at('2026-05-04T10:00:00Z') }),
          ...walk({ n: 24, subject: 23, atMs: at('2026-05-04T17:00:00Z') }),
          ...walk({ n: 25, subject: 25, atMs: at('2026-03-01T10:00:00Z') }),
          ...walk({ n: 26, subject: 25, atMs: at('2026-05-04T10:00:00Z') }),
          footfallQuarter(0),
        ]);
        const day = { from: '2026-05-03T22:00:00Z', to: '2026-05-04T22:00:00Z' };
        expect((await footfall(database, shop, day, EVENING_MS + DAY_MS)).visits).toMatchObject({ visits: 4, members: 3, repeat: 1 });
      });

      it('of people who walk together are a group; who only came and went at the same time is not in it', async () => {
        const shop = 'groups';
        const way: NonNullable<Walked['zones']> = [
          ['fruit', 240_000],
          ['dairy', 180_000],
          ['tills', 120_000],
        ];
        const elsewhere: NonNullable<Walked['zones']> = [
          ['wine', 240_000],
          ['bakery', 180_000],
          ['tills', 120_000],
        ];
        await tell(shop, [
          ...walk({ n: 31, zones: way }),
          ...walk({ n: 32, atMs: NOON_MS + 20_000, zones: way }),
          ...walk({ n: 33, atMs: NOON_MS - 30_000, zones: way }),
          ...walk({ n: 34, atMs: NOON_MS + 50_000, zones: elsewhere }),
          ...walk({ n: 35, atMs: NOON_MS + 600_000, zones: way }),
          ...walk({ n: 36, subject: 35, atMs: NOON_MS + 610_000, zones: way }),
        ]);
        const period = { ...PERIOD, from: instantText(NOON_MS - MINUTE_MS) };
        expect((await footfall(database, shop, period, EVENING_MS)).visits).toMatchObject({ visits: 6, groups: 1, inGroups: 3 });
      });

      it('of a couple whose zones the scanners confuse for half of the time are a group; strangers who share as much by chance are none', async () => {
        const shop = 'confused';
        const minutes = (zones: string): NonNullable<Walked['zones']> => [...zones].map((zone) => zone);
        await tell(shop, [
          // Together 6 of 12 minutes, by chance 3: a third of the rest.
          ...walk({ n: 41, zones: minutes('aaabbbcccddd') }),
          ...walk({ n: 42, zones: minutes('adcbbacdcdab') }),
          ...walk({ n: 43, atMs: NOON_MS + 1_200_000, zones: minutes('aaabbbcccddd') }),
          ...walk({ n: 44, atMs: NOON_MS + 1_230_000, zones: minutes('abcdabcdabcd') }),
          // At the entrance only, where everybody is who comes and goes in one minute.
          ...walk({ n: 45, atMs: NOON_MS + 2_400_000, zones: [['entrance', 100_000]] }),
          ...walk({ n: 46, atMs: NOON_MS + 2_400_000, zones: [['entrance', 100_000]] }),
        ]);
        expect((await footfall(database, shop, PERIOD, EVENING_MS)).visits).toMatchObject({ visits: 6, groups: 1, inGroups: 2 });
      });
    });

    describe('zones', () => {
      it('tell how many passed through, stayed and were engaged; too few visits are not told, and not as zero', async () => {
        const shop = 'zones';
        await tell(shop, [
          ...numbers(41, 5).flatMap((n, i) => walk({ n, zones: [['fruit', 5000], ['dairy', 20_000 + i * 1000], 'wine'] })),
          ...walk({ n: 46, zones: ['bakery'] }),
          ...walk({ n: 47, zones: ['bakery', 'wine'], change: { excluded: 'long-stay' } }),
          exposure(41, NOON_MS),
          footfallQuarter(0),
          revised(footfallQuarter(1), 'footfall', {
            zones: [
              { zone: 'fruit', devices: 7, randomized: 1 },
              { zone: 'stairs', devices: 2, randomized: 0 },
            ],
          }),
        ]);
        const none = { stays: 0, dwellMs: 0, visits: 0, passThrough: 0, engaged: 0, exposures: 0, devices: 0 };
        const report = await footfall(database, shop, PERIOD, EVENING_MS);
        expect(report.zones).toEqual([
          { ...none, zone: 'bakery', suppressed: true },
          { ...none, zone: 'dairy', stays: 5, visits: 5, dwellMs: 110_000, medianDwellMs: 22_000, suppressed: false },
          { ...none, zone: 'fruit', stays: 5, passThrough: 5, dwellMs: 25_000, devices: 19, suppressed: true },
          { ...none, zone: 'stairs', suppressed: true },
          { ...none, zone: 'wine', stays: 5, visits: 5, engaged: 5, dwellMs: 300_000, medianDwellMs: 60_000, suppressed: false },
        ]);
        expect(Check(hqRoutes.footfall.response, report)).toBe(true);
      });

      it('at the tills tell how long people queue: until they paid, or until they went', async () => {
        const shop = 'queues';
        const receipt = (n: number, atMs: number): FactDraft => ({
          kind: 'receipt',
          t: atMs,
          data: { receiptId: hexId(9, n), till: 'till-1', at: instantText(atMs), total: 5, subject: hexId(2, n) },
        });
        await tell(shop, [
          ...numbers(51, 5).flatMap((n) => walk({ n, zones: [['tills', 100_000]] })),
          // Paid after 40 s; paid only after leaving the zone; somebody else's receipt.
          receipt(51, NOON_MS + 40_000),
          receipt(51, NOON_MS + 90_000),
          receipt(52, NOON_MS + 200_000),
          receipt(99, NOON_MS + 10_000),
          ...walk({ n: 56, zones: [['tills', 5000]] }),
          // Past the tills on the way in, and for the wait itself.
          ...walk({
            n: 58,
            zones: [
              ['tills', 15_000],
              ['fruit', 60_000],
              ['tills', 110_000],
            ],
          }),
          ...walk({
            n: 57,
            zones: [
              ['fruit', 5000],
              ['express', 50_000],
            ],
          }),
          revised(footfallQuarter(0), 'footfall', { definition: { ...definitionOf(footfallQuarter(0)), tills: ['tills', 'express'] } }),
        ]);
        const report = await footfall(database, shop, PERIOD, EVENING_MS);
        expect(report.queues).toEqual([{ zone: 'tills', stays: 6, medianMs: 100_000, p90Ms: 105_000 }]);
        expect(report.parameters?.tills).toEqual(['tills', 'express']);
        const all = await footfall(database, shop, PERIOD, EVENING_MS, ALL_TOLD);
        expect(all.queues.map(({ zone, stays }) => [zone, stays])).toEqual([
          ['express', 1],
          ['tills', 6],
        ]);
      });
    });

    describe('everybody together', () => {
      it('people by the doors and passers-by as people, where the doors say how many devices a person has', async () => {
        const shop = 'capture';
        await tell(shop, [
          footfallQuarter(0),
          revised(footfallQuarter(1), 'footfall', { revision: 2 }),
          doorCount(1, NOON_MS + 1000),
          doorCount(2, NOON_MS + 901_000),
        ]);
        const report = await footfall(database, shop, PERIOD, EVENING_MS);
        // 20 devices came in, and 6 people; 80 devices passed by.
        expect(report.capture).toEqual({
          entries: 6,
          passersBy: 24,
          per: 'door-and-passing-devices',
          share: 0.2,
          formula: expect.stringContaining('capture = entries / (entries + passers-by)'),
        });
        expect(report.devices).toEqual({
          entered: 20,
          randomizedShare: 0.88,
          perPerson: 20 / 6,
          excluded: [{ reason: 'listed-fixture', devices: 4 }],
          lateShare: 0.01,
          tooLate: 6,
          scannersHeardShare: 0.75,
        });
        expect(report.grade).toBe('scanners');
        expect(report.parameters).toMatchObject({ engagedMs: 60_000, timezone: 'Europe/Paris' });
        expect(report.quarters.slice(0, 3)).toMatchObject([
          { occupancyMean: 3.5, devicesInside: 20, passersBy: 40, doorIn: 3, provisional: false },
          { occupancyMean: 3.5, devicesInside: 20, passersBy: 40, provisional: false },
          { doorIn: 0, provisional: true },
        ]);
      });

      it('devices beside devices without a door counter, and no capture where no scanner stands outside', async () => {
        await tell('devices', [footfallQuarter(0)]);
        const { capture, devices } = await footfall(database, 'devices', PERIOD, EVENING_MS);
        expect(capture).toMatchObject({ entries: 10, passersBy: 40, per: 'devices', share: 0.2 });
        expect(devices).not.toHaveProperty('perPerson');
        const { passersBy: _, ...inside } = footfallQuarter(0).data as FactOf<'footfall'>['data'];
        await tell('inside-only', [{ ...footfallQuarter(0), data: inside } as FactDraft, doorCount(1)]);
        const report = await footfall(database, 'inside-only', PERIOD, EVENING_MS);
        expect(report).not.toHaveProperty('capture');
        expect(report.quarters[0]).not.toHaveProperty('passersBy');
        expect(report.devices.perPerson).toBeCloseTo(10 / 3);
        await tell('nobody', [
          revised(footfallQuarter(0), 'footfall', { entered: { devices: 0, randomized: 0 }, passersBy: { devices: 0, randomized: 0 } }),
        ]);
        expect((await footfall(database, 'nobody', PERIOD, EVENING_MS)).capture).not.toHaveProperty('share');
      });

      it('a quarter hour is provisional until the shop told of it, or went on to tell later things', async () => {
        const told = async (): Promise<boolean[]> =>
          (await footfall(database, 'provisional', PERIOD, NOON_MS + 59 * MINUTE_MS)).quarters.map(({ provisional }) => provisional);
        await tell('provisional', [footfallQuarter(0), visitOpened(61, NOON_MS + 31 * MINUTE_MS)]);
        expect(await told()).toEqual([false, true, true, true]);
        await tell('provisional', [visitOpened(62, NOON_MS + 34 * MINUTE_MS)]);
        expect(await told()).toEqual([false, false, true, true]);
      });
    });

    describe('paths', () => {
      it('are steps from zone to zone with out before and after, and whole ways, of visits that ended and count', async () => {
        const shop = 'paths';
        await tell(shop, [
          ...walk({ n: 71, zones: ['fruit', 'dairy', 'dairy', ['wine', 5000], 'tills'] }),
          ...walk({ n: 72, zones: ['fruit', 'dairy', 'tills'] }),
          ...walk({ n: 73, zones: ['fruit', 'tills', 'fruit', 'tills'] }),
          ...walk({ n: 74, zones: ['wine'], change: { excluded: 'long-stay' } }),
          ...walk({ n: 75, zones: [['wine', 4000]] }),
          ...walk({ n: 76, zones: ['wine'] }).slice(0, 1),
          visitOpened(76, NOON_MS),
        ]);
        const report = await paths(database, shop, PERIOD, EVENING_MS, ALL_TOLD);
        expect(report.visits).toBe(3);
        expect(report.transitions).toEqual([
          { from: 'dairy', to: 'tills', count: 2, share: 1 },
          { from: 'fruit', to: 'dairy', count: 2, share: 0.5 },
          { from: 'fruit', to: 'tills', count: 2, share: 0.5 },
          { from: 'out', to: 'fruit', count: 3, share: 1 },
          { from: 'tills', to: 'fruit', count: 1, share: 0.25 },
          { from: 'tills', to: 'out', count: 3, share: 0.75 },
        ]);
        expect(report.paths).toEqual([
          { zones: ['fruit', 'dairy', 'tills'], visits: 2 },
          { zones: ['fruit', 'tills', 'fruit', 'tills'], visits: 1 },
        ]);
        expect(report.suppressedShare).toBe(0);
        expect(Check(hqRoutes.paths.response, report)).toBe(true);
        expect((await paths(database, shop, { ...PERIOD, limit: 1 }, EVENING_MS, ALL_TOLD)).paths).toHaveLength(1);
        expect(await paths(database, shop, PERIOD, EVENING_MS)).toMatchObject({
          transitions: [],
          paths: [],
          smallestCell: 10,
          suppressedShare: 1,
        });
        expect(await paths(database, 'no-such-shop', {}, EVENING_MS)).toMatchObject({ visits: 0, transitions: [], suppressedShare: 0 });
      });

      it('a way that few took is not told, nor the only other one, from which it could be had', async () => {
        await tell('rare', [
          ...numbers(81, 4).flatMap((n) => walk({ n, zones: ['fruit'] })),
          ...numbers(91, 6).flatMap((n) => walk({ n, zones: ['dairy'] })),
          ...walk({ n: 99, zones: ['wine', 'dairy'] }),
        ]);
        const cells = { figures: 3, paths: 3 };
        const report = await paths(database, 'rare', PERIOD, EVENING_MS, cells);
        expect(report.paths).toEqual([{ zones: ['dairy'], visits: 6 }]);
        expect(JSON.stringify(report.transitions)).not.toContain('wine');
        expect(report.transitions.every(({ count }) => count >= 3)).toBe(true);
      });
    });
  });
}

function definitionOf({ data }: FactDraft): FactOf<'footfall'>['data']['definition'] {
  return (data as FactOf<'footfall'>['data']).definition;
}
