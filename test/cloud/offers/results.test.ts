import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFactStore } from '../../../cloud/facts/store.ts';
import { offerResults, rankerChanges } from '../../../cloud/offers/results.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { removeRows } from '../../../cloud/privacy/rows.ts';
import type { FactDraft } from '../../../contract/facts/fact.ts';
import type { Decision, ResponseKind } from '../../../contract/facts/offer-facts.ts';
import { instantText } from '../../../contract/instant.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { numberedFact } from '../../../edge/journal/fact.ts';
import { rawOf } from '../../contract/fact-store.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hexId, NOON_MS } from '../../support/facts.ts';
import { hqDatabase } from '../../support/hq-database.ts';

const AT = instantText(NOON_MS);
const subjectOf = (n: number): string => hexId(2, n);
let database: Database;
let sequence = 0;

beforeAll(async () => {
  database = await hqDatabase();
}, 60_000);
afterAll(() => database.close());

async function tell(...drafts: FactDraft[]): Promise<void> {
  const store = createFactStore({ database, clock: new VirtualClock(NOON_MS), telemetry: new FakeTelemetry() });
  await store.commit(
    drafts.map((draft) => {
      sequence += 1;
      return rawOf(numberedFact('demo', { epoch: 'a'.repeat(24), sequence }, draft));
    }),
  );
}

function decided(n: number, more: Partial<Decision> = {}): FactDraft {
  const data: Decision = {
    decisionId: hexId(5, n),
    visitId: hexId(1, n),
    subject: subjectOf(n),
    zone: 'wine',
    decidedAt: AT,
    trigger: 'zone',
    ranker: 'count-rule',
    model: 'count-rule 1',
    book: '0'.repeat(16),
    arm: 'treated',
    audience: 1,
    exploreShare: 0.05,
    seed: '0'.repeat(16),
    candidates: [],
    refused: [],
    chosen: 'red',
    explored: false,
    propensity: 1,
    contributions: [],
    ...more,
  };
  return { kind: 'decision', t: NOON_MS, data };
}

const exposed = (n: number): FactDraft => ({
  kind: 'exposure',
  t: NOON_MS,
  data: {
    deliveryId: hexId(6, n),
    decisionId: hexId(5, n),
    visitId: hexId(1, n),
    subject: subjectOf(n),
    offer: 'red',
    zone: 'wine',
    screen: 'wine-1',
    pushedAt: AT,
    shownAt: AT,
  },
});

const answered = (n: number, response: ResponseKind, id = n): FactDraft => ({
  kind: 'response',
  t: NOON_MS,
  data: { responseId: hexId(7, id), subject: subjectOf(n), response, at: AT, decisionId: hexId(5, n), offer: 'red' },
});

const redeemed = (n: number): FactDraft => ({
  kind: 'redemption',
  t: NOON_MS,
  data: {
    redemptionId: hexId(8, n),
    decisionId: hexId(5, n),
    subject: subjectOf(n),
    offer: 'red',
    receiptId: hexId(9, n),
    proof: 'code',
    at: AT,
  },
});

it('tells what became of each offer, by what ordered it and by arm, and of too few members nothing', async () => {
  for (let n = 0; n < 8; n += 1) await tell(decided(n), exposed(n));
  for (let n = 8; n < 14; n += 1) await tell(decided(n, { arm: 'holdout' }));
  await tell(decided(20, { ranker: 'model' }), decided(21, { chosen: 'white' }));
  await tell(answered(0, 'touched'), answered(1, 'ignored'), answered(2, 'dismissed'), answered(2, 'not-interested', 102));
  // Told twice, as after the restore of a backup, each of them counts once.
  await tell(redeemed(0), redeemed(0), redeemed(3), answered(0, 'touched'));
  expect(await offerResults(database, {}, 5)).toEqual([
    {
      offer: 'red',
      ranker: 'count-rule',
      arm: 'treated',
      chosen: 8,
      members: 8,
      exposures: 8,
      touched: 1,
      ignored: 1,
      dismissed: 1,
      notInterested: 1,
      redemptions: 2,
    },
    expect.objectContaining({ offer: 'red', arm: 'holdout', chosen: 6, exposures: 0, redemptions: 0 }),
  ]);
  expect(await offerResults(database, { shop: 'other' }, 5)).toEqual([]);
});

it('tells what changed in the order of offers, with its evidence', async () => {
  const evidence = { members: 512, low: 0.004 };
  await tell({ kind: 'ranker', t: NOON_MS, data: { change: 'switched', at: AT, by: 'edge', from: 'count-rule', to: 'model 2', evidence } });
  expect(await rankerChanges(database, {})).toEqual([
    { shop: 'demo', change: 'switched', at: AT, by: 'edge', from: 'count-rule', to: 'model 2', evidence },
  ]);
});

it('forgets the answers and redemptions of a member who is erased', async () => {
  const removed = await database.transaction((tx) => removeRows(tx, subjectOf(0), AT));
  expect(removed).toMatchObject({ responses: 1, redemptions: 1 });
  expect(await offerResults(database, {}, 5)).toMatchObject([{ members: 7, touched: 0, redemptions: 1 }, { arm: 'holdout' }]);
});
