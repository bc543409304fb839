import { beforeEach, describe, expect, it } from 'vitest';
import { type Grant, grantAfter, NO_GRANT, replyOf } from '../../../../cloud/budgets/grant.ts';
import { instantText } from '../../../../contract/instant.ts';
import { type Campaign, type LeaseRequest, NOTHING_MORE } from '../../../../contract/offers/budget.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { MemoryJournal } from '../../../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { MEMBER_BUDGET_PREFIX } from '../../../../edge/offers/budgets/accounts.ts';
import { BUDGET_PREFIX, createBudgets } from '../../../../edge/offers/budgets/budgets.ts';
import { createLeaseClient } from '../../../../edge/offers/budgets/lease-client.ts';
import { FakeHeadquarters } from '../../../fakes/fake-headquarters.ts';
import { anOffer, NOON_MS } from '../rules/made-up-moment.ts';

const SPRING: Campaign = { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', total: 100, grant: 4 };
const HERS: Campaign = { type: 'campaign', id: 'hers', name: 'Hers', unit: 'exposures', perMember: 2 };
const MINUTE_MS = 60_000;
const ANNA = 'a'.repeat(32);
const BO = 'b'.repeat(32);
const OFFER = anOffer();

let clock: VirtualClock;
let journal: MemoryJournal;
let headquarters: FakeHeadquarters;
let asked: LeaseRequest[];
let running: Campaign[];
let visitors: string[];
let refusing: Set<string>;
/** What headquarters granted, of a campaign or of a member's part. */
let grants: Map<string, Grant>;
beforeEach(() => {
  clock = new VirtualClock(NOON_MS);
  journal = new MemoryJournal({ shop: 'demo', clock, random: seededRandom(1) });
  headquarters = new FakeHeadquarters();
  asked = [];
  running = [SPRING];
  visitors = [];
  refusing = new Set();
  grants = new Map();
  headquarters.grants = (request) => {
    asked.push(request);
    const { campaign, member } = request;
    const key = `${campaign} ${member}`;
    const { unit, total, perMember } = [SPRING, HERS].find(({ id }) => id === campaign) ?? SPRING;
    const limit = (member === undefined ? total : perMember) ?? 0;
    const after = grantAfter(grants.get(key) ?? NO_GRANT, request, { unit, limit, others: 0, now: clock.nowMs() });
    grants.set(key, after);
    return replyOf(request, after);
  };
});

function shop() {
  const budgets = createBudgets({ saved: [], savedOfMembers: [], startedAt: NOON_MS, dayOf: () => 'today' });
  const client = createLeaseClient({
    ...{ budgets, headquarters, journal, clock },
    running: () => running,
    visitors: () => visitors,
    mayOffer: (subject) => !refusing.has(subject),
  });
  const canPay = (campaign = SPRING, subject = ANNA) => budgets.refusals(campaign, OFFER, subject, clock.nowMs()).length === 0;
  return { budgets, client, canPay };
}

/** What is under way comes to its end; no time passes. */
const soon = () => new Promise((resolve) => setImmediate(resolve));
const wantedOf = (subject: string) => asked.filter(({ member }) => member === subject).map(({ wanted }) => wanted);

describe('a shop that has budgets to spend', () => {
  it('tells headquarters what it has, asks ahead by itself, and keeps what it was granted', async () => {
    const { client, canPay } = shop();
    const stop = client.start();
    await clock.advance(10_000);
    expect(asked).toEqual([
      { campaign: 'spring', spent: 0, wanted: NOTHING_MORE, at: instantText(NOON_MS + 10_000) },
      { campaign: 'spring', spent: 0, wanted: 4, at: instantText(NOON_MS + 10_001) },
    ]);
    expect(canPay()).toBe(true);
    expect(journal.state(BUDGET_PREFIX)).toMatchObject([{ value: { granted: 4, spent: 0 } }]);
    await clock.advance(60_000);
    expect(asked).toHaveLength(2);
    stop();
  });

  it('changes nothing while headquarters is away, and asks again', async () => {
    const { client, canPay } = shop();
    headquarters.cut();
    await client.work();
    expect([canPay(), journal.state(BUDGET_PREFIX)]).toEqual([false, []]);
    headquarters.restore();
    await client.work();
    expect(canPay()).toBe(true);
  });

  it('believes no answer to another question', async () => {
    const { client, canPay } = shop();
    headquarters.grants = () => ({ campaign: 'autumn', granted: 50, spent: 0, until: '2100-01-01T00:00:00Z' });
    await client.work();
    headquarters.grants = () => ({ campaign: 'spring', member: ANNA, granted: 50, spent: 0, until: '2100-01-01T00:00:00Z' });
    await client.work();
    expect(canPay()).toBe(false);
  });

  it('gives back what is left when the campaign is over, on disk before it is told, until it is heard', async () => {
    const { budgets, client, canPay } = shop();
    await client.work();
    await journal.append([], [...budgets.hold('1'.repeat(32), SPRING, OFFER, NOON_MS, ANNA, NOON_MS)]);
    running = [];
    await client.work();
    expect(asked).toHaveLength(2);
    await clock.advance(180_000);
    headquarters.cut();
    await client.work();
    expect(journal.state(BUDGET_PREFIX)).toMatchObject([{ value: { granted: 0, spent: 0, isOwed: true } }]);
    headquarters.restore();
    await client.work();
    await client.work();
    expect(asked.slice(2)).toMatchObject([{ campaign: 'spring', spent: 0, wanted: 0 }]);
    expect(journal.state(BUDGET_PREFIX)[0]?.value).not.toHaveProperty('isOwed');
    expect(canPay()).toBe(false);
  });
});

describe('a shop to which a member comes', () => {
  beforeEach(() => {
    running = [HERS];
  });

  it('asks at once for what may be spent on her, once, and for nobody who does not agree', async () => {
    const { client, canPay } = shop();
    refusing.add(BO);
    for (const subject of [ANNA, BO, ANNA]) client.recognised(subject, NOON_MS);
    await soon();
    expect(asked.map(({ member, wanted }) => [member, wanted])).toEqual([
      [ANNA, NOTHING_MORE],
      [ANNA, 2],
    ]);
    expect(canPay(HERS)).toBe(true);
    expect(journal.state(MEMBER_BUDGET_PREFIX)).toMatchObject([{ value: { leases: { hers: { granted: 2, spent: 0 } } } }]);
    client.recognised(ANNA, NOON_MS);
    await client.work();
    expect(asked).toHaveLength(2);
  });

  it('asks for nobody who was heard somewhere an hour ago', async () => {
    const { client } = shop();
    client.recognised(ANNA, NOON_MS - 3_600_000);
    await client.work();
    expect(asked).toEqual([]);
  });

  it('asks for many side by side, and for those whom it could not ask for with the next round', async () => {
    const { client, canPay } = shop();
    const subjects = Array.from({ length: 100 }, (_, n) => n.toString(16).padStart(32, '0'));
    headquarters.lease = async () => Promise.reject(new Error('away for a moment'));
    for (const subject of subjects) client.recognised(subject, NOON_MS);
    await soon();
    expect(asked).toEqual([]);
    headquarters.lease = FakeHeadquarters.prototype.lease;
    await client.work();
    expect(subjects.filter((subject) => canPay(HERS, subject))).toHaveLength(100);
    expect(asked).toHaveLength(200);
  });

  it('has never more than a few requests on their way', async () => {
    const { client } = shop();
    let most = 0;
    let now = 0;
    headquarters.lease = async (request) => {
      now += 1;
      most = Math.max(most, now);
      await soon();
      now -= 1;
      return headquarters.grants(request);
    };
    for (let n = 0; n < 50; n += 1) client.recognised(n.toString(16).padStart(32, '0'), NOON_MS);
    visitors = Array.from({ length: 50 }, (_, n) => n.toString(16).padStart(32, 'f'));
    await client.work();
    expect(most).toBeLessThanOrEqual(16);
    expect(asked).toHaveLength(200);
  });

  it('gives back what is left a while after she has gone, and asks anew when she comes again', async () => {
    const { client, canPay } = shop();
    client.recognised(ANNA, NOON_MS);
    visitors = [ANNA];
    await client.work();
    await clock.advance(20 * MINUTE_MS);
    await client.work();
    visitors = [];
    await clock.advance(5 * MINUTE_MS);
    await client.work();
    expect(canPay(HERS)).toBe(true);
    await clock.advance(1000);
    await client.work();
    expect(canPay(HERS)).toBe(false);
    expect(grants.get(`hers ${ANNA}`)).toMatchObject({ granted: 0 });
    client.recognised(ANNA, clock.nowMs());
    await soon();
    expect(canPay(HERS)).toBe(true);
    expect(wantedOf(ANNA)).toEqual([NOTHING_MORE, 2, NOTHING_MORE, 0, 2]);
  });

  it('keeps what it has while it is cut off, and gives it back when the link is there again', async () => {
    const { client, canPay } = shop();
    client.recognised(ANNA, NOON_MS);
    await soon();
    headquarters.cut();
    await clock.advance(60 * MINUTE_MS);
    client.recognised(BO, clock.nowMs());
    await client.work();
    expect([canPay(HERS), canPay(HERS, BO)]).toEqual([true, false]);
    headquarters.restore();
    await client.work();
    expect([canPay(HERS), canPay(HERS, BO)]).toEqual([false, true]);
    expect(grants.get(`hers ${ANNA}`)).toMatchObject({ granted: 0 });
  });

  it('keeps of others what it has when the link is lost while it gives back', async () => {
    const { client, canPay } = shop();
    const subjects = Array.from({ length: 50 }, (_, n) => n.toString(16).padStart(32, '0'));
    for (const subject of subjects) client.recognised(subject, NOON_MS);
    await client.work();
    await soon();
    await clock.advance(6 * MINUTE_MS);
    headquarters.lease = async () => Promise.reject(new Error('away'));
    await client.work();
    expect(subjects.filter((subject) => canPay(HERS, subject)).length).toBeGreaterThanOrEqual(42);
  });

  it('keeps nothing of an answer about somebody who was erased meanwhile', async () => {
    const { budgets, client } = shop();
    client.recognised(ANNA, NOON_MS);
    client.forget(ANNA);
    budgets.forget(ANNA);
    await soon();
    await client.work();
    expect(journal.state(MEMBER_BUDGET_PREFIX)).toEqual([]);
  });
});
