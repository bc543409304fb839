import { beforeEach, describe, expect, it } from 'vitest';
import { unseal } from '../../contract/seal.ts';
import { ADA, ANOTHER_TAG, OPENING_MS, SITE, World } from '../support/virtual-shop.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  world.member();
  world.offer('bread', 'bakery');
  world.offer('red', 'wine');
  await world.open();
});

describe('a member who agreed to it', () => {
  it('sees an offer of each zone she enters, on the screen of that zone', async () => {
    await world.walk('b1', 10);
    await world.walk('w1', 10);
    expect([world.shown('bakery-screen'), world.shown('wine-screen'), world.shown('wine-till')]).toEqual([['bread'], ['red'], []]);
    expect(world.facts('exposure').map(({ offer, screen }) => [offer, screen])).toEqual([
      ['bread', 'bakery-screen'],
      ['red', 'wine-screen'],
    ]);
  });

  it('is decided about on disk before any screen is told', async () => {
    world.disk.broken = true;
    await world.walk('b1', 10);
    expect(world.shown('bakery-screen')).toEqual([]);
  });

  it('leaves a decision behind that says what was tried and why it was refused', async () => {
    await world.walk('b1', 10);
    const [decision] = world.facts('decision');
    expect(decision).toMatchObject({ zone: 'bakery', trigger: 'zone', chosen: 'bread', propensity: 1, explored: false, audience: 1 });
    expect(decision?.candidates).toEqual([{ offer: 'bread', score: expect.any(Number), value: expect.any(Number), propensity: 1 }]);
    expect(decision?.refused).toEqual([{ reason: 'OTHER_ZONE', offers: ['red'] }]);
    expect(unseal(new Uint8Array(32).fill(7), `decision/${decision?.decisionId}`, decision?.sealed ?? '')).toMatchObject({
      subject: ADA,
      profile: { purchases: [] },
      returns: 0,
      shown: [],
    });
  });

  it('is not shown the same offer twice in a visit, and sees it again in the next', async () => {
    await world.walk('b1', 10);
    await world.walk('w1', 10);
    await world.walk('b1', 10);
    expect(world.shown('bakery-screen')).toEqual(['bread']);
    await world.pass(700_000);
    await world.walk('b1', 10);
    expect(world.shown('bakery-screen')).toEqual(['bread', 'bread']);
    expect(world.facts('visit-opened')).toHaveLength(2);
  });

  it('is counted as one visit with its stays, closed when she was last heard', async () => {
    await world.walk('b1', 20);
    await world.walk('w1', 20);
    await world.pass(700_000);
    const [visit] = world.facts('visit-closed');
    expect(visit).toMatchObject({ subject: ADA, zones: 2, stays: 2 });
    const stays = world.facts('zone-stay');
    expect(stays.reduce((sum, stay) => sum + stay.dwellMs, 0)).toBe(visit?.dwellMs);
    expect(Math.abs((visit?.dwellMs ?? 0) - 40_000)).toBeLessThan(1500);
  });

  it('is decided about without a screen, and shown nothing', async () => {
    await world.walk('s1', 10);
    expect(world.facts('decision')).toMatchObject([{ zone: 'stairs', propensity: 1 }]);
    expect(world.facts('decision')[0]?.refused.map(({ reason }) => reason)).toContain('NO_SCREEN');
  });
});

