import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Offer } from '../../contract/offers/offer.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import { ADA, ANOTHER_TAG, BOB, SITE, TAG, World } from '../support/virtual-shop.ts';

const CARD = 'card:20001234';
/** Nobody is held back but by what is asked here. */
const settings = { offers: { exploreShare: 0, mostPerDay: 1000, restMs: 0, gapMs: 5000 } };
const site: Site = { ...SITE, settings };
const wine = (id: string, more: Partial<Offer> = {}): [string, string, Partial<Offer>] => [id, 'wine', more];

let world: World;

async function opened(offers: readonly [string, string, Partial<Offer>][], of: Site = site): Promise<void> {
  world = new World(of);
  onTestFinished(() => world.close());
  world.member(PURPOSES, { identifiers: [TAG, CARD] });
  for (const [id, zone, more] of offers) world.offer(id, zone, more);
  await world.open();
}

const decisions = () => world.facts('decision').map(({ trigger, chosen }) => [trigger, chosen]);
const said = (screen: string) => world.said(`aislegate.shop-1.screen.${screen}.show`);

describe('a member who stays', () => {
  beforeEach(() => opened([wine('w1'), wine('w2'), wine('w3'), wine('w4')]));

  it('is shown the next offer when the first has had its time, and one more after a while', async () => {
    await world.stays('w1', 30, TAG);
    expect(decisions()).toEqual([
      ['zone', 'w1'],
      ['expiry', 'w2'],
    ]);
    await world.stays('w1', 40, TAG);
    expect(decisions().map(([trigger]) => trigger)).toEqual(['zone', 'expiry', 'expiry', 'dwell']);
  });

  it('is decided about anew when she touches the screen, and not asked twice', async () => {
    await world.stays('w1', 8, TAG);
    const [shown] = said('wine-screen');
    world.screen('wine-screen', { type: 'touched', deliveryId: shown?.deliveryId ?? '' });
    await world.stays('w1', 8, TAG);
    expect(decisions()).toEqual([
      ['zone', 'w1'],
      ['touch', 'w2'],
    ]);
    expect([world.shown('wine-screen'), world.shown('wine-till')]).toEqual([['w1', 'w2'], []]);
  });

  it('is decided about anew when an order of hers gets ready', async () => {
    await world.stays('w1', 8, TAG);
    world.order('ord-1', 'collected');
    await world.stays('w1', 3, TAG);
    world.order('ord-2');
    await world.stays('w1', 3, TAG);
    expect(decisions().map(([trigger]) => trigger)).toEqual(['zone', 'order-ready']);
  });

  it('is told as one who came back when she comes back', async () => {
    await world.walk('w1', 8);
    await world.walk('b1', 40);
    await world.walk('w1', 15);
    expect(decisions().map(([trigger]) => trigger)).toEqual(['zone', 'zone', 'return']);
  });
});

describe('a basket', () => {
  it('that changes brings what it asks for, once for changes in a burst', async () => {
    await opened([wine('w1'), wine('over-20', { minimumSpend: 20 })]);
    await world.stays('w1', 10, TAG);
    for (const amount of [5, 12, 24]) {
      await world.tells('basket/scan-7/change', { card: '20001234', products: [{ product: 'red', quantity: 1, amount }] });
    }
    await world.stays('w1', 8, TAG);
    expect(decisions()).toEqual([
      ['zone', 'w1'],
      ['basket', 'over-20'],
    ]);
    expect(world.facts('decision')[0]?.refused).toContainEqual({ reason: 'SPEND_TOO_LOW', offers: ['over-20'] });
  });

  it('of somebody who walks elsewhere is known when he comes, and not in his next visit', async () => {
    await opened([wine('over-20', { minimumSpend: 20 })]);
    await world.tells('basket/scan-7/change', { card: '20001234', products: [{ product: 'red', quantity: 1, amount: 24 }] });
    await world.stays('w1', 8, TAG);
    await world.pass(700_000);
    await world.stays('w1', 8, TAG);
    expect(decisions().filter(([trigger]) => trigger === 'zone')).toEqual([
      ['zone', 'over-20'],
      ['zone', undefined],
    ]);
  });
});

