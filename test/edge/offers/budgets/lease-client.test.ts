import { beforeEach, describe, expect, it } from 'vitest';
import { instantText } from '../../../../contract/instant.ts';
import type { Campaign, LeaseRequest } from '../../../../contract/offers/budget.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { MemoryJournal } from '../../../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { BUDGET_PREFIX, createBudgets } from '../../../../edge/offers/budgets/budgets.ts';
import { createLeaseClient } from '../../../../edge/offers/budgets/lease-client.ts';
import { FakeHeadquarters } from '../../../fakes/fake-headquarters.ts';
import { anOffer, NOON_MS } from '../rules/made-up-moment.ts';

const SPRING: Campaign = { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', total: 100, grant: 4 };
const ANNA = 'a'.repeat(32);
const OFFER = anOffer();

let clock: VirtualClock;
let journal: MemoryJournal;
let headquarters: FakeHeadquarters;
let asked: LeaseRequest[];
let running: Campaign[];
beforeEach(() => {
  clock = new VirtualClock(NOON_MS);
  journal = new MemoryJournal({ shop: 'demo', clock, random: seededRandom(1) });
  headquarters = new FakeHeadquarters();
  asked = [];
  running = [SPRING];
  headquarters.grants = (request) => {
    asked.push(request);
    const { campaign, spent, wanted } = request;
    return { campaign, spent, granted: spent + wanted, until: instantText(clock.nowMs() + 86_400_000) };
  };
});

function shop() {
  const budgets = createBudgets({ saved: [], savedOfMembers: [], startedAt: NOON_MS, dayOf: () => 'today' });
  const client = createLeaseClient({ budgets, headquarters, journal, clock, running: () => running });
  return { budgets, client, canPay: () => budgets.refusals(SPRING, OFFER, ANNA, clock.nowMs()).length === 0 };
}

describe('a shop that has budgets to spend', () => {
  it('asks headquarters ahead by itself, and keeps what it was granted', async () => {
    const { client, canPay } = shop();
    const stop = client.start();
    await clock.advance(10_000);
    expect(asked).toEqual([{ campaign: 'spring', spent: 0, wanted: 4, at: instantText(NOON_MS + 10_000) }]);
    expect(canPay()).toBe(true);
    expect(journal.state(BUDGET_PREFIX)).toMatchObject([{ value: { granted: 4, spent: 0 } }]);
    await clock.advance(60_000);
    expect(asked).toHaveLength(1);
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
    expect(canPay()).toBe(false);
  });

  it('gives back what is left when the campaign is over, on disk before it is told', async () => {
    const { budgets, client, canPay } = shop();
    await client.work();
    await journal.append([], [...budgets.hold('1'.repeat(32), SPRING, OFFER, NOON_MS, ANNA, NOON_MS)]);
    running = [];
    await client.work();
    expect(asked).toHaveLength(1);
    await clock.advance(180_000);
    headquarters.grants = (request) => {
      asked.push(request);
      expect(journal.state(BUDGET_PREFIX)).toMatchObject([{ value: { granted: 0, spent: 0 } }]);
      return { ...request, granted: 0, until: instantText(NOON_MS) };
    };
    await client.work();
    expect(asked.at(-1)).toMatchObject({ campaign: 'spring', spent: 0, wanted: 0 });
    expect(canPay()).toBe(false);
  });
});