describe('consent', () => {
  it('that was never given to recognition makes a member a stranger', async () => {
    world.member(['personal-offers', 'analytics']);
    await world.walk('b1', 10);
    expect(world.disk.facts).toEqual([]);
    expect(world.telemetry.value('aislegate_sightings_total', { outcome: 'no-consent' })).toBeGreaterThan(0);
  });

  it('that was never given to personal offers shows none, and writes no decision', async () => {
    world.member(['recognition', 'analytics']);
    await world.walk('b1', 10);
    expect([world.facts('decision'), world.shown('bakery-screen')]).toEqual([[], []]);
    expect(world.facts('visit-opened')).toHaveLength(1);
  });

  it('that was never given to analytics leaves no visit behind', async () => {
    world.member(['recognition', 'personal-offers']);
    await world.walk('b1', 10);
    await world.pass(700_000);
    expect([world.facts('visit-opened'), world.facts('zone-stay'), world.facts('visit-closed')]).toEqual([[], [], []]);
    expect(world.shown('bakery-screen')).toEqual(['bread']);
  });

  it('that is withdrawn in the middle of a visit ends it at once', async () => {
    await world.walk('b1', 10);
    world.member([]);
    await world.walk('w1', 10);
    expect(world.shop.size()).toMatchObject({ visitsOpen: 0 });
    expect(world.shown('wine-screen')).toEqual([]);
  });

  it('ends with the member: what headquarters erased is forgotten here, key and all', async () => {
    await world.walk('b1', 5);
    world.headquarters.change('members', `all.${ADA}`, undefined);
    await world.walk('w1', 10);
    expect([world.keys.size, world.shop.size().members, world.shown('wine-screen')]).toEqual([0, 0, []]);
  });
});

describe('a customer with a ready order', () => {
  beforeEach(async () => {
    world.order();
    await world.pass(250);
  });

  it('makes the staff phone ring when she walks in, by her first name, and follows her', async () => {
    await world.walk('b1', 10);
    await world.walk('w1', 10);
    const alerts = world.alerts();
    expect(alerts[0]).toMatchObject({
      state: 'ringing',
      orderNumber: 'A-17',
      customer: 'Ada',
      zone: 'Bakery',
      title: 'Ada is here for order A-17',
    });
    expect(alerts.at(-1)).toMatchObject({ alertId: alerts[0]?.alertId, zone: 'Wine' });
  });

  it('stops ringing for all when one takes it, and everybody sees who', async () => {
    await world.walk('b1', 5);
    const [alert] = world.alerts();
    world.staff({ type: 'acknowledged', ...(alert && { alertId: alert.alertId }) });
    await world.pass(250);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Alex' });
    expect(world.facts('pickup').map(({ stage }) => stage)).toEqual(['alerted', 'acknowledged']);
  });

  it('tells a phone that says hello what rings now', async () => {
    await world.walk('b1', 5);
    const before = world.alerts().length;
    world.staff({ type: 'hello' });
    await world.pass(250);
    expect(world.alerts().length).toBe(before + 1);
  });

  it('tells a phone that was not there when she left that it is over', async () => {
    await world.walk('b1', 5);
    await world.pass(700_000);
    const before = world.alerts().length;
    world.staff({ type: 'hello' });
    await world.pass(250);
    expect(world.alerts().slice(before)).toMatchObject([{ state: 'expired', orderNumber: 'A-17' }]);
  });

  it('ends unanswered when she leaves, and when it has rung too long', async () => {
    await world.walk('b1', 5);
    await world.pass(700_000);
    expect(world.facts('pickup').map(({ stage }) => stage)).toEqual(['alerted', 'expired']);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'expired' });
  });

  it('is not named without her consent, and not announced without consent to staff assistance', async () => {
    world.member(['recognition', 'personal-offers', 'analytics']);
    await world.walk('b1', 5);
    expect(world.alerts()).toEqual([]);
  });

  it('is announced once per visit', async () => {
    await world.walk('b1', 5);
    await world.walk('w1', 10);
    expect(world.facts('pickup')).toHaveLength(1);
  });
});

