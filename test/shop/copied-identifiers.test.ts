import { describe, expect, it, onTestFinished } from 'vitest';
import { type MemberFields, PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import { ADA, SITE, TAG, World } from '../support/virtual-shop.ts';

/** The departments of a large shop, 60 m apart. */
const LARGE_SITE: Site = {
  ...SITE,
  scanners: [
    { id: 'b1', zone: 'bakery', x: 0, y: 0 },
    { id: 'w1', zone: 'wine', x: 60, y: 0 },
    { id: 's1', zone: 'stairs', x: 30, y: 0 },
  ],
  settings: { ...SITE.settings, identity: { suspectMs: 120_000 } },
};
const CARD = '9900000000017';
const PHONE = 'eddystone-uid:00010203040506070809-000000000001';

async function opened(more: Partial<MemberFields> = {}, site = LARGE_SITE): Promise<World> {
  const world = new World(site);
  world.member(PURPOSES, { identifiers: [TAG, `card:${CARD}`], ...more });
  world.order();
  world.offer('bread', 'bakery');
  world.offer('red', 'wine');
  await world.open();
  onTestFinished(() => world.close());
  return world;
}

/** Somebody with an identifier stands near a scanner, and another one near another, twice a second. */
async function stand(world: World, seconds: number, ...heard: readonly (readonly [scanner: string, mobile: string])[]): Promise<void> {
  for (let half = 0; half < seconds * 2; half += 1) {
    for (const [scanner, mobile] of heard) {
      const payload = Buffer.from(JSON.stringify({ mobile, rssiDbm: -50 }));
      const topic = `aislegate/shop-1/sighting/${scanner}`;
      world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic, payload });
    }
    await world.pass(500);
  }
}

const incidents = (world: World) => world.facts('security').map(({ action, way, scanners, by }) => ({ action, way, scanners, by }));

describe('a tag that somebody copied', () => {
  it('leads to no visit, no offer and no alert, and headquarters is told once, without whose it is', async () => {
    const world = await opened();
    await stand(world, 60, ['b1', TAG], ['w1', TAG]);
    await world.pass(700_000);
    expect([world.facts('visit-opened'), world.facts('decision'), world.facts('exposure'), world.alerts()]).toEqual([[], [], [], []]);
    expect(incidents(world)).toEqual([{ action: 'identifier-cloned', way: 'beacon', scanners: ['b1', 'w1'], by: 'edge' }]);
    expect(world.telemetry.value('aislegate_security_incidents_total', { action: 'identifier-cloned', way: 'beacon' })).toBe(1);
    expect(world.telemetry.value('aislegate_sightings_total', { outcome: 'suspect' })).toBeGreaterThan(100);
    expect(JSON.stringify(world.disk.facts)).not.toContain(ADA);
  });

  it('ends the visit of its owner and takes the offer off the screen, for nobody can tell them apart', async () => {
    const world = await opened();
    await stand(world, 10, ['b1', TAG]);
    expect([world.shop.size().visitsOpen, world.shop.screenState('bakery-screen')]).toEqual([1, 'showing']);
    await stand(world, 5, ['b1', TAG], ['w1', TAG]);
    expect([world.shop.size().visitsOpen, world.shop.screenState('bakery-screen')]).toEqual([0, 'idle']);
    expect(world.facts('visit-closed')).toMatchObject([{ end: 'suspect' }]);
    expect(world.shown('wine-screen')).toEqual([]);
    expect(world.alerts().at(-1)).toMatchObject({ state: 'expired' });
  });

  it('is believed again when it was quiet for as long as the shop says', async () => {
    const world = await opened();
    await stand(world, 5, ['b1', TAG], ['w1', TAG]);
    await world.pass(130_000);
    await stand(world, 10, ['w1', TAG]);
    expect([world.facts('visit-opened').length, world.shown('wine-screen')]).toEqual([1, ['red']]);
    expect(incidents(world)).toHaveLength(1);
  });

  it('is told as two incidents where it begins again another day', async () => {
    const world = await opened();
    await stand(world, 5, ['b1', TAG], ['w1', TAG]);
    await world.pass(600_000);
    await stand(world, 5, ['b1', TAG], ['w1', TAG]);
    expect(incidents(world)).toHaveLength(2);
  });

  it('does not keep its owner from being known by a card at a reader', async () => {
    const world = await opened();
    await stand(world, 5, ['b1', TAG], ['w1', TAG]);
    const payload = Buffer.from(JSON.stringify({ card: CARD, eventId: 'tap-1' }));
    await world.shop.pipeline.keep({ rx: world.clock.nowMs(), source: 'mqtt', topic: 'aislegate/shop-1/card/w1/tap', payload });
    await world.pass(1000);
    expect([world.facts('tap')[0]?.subject, world.facts('visit-opened').length]).toEqual([ADA, 1]);
  });
});

describe('who is not suspect', () => {
  it('is two phones of a household at the two ends of the shop', async () => {
    const world = await opened({ devices: [[PHONE]] });
    await stand(world, 20, ['b1', TAG], ['w1', PHONE]);
    expect([world.shop.size().visitsOpen, incidents(world)]).toEqual([2, []]);
  });

  it('is a member who walks from one end to the other', async () => {
    const world = await opened();
    for (const scanner of ['b1', 's1', 'w1', 's1', 'b1']) {
      await stand(world, 10, [scanner, TAG]);
      await world.pass(15_000);
    }
    expect([world.facts('visit-opened').length, incidents(world)]).toEqual([1, []]);
  });
});
