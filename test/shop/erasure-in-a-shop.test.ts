import { beforeEach, describe, expect, it } from 'vitest';
import { exportSealContext, type Holdings } from '../../contract/privacy.ts';
import { type ErasureRecord, PURPOSES } from '../../contract/records.ts';
import { unseal } from '../../contract/seal.ts';
import { ADA, OPENING_MS, World } from '../support/virtual-shop.ts';

const CARD = 'card:20001234';
const TOKEN_KEY = `token-key:${'5a'.repeat(16)}`;
const ORDER: ErasureRecord = { erasureId: '0e'.repeat(16), subject: ADA, requestedAt: new Date(OPENING_MS).toISOString() };
const RECEIPT = { eventId: 'r-77', card: '20001234', lines: [{ product: 'riesling', quantity: 1, amount: 9.5 }], total: 9.5 };

const SPRING = { type: 'campaign', id: 'spring', name: 'Spring', unit: 'exposures', perMember: 4 };

/** Of whom headquarters was asked what may be spent on them. */
let lentTo: string[];
let world: World;
beforeEach(async () => {
  lentTo = [];
  world = new World();
  world.member(PURPOSES, { identifiers: ['ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7', CARD, TOKEN_KEY] });
  world.offer('wine-5', 'wine');
  world.headquarters.change('config', 'all.campaign-spring', SPRING);
  world.headquarters.grants = ({ campaign, member = '', spent, wanted }) => {
    lentTo.push(member);
    return { campaign, member, granted: spent + Math.floor(wanted), spent, until: '2100-01-01T00:00:00Z' };
  };
  world.order();
  await world.open();
  await world.walk('w1', 40);
  await world.tells('till/till-2/receipt', RECEIPT);
  await world.pass(1000);
});

/** All that outlives the process, but the tombstone and the word of it. */
function remains(): string {
  const state = [...world.disk.state].filter(([key]) => !key.startsWith('erased/'));
  const facts = world.disk.facts.filter(({ type }) => type !== 'aislegate.fact.erasure');
  return JSON.stringify([state, facts, [...world.replica], [...world.members.rows.keys()]]);
}

describe('a member who is erased in the middle of a visit', () => {
  beforeEach(async () => {
    expect([world.shown('wine-screen').at(-1), world.alerts().at(-1)?.state]).toEqual(['wine-5', 'ringing']);
    expect(remains()).toContain(ADA);
    expect(JSON.parse(world.disk.state.get(`budget-of/${ADA}`) ?? '')).toMatchObject({ leases: { spring: { granted: 4, spent: 1 } } });
    expect(lentTo).toContain(ADA);
    lentTo = [];
    world.headquarters.change('erasures', `all.${ADA}`, ORDER);
    await world.pass(1000);
  });

  it('is gone from keys, secrets, records, orders, memory and facts; the alert and the offer end; headquarters is told once', async () => {
    expect(world.keys.has(ADA)).toBe(false);
    expect(remains()).not.toContain(ADA);
    expect(world.shop.size()).toMatchObject({ members: 0, visitsOpen: 0 });
    expect(world.alerts().at(-1)).toMatchObject({ state: 'expired', orderNumber: '' });
    expect(world.alerts().at(-1)).not.toHaveProperty('customer');
    expect(world.shop.screenState('wine-screen')).toBe('idle');
    expect(world.facts('visit-opened')).toEqual([]);
    expect(world.facts('void').length).toBeGreaterThan(3);
    expect(world.facts('erasure')).toMatchObject([{ ...ORDER, removed: { keys: 1, members: 1, orders: 1 } }]);
    const numbers = world.disk.facts.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('walks on as somebody nobody knows, and nothing that comes late or again brings anything back', async () => {
    world.member();
    world.order();
    await world.walk('w1', 20);
    await world.tells('till/till-2/receipt', { ...RECEIPT, eventId: 'r-78' });
    await world.tells('card/b1/tap', { card: '20001234', eventId: 'tap-9' });
    await world.pass(700_000);
    expect(remains()).not.toContain(ADA);
    expect(lentTo).toEqual([]);
    expect(world.facts('receipt')).toMatchObject([{ till: 'till-2', lines: [{ product: 'riesling' }] }]);
    expect(world.facts('receipt')[0]).not.toHaveProperty('subject');
    await world.close();
    await world.open();
    world.headquarters.change('erasures', `all.${ADA}`, { ...ORDER });
    await world.walk('w1', 20);
    expect(remains()).not.toContain(ADA);
    expect(world.facts('erasure')).toHaveLength(1);
  });
});

describe('a shop that was cut off', () => {
  it('erases when it returns, and what it told before of that member is void by then', async () => {
    world.headquarters.cut();
    world.headquarters.change('erasures', `all.${ADA}`, ORDER);
    await world.walk('b1', 20);
    expect(world.keys.has(ADA)).toBe(true);
    const heardBefore = world.headquarters.received.length;
    world.headquarters.restore();
    await world.pass(60_000);
    expect(remains()).not.toContain(ADA);
    const told = world.headquarters.received.slice(heardBefore).filter(({ type }) => type !== 'aislegate.fact.erasure');
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain(ADA);
  });

  it('erases at once when headquarters says so to a shop that is connected', async () => {
    world.headquarters.erase(ORDER);
    await world.pass(250);
    expect(world.facts('erasure')).toHaveLength(1);
    world.headquarters.change('erasures', `all.${ADA}`, ORDER);
    await world.pass(250);
    expect(world.facts('erasure')).toHaveLength(1);
  });
});

describe('a member who asks in the shop', () => {
  it('is told everything that the shop holds, opened; headquarters gets the same sealed', () => {
    const subject = world.shop.privacy.subjectOf('M-1') ?? '';
    expect(subject).toBe(ADA);
    const told = JSON.stringify(world.shop.privacy.holdingsOf(subject));
    for (const clear of ['Ada', CARD, 'A-17', 'riesling', 'wine-5', 'visit/']) expect(told).toContain(clear);

    const key = world.keys.get(ADA) ?? new Uint8Array(32);
    const requestId = '0a'.repeat(16);
    const parts = world.headquarters.ask({ requestId, subject });
    expect(JSON.stringify(parts)).not.toContain('Ada');
    const opened = parts.flatMap(({ part, sealed }) => unseal(key, exportSealContext(requestId, part), sealed ?? '') as Holdings);
    expect(JSON.stringify(opened)).toBe(told);
    expect(world.headquarters.ask({ requestId, subject: 'ef'.repeat(16) })).toEqual([{ requestId, part: 0, parts: 0 }]);
  });

  it('is erased here at once, also while headquarters is away', async () => {
    world.headquarters.cut();
    const { subject } = await world.shop.privacy.erase(ADA);
    expect(subject).toBe(ADA);
    expect(remains()).not.toContain(ADA);
    expect(world.facts('erasure')).toHaveLength(1);
  });
});