describe('a screen', () => {
  it('that does not report is not counted as an exposure', async () => {
    world.screensAnswer = false;
    await world.walk('b1', 10);
    expect(world.facts('exposure')).toEqual([]);
    expect(world.facts('screen-event')).toMatchObject([{ outcome: 'expired', screen: 'bakery-screen', offer: 'bread' }]);
    expect(world.telemetry.value('aislegate_deliveries_total', { outcome: 'expired' })).toBe(1);
  });

  it('that reconnects is told again what it should show', async () => {
    world.screensAnswer = false;
    await world.walk('b1', 3);
    world.screensAnswer = true;
    world.screen('bakery-screen', { type: 'hello' });
    await world.pass(250);
    expect(world.shown('bakery-screen')).toEqual(['bread', 'bread']);
    expect(world.facts('exposure')).toHaveLength(1);
    expect(world.shop.watch.screens().find(({ id }) => id === 'bakery-screen')?.lastHelloAt).toBeGreaterThan(OPENING_MS);
  });

  it('that is busy leaves the next offer to another screen of the zone', async () => {
    await world.close();
    world = new World({ ...SITE, settings: { offers: { exploreShare: 0, showMs: 60_000 } } });
    world.member();
    world.anotherMember();
    world.offer('red', 'wine');
    await world.open();
    await world.stays('w1', 8, ANOTHER_TAG);
    await world.walk('w1', 8);
    expect([world.shown('wine-screen'), world.shown('wine-till')]).toEqual([['red'], ['red']]);
  });

  it('that sends rubbish, or is none of ours, is refused and counted', async () => {
    world.bus.deliver('aislegate.shop-1.screen.bakery-screen.event', Buffer.from('{'));
    world.screen('cellar-screen', { type: 'hello' });
    world.screen('bakery-screen', { type: 'touched', deliveryId: 'f'.repeat(32) });
    world.bus.deliver('aislegate.shop-1.staff.phone-9.event', Buffer.from('{}'));
    world.staff({ type: 'acknowledged', alertId: 'f'.repeat(32) });
    await world.pass(250);
    const refused = (source: string, code: string) => world.telemetry.value('aislegate_refused_total', { source, code });
    expect([
      refused('screen', 'DLV_MALFORMED'),
      refused('screen', 'DLV_UNKNOWN_SCREEN'),
      refused('screen', 'DLV_UNKNOWN_DELIVERY'),
    ]).toEqual([1, 1, 1]);
    expect([refused('staff', 'DLV_UNKNOWN_DEVICE'), refused('staff', 'DLV_UNKNOWN_DELIVERY')]).toEqual([1, 1]);
  });
});

describe('after a power cut', () => {
  it('a visit goes on where it was, and is counted once', async () => {
    await world.walk('b1', 30);
    await world.close();
    await world.pass(20_000);
    await world.open();
    await world.walk('b1', 10);
    await world.pass(700_000);
    expect([world.facts('visit-opened').length, world.facts('visit-closed').length]).toEqual([1, 1]);
    expect(world.facts('visit-closed')[0]?.dwellMs).toBeGreaterThan(60_000);
  });

  it('an offer that was on its way is told again, and counted when it is seen', async () => {
    world.screensAnswer = false;
    await world.walk('b1', 3);
    await world.close();
    world.screensAnswer = true;
    await world.open();
    expect(world.facts('exposure')).toMatchObject([{ offer: 'bread' }]);
  });

  it('an alert rings on', async () => {
    world.order();
    await world.walk('b1', 5);
    await world.close();
    const before = world.alerts().length;
    await world.open();
    expect(world.alerts().length).toBe(before + 1);
  });

  it('the shop works without headquarters: members, offers and keys are on its own disk', async () => {
    await world.close();
    world.headquarters.cut();
    await world.open();
    await world.walk('b1', 10);
    expect(world.shown('bakery-screen')).toEqual(['bread']);
  });
});

describe('when the disk is full', () => {
  it('nothing that happened is lost: it is written as soon as there is room, in order', async () => {
    world.disk.broken = true;
    await world.walk('b1', 5);
    expect(world.disk.facts).toEqual([]);
    await world.clock.advance(30_000);
    world.disk.broken = false;
    await world.clock.advance(30_000);
    await world.pass(1000);
    expect(world.facts('visit-opened')).toHaveLength(1);
    expect(world.telemetry.logged.some(({ what }) => what === 'JRN_WRITE_FAILED')).toBe(true);
  });

  it('what a screen showed is not forgotten either', async () => {
    world.screensAnswer = false;
    const shows = () => world.said('aislegate.shop-1.screen.bakery-screen.show');
    while (shows().length === 0) await world.walk('b1', 1);
    const [said] = shows();
    world.disk.broken = true;
    world.screen('bakery-screen', { type: 'shown', deliveryId: said?.deliveryId ?? '' });
    await world.clock.advance(1000);
    world.disk.broken = false;
    await world.clock.advance(30_000);
    await world.pass(1000);
    expect(world.facts('exposure')).toHaveLength(1);
    expect(world.telemetry.logged.some(({ what }) => what === 'INTERNAL')).toBe(false);
  });

  it('the hours that pass take no room from what happens in them', async () => {
    world.disk.broken = true;
    await world.walk('b1', 5);
    // At four ticks a second, enough to fill the queue if each left something in it.
    await world.clock.advance(3_600_000);
    await world.walk('w1', 5);
    world.disk.broken = false;
    await world.clock.advance(60_000);
    await world.pass(1000);
    expect(world.telemetry.value('aislegate_dropped_total', {})).toBe(0);
    expect(world.facts('zone-stay').length).toBeGreaterThan(0);
  });
});