describe('one member never gets two offers at once', () => {
  it('what was meant for the zone that she left is taken back', async () => {
    await opened([wine('w1'), ['b1', 'bakery', {}]]);
    await world.stays('b1', 8, TAG);
    await world.stays('w1', 8, TAG);
    const last = said('bakery-screen').at(-1);
    expect([world.shown('bakery-screen'), world.shown('wine-screen')]).toEqual([['b1'], ['w1']]);
    expect(last?.expiresAt).toBe(last?.showAt);
    expect(world.shop.screenState('bakery-screen')).toBe('idle');
  });

  it('what was on its way there and never seen is told as replaced', async () => {
    await opened([wine('w1'), ['b1', 'bakery', {}]], { ...site, settings: { offers: { ...settings.offers, deadlineMs: 60_000 } } });
    world.screensAnswer = false;
    await world.stays('b1', 6, TAG);
    await world.stays('w1', 8, TAG);
    expect(world.facts('screen-event')).toMatchObject([{ outcome: 'replaced', screen: 'bakery-screen', offer: 'b1' }]);
  });
});

describe('a screen that several can see', () => {
  it('shows what is good for all who agreed to it, and counts them', async () => {
    await opened([wine('w1'), wine('voucher', { kind: 'voucher' })]);
    world.member(PURPOSES, { identifiers: [TAG], vouchers: [{ id: 'v', kind: 'voucher', value: 5 }] });
    world.anotherMember();
    await world.stays('w1', 8, ANOTHER_TAG);
    for (let second = 0; second < 8; second += 1) {
      world.hears('w1', ANOTHER_TAG);
      world.hears('w1', TAG);
      await world.pass(1000);
    }
    const hers = world.facts('decision').find(({ subject }) => subject === ADA);
    expect([hers?.audience, hers?.chosen]).toEqual([2, 'w1']);
    expect(hers?.refused).toContainEqual({ reason: 'NOT_FOR_GROUP', offers: ['voucher'] });
    expect(world.shop.explained(hers?.decisionId ?? '')?.explained.replay).toMatchObject({ outcome: 'same' });
  });
});

describe('who is in the holdout', () => {
  it('is decided about and shown nothing', async () => {
    await opened([wine('w1')]);
    const ranking = { type: 'ranking', id: 'main', serve: 'auto', holdoutShare: 0.5, holdoutSalt: 'ab'.repeat(8) };
    world.anotherMember();
    world.headquarters.change('config', 'all.ranking-main', ranking);
    await world.pass(1500);
    await world.stays('w1', 8, TAG);
    await world.pass(30_000);
    await world.stays('w1', 8, ANOTHER_TAG);
    const arms = new Map(world.facts('decision').map(({ subject, arm, chosen }) => [subject, [arm, chosen]]));
    const shownTo = world.facts('exposure').map(({ subject }) => subject);
    for (const subject of [ADA, BOB]) {
      const [arm] = arms.get(subject) ?? [];
      expect(arms.get(subject)).toEqual([arm, 'w1']);
      expect(shownTo.includes(subject)).toBe(arm === 'treated');
    }
  });
});

describe('a decision of the day', () => {
  beforeEach(() => opened([wine('w1'), wine('w2'), ['b1', 'bakery', {}]]));

  it('is made again to the same numbers, after a restart too', async () => {
    await world.stays('w1', 30, TAG);
    const ids = world.facts('decision').map(({ decisionId }) => decisionId);
    expect(ids).toHaveLength(2);
    await world.close();
    await world.open();
    for (const id of ids) {
      const found = world.shop.explained(id);
      expect(found?.explained.replay?.outcome).toBe('same');
      expect(found?.subject).toBe(ADA);
    }
    expect(world.shop.explained('0'.repeat(32))).toBeUndefined();
  });

  it('is forgotten with whom it was about', async () => {
    await world.stays('w1', 8, TAG);
    const [decision] = world.facts('decision');
    await world.shop.privacy.erase(ADA);
    await world.pass(5000);
    expect(world.shop.explained(decision?.decisionId ?? '')).toBeUndefined();
    expect([...world.disk.state.keys()].filter((key) => key.startsWith('decided'))).toEqual([]);
  });
});
