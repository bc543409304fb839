import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutbound } from '../../../cloud/distribution/outbound.ts';
import { createRankingDesk, type RankingDesk } from '../../../cloud/distribution/ranking-desk.ts';
import { chainTrial, switchOnEvidence } from '../../../cloud/offers/chain-trial.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { fakeAuditLog } from '../../fakes/audit-log.ts';
import { FakeBuckets } from '../../fakes/buckets.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hqDatabase } from '../../support/hq-database.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;

let database: Database;
let ranking: RankingDesk;
let buckets: FakeBuckets;
let audit: ReturnType<typeof fakeAuditLog>;
const clock = { nowMs: () => NOW };
const telemetry = new FakeTelemetry();

beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.query('truncate decisions, exposures, redemptions, rankings, outbound');
  buckets = new FakeBuckets();
  audit = fakeAuditLog();
  ranking = createRankingDesk({
    database,
    outbound: createOutbound({ database, buckets, telemetry }),
    random: seededRandom(1),
    clock,
    telemetry,
  });
  await ranking.prepare();
});

const hex = (number: number): string => number.toString(16).padStart(32, '0');

/** Offers that were shown in place 2 of the served order; `trial` is where the model would have put them. */
async function shown(
  count: number,
  { trial, from = 0, daysAgo = 10, shop = 'lyon-3' }: { trial: 1 | 3; from?: number; daysAgo?: number; shop?: string },
) {
  const shadow = trial === 1 ? 0.9 : 0.001;
  const candidates = [
    { offer: 'a', score: 0.2, value: 0.2, propensity: 0.5, shadow: 0.02 },
    { offer: 'b', score: 0.1, value: 0.1, propensity: 0.5, shadow },
    { offer: 'c', score: 0.05, value: 0.05, propensity: 0, shadow: 0.01 },
  ];
  const at = new Date(NOW - daysAgo * DAY_MS).toISOString();
  for (let number = from; number < from + count; number += 1) {
    await database.query(
      `insert into decisions (shop, decision_id, visit_id, subject, zone, decided_at, model, explore_share, chosen, explored, propensity,
         candidates, ranker, arm, shadow) values ($1, $2, $2, $3, 'wine', $4::timestamptz, 'count-rule', 0.05, 'b', true, 0.5, $5::jsonb, 'count-rule', 'treated', 'm1')`,
      [shop, hex(number), hex(number % 97), at, JSON.stringify(candidates)],
    );
    await database.query(
      `insert into exposures (shop, delivery_id, decision_id, visit_id, subject, offer, zone, screen, pushed_at, shown_at)
       values ($1, $2, $2, $2, $3, 'b', 'wine', 's1', $4::timestamptz, $4::timestamptz)`,
      [shop, hex(number), hex(number % 97), at],
    );
    await database.query(
      `insert into redemptions (shop, redemption_id, decision_id, subject, offer, receipt_id, proof, at)
       values ($1, $2, $2, $3, 'b', $2, 'code', $4::timestamptz)`,
      [shop, hex(number), hex(number % 97), at],
    );
  }
}

const settle = () => switchOnEvidence({ database, ranking, clock, telemetry, account: audit.append });

describe('the trial of the model over all shops', () => {
  it('counts what members redeemed higher up in its order, once the outcome is known', async () => {
    await shown(40, { trial: 1 });
    await shown(5, { trial: 3, from: 40, daysAgo: 1 });
    const { isBetter, evidence } = await chainTrial({ database }, NOW);
    expect(evidence).toMatchObject({ decisions: 40, members: 40, redemptions: 40, mean: expect.closeTo(1 - 1 / Math.log2(3), 6) });
    expect(isBetter).toBe(false);
  });

  it('lets the model order all shops once 500 redemptions say that it orders better, with the evidence on record', async () => {
    await shown(300, { trial: 1 });
    expect(await settle()).toBe(false);
    await shown(260, { trial: 1, from: 300, shop: 'nice-1' });
    expect(await settle()).toBe(true);
    expect((await ranking.now()).record).toMatchObject({ serve: 'auto', switchedOn: true, evidence: { redemptions: 560, members: 97 } });
    expect(buckets.get('config', 'all.ranking-all')).toMatchObject({ switchedOn: true, evidence: { redemptions: 560 } });
    expect(audit.entries).toMatchObject([{ action: 'ranking-changed', by: 'aislegate', counts: { redemptions: 560 } }]);
    expect(await settle()).toBe(false);
  });

  it('never switches where the model orders worse, nor where people decided', async () => {
    await shown(520, { trial: 3 });
    expect(await settle()).toBe(false);
    await ranking.change({ serve: 'count-rule' }, 'anna');
    expect(await settle()).toBe(false);
  });

  it('forgets the evidence with the switch when people go back', async () => {
    await ranking.change({ switchedOn: true, evidence: { redemptions: 560 } }, 'aislegate');
    const { record } = await ranking.change({ serve: 'count-rule', switchedOn: false }, 'anna');
    expect(record.evidence).toBeUndefined();
  });
});