it('shows nothing to somebody who entered long ago: the entry was held up, the person walked on', async () => {
  world.disk.broken = true;
  await world.walk('b1', 5);
  await world.clock.advance(60_000);
  world.disk.broken = false;
  await world.clock.advance(30_000);
  await world.pass(1000);
  expect([world.facts('visit-opened').length, world.facts('decision').length, world.shown('bakery-screen')]).toEqual([1, 0, []]);
  expect(world.telemetry.value('aislegate_decisions_total', { outcome: 'too-late' })).toBe(1);
});

it('refuses rubbish from scanners by code and goes on', async () => {
  const send = (topic: string, payload: string | Uint8Array) =>
    world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic, payload: Buffer.from(payload) });
  send('espresense/devices/x/b1', '{');
  send('espresense/devices/x/b1', '{"rssi":"loud"}');
  send('espresense/devices/x/cellar', '{"rssi":-60}');
  send('nowhere', '');
  send('espresense/devices/x/b1', new Uint8Array(100_000));
  send('espresense/rooms/b1/status', 'offline');
  const refused = (code: string) => world.telemetry.value('aislegate_refused_total', { source: 'mqtt', code });
  expect(['ING_NOT_JSON', 'ING_MALFORMED', 'ING_UNKNOWN_SCANNER', 'ING_UNKNOWN_TOPIC', 'ING_TOO_LARGE'].map(refused)).toEqual([
    1, 1, 1, 1, 1,
  ]);
  expect(world.shop.unknownScanners()).toEqual(['cellar']);
  expect(world.shop.watch.scanners().find(({ id }) => id === 'b1')).toMatchObject({ online: false });
  await world.walk('b1', 10);
  expect(world.shown('bakery-screen')).toEqual(['bread']);
});

it('refuses records of headquarters that are none, and goes on', async () => {
  world.headquarters.change('catalogue', 'all.bad', { id: 'bad' });
  world.headquarters.change('inventory', 'shop-1.p', { product: 'p' });
  world.headquarters.change('orders', 'shop-1.o', 7);
  await world.pass(250);
  expect(world.telemetry.value('aislegate_refused_total', { source: 'headquarters', code: 'HQ_MESSAGE_INVALID' })).toBe(3);
});

it('sells what is in stock: an offer of a sold-out product is refused until it is back', async () => {
  world.offer('bread', 'bakery', { products: ['loaf'] });
  world.headquarters.change('inventory', 'shop-1.loaf', { product: 'loaf', quantity: 0 });
  await world.walk('b1', 10);
  expect(world.shown('bakery-screen')).toEqual([]);
  world.headquarters.change('inventory', 'shop-1.loaf', { product: 'loaf', quantity: 5 });
  await world.walk('w1', 30);
  await world.walk('b1', 10);
  expect(world.shown('bakery-screen')).toEqual(['bread']);
});

it('the same day gives the same facts', async () => {
  const live = async (): Promise<unknown[]> => {
    const other = new World();
    other.member();
    other.offer('bread', 'bakery');
    other.offer('red', 'wine');
    await other.open();
    await other.walk('b1', 10);
    await other.walk('w1', 10);
    await other.pass(700_000);
    return other.disk.facts;
  };
  expect(await live()).toEqual(await live());
});
