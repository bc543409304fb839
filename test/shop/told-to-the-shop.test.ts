import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createFactStore } from '../../cloud/facts/store.ts';
import { footfall } from '../../cloud/footfall/footfall.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import type { RawMessage } from '../../edge/domain/message.ts';
import { rawOf } from '../contract/fact-store.ts';
import { hqDatabase } from '../support/hq-database.ts';
import { ADA, OPENING_MS, SITE, World } from '../support/virtual-shop.ts';

const WITH_ENTRANCE: Site = {
  ...SITE,
  zones: [...SITE.zones, { id: 'entrance', name: 'Entrance' }],
  scanners: [...SITE.scanners, { id: 'gate', zone: 'entrance' }],
  screens: [...(SITE.screens ?? []), { id: 'welcome', zone: 'entrance' }],
};
const CARD = 'card:20001234';
const RECEIPT = { eventId: 'r-77', card: '2000 1234', lines: [{ product: 'riesling', quantity: 1, amount: 9.5 }], total: 9.5 };

let world: World;
beforeEach(async () => {
  world = new World(WITH_ENTRANCE);
  world.member(PURPOSES, { identifiers: [CARD] });
  world.offer('welcome-5', 'entrance');
  world.order();
  await world.open();
});

const message = (topic: string, body: object | string): RawMessage => ({
  rx: world.clock.nowMs(),
  source: 'mqtt',
  topic: `aislegate/shop-1/${topic}`,
  payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const refusals = async (code: string): Promise<number> => {
  const lines = (await world.telemetry.metricsText()).split('\n').filter((line) => line.includes(`code="${code}"`));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};
const tell = (topic: string, body: object | string): Promise<void> => world.shop.pipeline.keep(message(topic, body));

describe('a member who holds her card to the reader at the entrance', () => {
  it('is greeted with an offer at once, staff hear of her order, and her receipt follows; HQ has each once', async () => {
    await tell('card/gate/tap', { card: '2000-1234', eventId: 'tap-1' });
    await world.pass(250);
    expect(world.shown('welcome')).toEqual(['welcome-5']);
    expect(world.alerts()).toMatchObject([{ kind: 'pickup', state: 'ringing', zone: 'Entrance' }]);

    await world.pass(60_000);
    await tell('till/till-2/receipt', RECEIPT);
    await tell('till/till-2/receipt', RECEIPT);
    await world.close();
    await world.open();
    await tell('till/till-2/receipt', RECEIPT);
    await tell('card/gate/tap', { card: '2000-1234', eventId: 'tap-1' });
    await world.pass(1000);

    const told = world.headquarters.received;
    const ids = (type: string) => new Set(told.filter((fact) => fact.type === type).map(({ id }) => id)).size;
    expect([ids('aislegate.fact.tap'), ids('aislegate.fact.receipt'), ids('aislegate.fact.visit-opened')]).toEqual([1, 1, 1]);
    expect(world.facts('tap')).toMatchObject([{ reader: 'gate', zone: 'entrance', subject: ADA }]);
    expect(world.facts('receipt')).toMatchObject([{ till: 'till-2', subject: ADA, total: 9.5, sealed: expect.any(String) }]);
    expect(world.facts('exposure')).toMatchObject([{ offer: 'welcome-5', screen: 'welcome' }]);
  });

  it('stands in the report of headquarters with the others who came through the door', async () => {
    await tell('counter/main', { in: 4, out: 0, eventId: 'c-1' });
    await tell('card/gate/tap', '20001234');
    await world.pass(5000);
    await tell('till/till-2/receipt', RECEIPT);
    await world.close();
    await world.open();
    for (let sending = 0; sending < 2; sending += 1) {
      await tell('till/till-2/receipt', RECEIPT);
      await tell('counter/main', { in: 4, out: 0, eventId: 'c-1' });
    }
    await world.pass(1000);

    const database = await hqDatabase();
    onTestFinished(() => database.close());
    const { clock, telemetry, headquarters } = world;
    await createFactStore({ database, clock, telemetry }).commit(headquarters.received.map(rawOf));
    const report = await footfall(database, 'shop-1', { from: new Date(OPENING_MS).toISOString() }, clock.nowMs());
    expect(report.quarters).toMatchObject([{ entries: 1, occupancy: 1, doorIn: 4, doorOut: 0, receipts: 1 }]);
    expect(report.conversion).toMatchObject({ receipts: 1, per: 'door-entries', base: 4, share: 0.25 });
    expect(await database.query('select count(*)::int4 as dead from dead_letters')).toEqual([{ dead: 0 }]);
  });

  it('is nowhere by her card number: not at headquarters, on disk, on the bus, in metrics or in the log', async () => {
    await tell('card/gate/tap', '20001234');
    await tell('till/till-2/receipt', RECEIPT);
    await world.pass(1000);
    const { headquarters, disk, bus, telemetry } = world;
    const everything = [headquarters.received, disk.facts, [...disk.state], bus.published, telemetry.logged, await telemetry.metricsText()];
    expect(world.facts('tap')).toHaveLength(1);
    expect(JSON.stringify(everything)).not.toContain('20001234');
    expect(JSON.stringify(everything)).not.toContain('riesling');
  });

  it('goes on from there: what hears her next in another zone takes over', async () => {
    world.member(PURPOSES, { identifiers: [CARD, 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7'] });
    await world.pass(250);
    await tell('card/gate/tap', '20001234');
    await world.walk('w1', 40);
    await tell('card/gate/tap', '20001234');
    await world.pass(700_000);
    expect(world.facts('zone-stay').map(({ zone }) => zone)).toEqual(['entrance', 'wine', 'entrance']);
    expect(world.facts('visit-closed')).toMatchObject([{ subject: ADA, stays: 3, zones: 2 }]);
    for (const { dwellMs } of world.facts('zone-stay')) expect(dwellMs).toBeGreaterThanOrEqual(0);
  });

  it('is not greeted when the tap is told late: she is not there any more', async () => {
    await tell('card/gate/tap', { card: '20001234', at: OPENING_MS - 600_000 });
    await world.pass(1000);
    expect([world.facts('tap').length, world.facts('visit-opened').length, world.shown('welcome')]).toEqual([1, 0, []]);
  });

  it('at a reader that stands in no zone is a fact and no visit', async () => {
    await tell('card/kiosk/tap', { card: '20001234' });
    await world.pass(1000);
    expect([world.facts('tap').length, world.facts('visit-opened').length]).toEqual([1, 0]);
  });
});

describe('a screen of another maker', () => {
  it('that shows what we pushed and says so over MQTT makes the same exposure as one of ours', async () => {
    world.screensAnswer = false;
    await tell('card/gate/tap', '20001234');
    await world.pass(250);
    const [show] = world.said('aislegate.shop-1.screen.welcome.show');
    const shown = { type: 'shown', deliveryId: show?.deliveryId, eventId: 'e-1' };
    await tell('screen/welcome/event', shown);
    await tell('screen/welcome/event', shown);
    await tell('screen/welcome/event', { type: 'touched', deliveryId: show?.deliveryId, eventId: 'e-2' });
    await tell('screen/welcome/event', { type: 'touched', deliveryId: show?.deliveryId, eventId: 'e-2' });
    expect(world.facts('exposure')).toMatchObject([{ offer: 'welcome-5', screen: 'welcome', deliveryId: show?.deliveryId }]);
    expect(world.facts('screen-event')).toMatchObject([{ outcome: 'touched', deliveryId: show?.deliveryId, offer: 'welcome-5' }]);
  });

  it('that chooses for itself, or answers long after, is told as what it showed', async () => {
    await tell('screen/welcome/event', { type: 'shown', offer: 'bread-2', eventId: 'e-1', at: OPENING_MS });
    await tell('screen/welcome/event', { type: 'dismissed', deliveryId: 'ab'.repeat(16), eventId: 'e-2' });
    expect(world.facts('screen-event')).toMatchObject([
      { screen: 'welcome', outcome: 'shown', offer: 'bread-2', at: '2026-06-01T09:00:00.000Z' },
      { screen: 'welcome', outcome: 'dismissed', deliveryId: 'ab'.repeat(16) },
    ]);
  });
});

describe('a message that is kept', () => {
  it('is acknowledged when it can never be read: it would come back for ever', async () => {
    await tell('till/till-2/receipt', 'no receipt');
    await tell('counter/main', { in: -3, out: 0 });
    expect([await refusals('ING_NOT_JSON'), await refusals('ING_MALFORMED')]).toEqual([1, 1]);
    expect(world.facts('count')).toEqual([]);
  });

  it('is not acknowledged while the disk is full, and is written as soon as there is room', async () => {
    world.disk.broken = true;
    let acknowledged = false;
    const kept = tell('counter/main', { in: 3, out: 1, eventId: 'c-1' }).then(() => {
      acknowledged = true;
    });
    await world.pass(5000);
    expect(acknowledged).toBe(false);
    world.disk.broken = false;
    await world.clock.advance(30_000);
    await kept;
    expect(world.facts('count')).toMatchObject([{ door: 'main', in: 3, out: 1 }]);
  });

  it('is given back to its sender when the shop closes before it could be written', async () => {
    world.disk.broken = true;
    const kept = tell('till/till-2/receipt', RECEIPT);
    const outcome = expect(kept).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    await world.close();
    await outcome;
    world.disk.broken = false;
    await world.open();
    await tell('till/till-2/receipt', RECEIPT);
    expect(world.facts('receipt')).toHaveLength(1);
  });

  it('is given back when thousands wait already', async () => {
    world.disk.broken = true;
    const waiting = Array.from({ length: 5010 }, () => tell('counter/main', { in: 1, out: 0, eventId: 'c-1' }));
    const outcomes = Promise.allSettled(waiting);
    world.disk.broken = false;
    await world.clock.advance(1000);
    const given = (await outcomes).flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(given.length).toBeGreaterThanOrEqual(10);
    expect(new Set(given)).toEqual(new Set(['JRN_BEHIND']));
    expect(await refusals('JRN_BEHIND')).toBe(given.length);
    expect(world.facts('count')).toHaveLength(1);
  });

  it('that the broker had kept from another day is not believed', async () => {
    await world.shop.pipeline.keep({ ...message('till/till-2/receipt', RECEIPT), retained: true });
    expect(world.facts('receipt')).toEqual([]);
    expect(await refusals('ING_STALE')).toBe(1);
  });

  it('is kept too when it comes where nobody waits for it, as from a recording', async () => {
    world.shop.pipeline.receive(message('counter/main', { in: 2, out: 0 }));
    await world.pass(250);
    expect(world.facts('count')).toHaveLength(1);
  });
});

describe('whatever is told twice, in whatever order, across whatever restarts', () => {
  const TOLD: readonly (readonly [topic: string, body: object])[] = [
    ['card/gate/tap', { card: '20001234', eventId: 't1' }],
    ['card/gate/tap', { card: '20001234', at: OPENING_MS }],
    ['card/b1/tap', { card: '9999', eventId: 't1' }],
    ['till/1/receipt', { ...RECEIPT, eventId: 1 }],
    ['till/1/receipt', { ...RECEIPT, eventId: 2 }],
    ['till/2/receipt', { ...RECEIPT, eventId: 1, card: undefined }],
    ['screen/welcome/event', { type: 'shown', offer: 'bread-2', eventId: 's1' }],
    ['counter/main', { in: 1, out: 0, at: '2026-06-01T09:00:00Z' }],
    ['counter/main', { in: 1, out: 0, at: '2026-06-01T09:01:00Z' }],
  ];
  const KINDS = ['tap', 'receipt', 'screen-event', 'count'] as const;
  const step = fc.oneof({ weight: 6, arbitrary: fc.nat(TOLD.length - 1) }, { weight: 1, arbitrary: fc.constant('restart' as const) });

  it('counts exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        world = new World(WITH_ENTRANCE);
        world.member(PURPOSES, { identifiers: [CARD] });
        await world.open();
        let waiting: Promise<void>[] = [];
        for (const one of steps) {
          if (one === 'restart') {
            await Promise.all(waiting);
            waiting = [];
            await world.close();
            await world.open();
          } else {
            const [topic, body] = TOLD[one] ?? ['', {}];
            waiting.push(tell(topic, body));
          }
        }
        await Promise.all(waiting);
        const expected = new Set(steps.filter((one) => one !== 'restart')).size;
        expect(KINDS.reduce((sum, kind) => sum + world.facts(kind).length, 0)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
