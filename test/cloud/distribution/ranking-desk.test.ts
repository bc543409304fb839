import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createOutbound } from '../../../cloud/distribution/outbound.ts';
import { createRankingDesk, type RankingDesk } from '../../../cloud/distribution/ranking-desk.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { checker } from '../../../contract/check.ts';
import { ConfigRecord } from '../../../contract/offers/config-record.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { FakeBuckets } from '../../fakes/buckets.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hqDatabase } from '../../support/hq-database.ts';

const DAY = 86_400_000;
const T = Date.UTC(2026, 0, 1);
let desk: RankingDesk;
let buckets: FakeBuckets;
let clock: VirtualClock;
let telemetry: FakeTelemetry;

let database: Database;

beforeAll(async () => {
  database = await hqDatabase();
}, 60_000);
afterAll(() => database.close());

beforeEach(async () => {
  await database.query('delete from rankings');
  await database.query('delete from outbound');
  clock = new VirtualClock(T);
  buckets = new FakeBuckets();
  telemetry = new FakeTelemetry();
  const outbound = createOutbound({ database, buckets, telemetry });
  desk = createRankingDesk({ database, outbound, random: seededRandom(1), clock, telemetry });
});

const published = () => buckets.get('config', 'all.ranking-all') as ConfigRecord;

it('draws a tenth of the members at the first start of headquarters, by a salt of its own, and tells every shop', async () => {
  await desk.prepare();
  const record = published();
  expect(checker(ConfigRecord)(record).ok).toBe(true);
  expect(record).toMatchObject({ type: 'ranking', serve: 'auto', holdoutShare: 0.1 });
  await clock.advance(DAY);
  await desk.prepare();
  expect(published()).toEqual(record);
  expect(await desk.now()).toMatchObject({ record, drawnSince: new Date(T) });
  expect(buckets.calls).toHaveLength(1);
});

it('begins a new count when members are drawn anew, and not when only the order of offers changes', async () => {
  await desk.prepare();
  await clock.advance(DAY);
  expect(await desk.change({ serve: 'model', switchedOn: true }, 'anna')).toMatchObject({ drawnSince: new Date(T) });
  expect(published()).toMatchObject({ serve: 'model', switchedOn: true, holdoutShare: 0.1 });
  expect((await desk.change({ holdoutShare: 0.05 }, 'anna')).drawnSince).toEqual(new Date(T + DAY));
  await clock.advance(90 * DAY);
  const before = await desk.now();
  const renewed = await desk.renew('anna');
  expect(renewed).toMatchObject({ record: { serve: 'model', holdoutShare: 0.05 }, drawnSince: new Date(T + 91 * DAY) });
  expect(renewed.record.holdoutSalt).not.toBe(before.record.holdoutSalt);
  expect(published()).toEqual(renewed.record);
});

it('is ready without having been prepared, and keeps for later what the buckets do not take', async () => {
  buckets.reachable = false;
  expect((await desk.now()).record.holdoutShare).toBe(0.1);
  expect(telemetry.logged.map((entry) => JSON.stringify(entry)).join()).toContain('HQ_OUTBOUND_WAITING');
  buckets.reachable = true;
  await desk.change({}, 'anna');
  expect(published()).toMatchObject({ type: 'ranking' });
});
