import { beforeEach, describe, expect, it } from 'vitest';
import { PURPOSES } from '../../contract/records.ts';
import { ADA, OPENING_MS, TAG, World } from '../support/virtual-shop.ts';

const SECOND_TAG = TAG.replace(/1-7$/u, '1-8');

let world: World;
beforeEach(async () => {
  world = new World();
  world.member(PURPOSES, { identifiers: [TAG, 'card:20001234'], devices: [[SECOND_TAG]] });
  world.offer('rolls-5', 'bakery');
  world.offer('riesling-3', 'wine');
  world.order();
  await world.open();
});

/** The first phone in the bakery and the second among the wines, for so long. */
async function apart(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    world.hears('b1', TAG);
    world.hears('w1', SECOND_TAG);
    await world.pass(1000);
  }
}

describe('two phones of a household that shares a card', () => {
  it('are two visits of one member, each with offers where it is', async () => {
    await apart(60);
    const visits = world.facts('visit-opened');
    expect(visits.map(({ subject, zone }) => [subject, zone])).toEqual([
      [ADA, 'bakery'],
      [ADA, 'wine'],
    ]);
    expect(new Set(visits.map(({ visitId }) => visitId)).size).toBe(2);
    expect(world.shown('bakery-screen')).toEqual(['rolls-5']);
    expect([...world.shown('wine-screen'), ...world.shown('wine-till')]).toEqual(['riesling-3']);
    await world.pass(700_000);
    expect(world.facts('visit-closed')).toHaveLength(2);
    expect(world.facts('security')).toEqual([]);
  });

  it('fetch one order: staff are told once, and the alert goes on with who is still there', async () => {
    await apart(30);
    expect(world.facts('pickup').map(({ stage }) => stage)).toEqual(['alerted']);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'ringing', zone: 'Bakery' });
    await world.stays('w1', 650, SECOND_TAG);
    expect(world.facts('visit-closed')).toHaveLength(1);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'ringing', zone: 'Wine' });
    await world.pass(700_000);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'expired' });
    expect(world.facts('pickup').map(({ stage }) => stage)).toEqual(['alerted', 'expired']);
  });

  it('are told apart at a reader: who stands there shows the card', async () => {
    await apart(30);
    await world.tells('card/w1/tap', { card: '20001234' });
    await world.pass(1000);
    expect(world.facts('visit-opened')).toHaveLength(2);
    await world.pass(700_000);
    expect(world.facts('zone-stay').map(({ zone }) => zone)).toEqual(['bakery', 'wine']);
  });

  it('walk on by themselves after a restart', async () => {
    await apart(30);
    await world.close();
    await world.pass(5000);
    await world.open();
    await apart(30);
    await world.pass(700_000);
    expect(world.facts('visit-opened')).toHaveLength(2);
    expect(world.facts('visit-closed').map(({ subject }) => subject)).toEqual([ADA, ADA]);
  });

  it('are both forgotten when the member no longer wants to be known', async () => {
    await apart(30);
    const consents = PURPOSES.map((purpose) => ({
      purpose,
      givenAt: '2026-01-01T00:00:00Z',
      withdrawnAt: new Date(OPENING_MS).toISOString(),
    }));
    world.member(PURPOSES, { identifiers: [TAG], devices: [[SECOND_TAG]], consents });
    await world.pass(5000);
    expect(world.shop.size().visitsOpen).toBe(0);
  });
});

describe('a card that is shown', () => {
  beforeEach(async () => {
    world.member(PURPOSES, { identifiers: ['card:20001234'] });
    await world.pass(3000);
  });

  it('at a screen says who stands before it, without a phone', async () => {
    await world.tells('card/bakery-screen/tap', { card: '20001234' });
    await world.pass(250);
    expect(world.facts('tap')).toMatchObject([{ reader: 'bakery-screen', zone: 'bakery', subject: ADA }]);
    expect(world.facts('visit-opened')).toMatchObject([{ zone: 'bakery' }]);
    expect(world.shown('bakery-screen')).toEqual(['rolls-5']);
  });

  it('elsewhere ends the stay at the place before', async () => {
    await world.tells('card/bakery-screen/tap', { card: '20001234' });
    await world.pass(20_000);
    await world.tells('card/wine-screen/tap', { card: '20001234' });
    await world.pass(700_000);
    expect(world.facts('zone-stay').map(({ zone }) => zone)).toEqual(['bakery', 'wine']);
    expect(world.facts('visit-closed')).toMatchObject([{ zones: 2, end: 'silent' }]);
  });

  it('at the till closes the loop: the receipt is of the visit', async () => {
    const bought = { eventId: 'r-1', card: '20001234', lines: [{ product: 'riesling', quantity: 1, amount: 9.5 }], total: 9.5 };
    await world.tells('card/bakery-screen/tap', { card: '20001234' });
    await world.pass(20_000);
    await world.tells('till/wine-till/receipt', bought);
    await world.pass(1000);
    const [visit] = world.facts('visit-opened');
    expect(world.facts('receipt')).toMatchObject([{ subject: ADA, visitId: visit?.visitId }]);
    await world.pass(700_000);
    expect(world.facts('zone-stay').map(({ zone }) => zone)).toEqual(['bakery', 'wine']);
  });

  it('at the till with the receipt told late is of the visit of that time, and moves nobody', async () => {
    await world.tells('card/bakery-screen/tap', { card: '20001234' });
    const at = world.clock.nowMs() + 5000;
    await world.pass(1_500_000);
    await world.tells('till/wine-till/receipt', { eventId: 'r-2', card: '20001234', at: at - 5000, lines: [], total: 3 });
    await world.pass(1000);
    const [visit, ...others] = world.facts('visit-opened');
    expect(others).toEqual([]);
    expect(world.facts('receipt')).toMatchObject([{ visitId: visit?.visitId }]);
  });
});
