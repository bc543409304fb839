import { expect, it } from 'vitest';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { startRetention } from '../../edge/retention.ts';
import { fakeAuditLog } from '../fakes/audit-log.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2027, 5, 1);

function shop(forget: (t: number) => Promise<number>) {
  const clock = new VirtualClock(START_MS);
  const telemetry = new FakeTelemetry();
  const dropped: number[] = [];
  const audit = { ...fakeAuditLog(), dropBefore: async (t: number) => dropped.push(t), end: () => ({ number: 7, hash: 'ab' }) };
  const stop = startRetention({ forgetOffersBefore: forget, audit, clock, telemetry, days: { auditDays: 1096, offerHistoryDays: 400 } });
  return { clock, telemetry, audit, dropped, stop };
}

it('forgets every hour what it has known for long enough, and says how many that were', async () => {
  const asked: number[] = [];
  const { clock, audit, dropped, telemetry, stop } = shop(async (t) => (asked.push(t) === 1 ? 3 : 0));
  await clock.advance(2 * 3_600_000);
  stop();
  await clock.advance(3_600_000);
  expect(asked).toEqual([1, 2].map((hours) => START_MS + hours * 3_600_000 - 400 * DAY_MS));
  expect(dropped).toEqual([1, 2].map((hours) => START_MS + hours * 3_600_000 - 1096 * DAY_MS));
  expect(audit.entries).toEqual([{ action: 'retention-applied', by: 'aislegate', what: 'offer-history', counts: { members: 3 } }]);
  expect(telemetry.value('aislegate_retention_removed_total', { class: 'offer-history' })).toBe(3);
  // Once a day, for whoever collects logs.
  expect(telemetry.logged).toEqual([{ level: 'info', what: 'audit log ends', fields: { number: 7, hash: 'ab' } }]);
});

it('tries again an hour later where the disk refuses', async () => {
  let refusals = 1;
  const { clock, telemetry, dropped } = shop(() => (refusals-- > 0 ? Promise.reject(new Error('full')) : Promise.resolve(0)));
  await clock.advance(3_600_000);
  expect(telemetry.logged).toMatchObject([{ level: 'error', what: 'RET_WAITING' }]);
  await clock.advance(3_600_000);
  expect(dropped).toHaveLength(1);
});
