import { describe, expect, it } from 'vitest';
import { signedReport } from '../../contract/app-report.ts';
import { tokenOf, tokenWindow } from '../../contract/app-token.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import { WAYS, type Way } from '../../contract/ways.ts';
import { OPENING_MS, SITE, TAG, World } from '../support/virtual-shop.ts';

const KEY_HEX = '000102030405060708090a0b0c0d0e0f';
const KEY = Buffer.from(KEY_HEX, 'hex');
const BEACON = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-9-9';
const SHOP: Site = { ...SITE, beacons: [{ id: BEACON, x: 1, y: 1, zone: 'bakery' }] };
/** Core Specification Vol 3 Part H App. D.7. */
const IRK = 'ec0234a357c8ad05341010a60a397d9b';
const ADDRESS = '7081940dfbaa';
/** wire-formats §2.10: this identity key, exponent 10, 65,280 s after the clock of the beacon began. */
const EID = '3439c83a6564bfdf';
const EID_AT_S = 65_280;

const tokenAt = (t: number): string => `token:${Buffer.from(tokenOf(KEY, tokenWindow(t))).toString('hex')}`;
const reversed = (text: string): string => Buffer.from(text, 'hex').reverse().toString('hex');

async function shopThat(ways: readonly Way[] | undefined, identifiers: readonly string[]): Promise<World> {
  const world = new World({ ...SHOP, settings: { ...SITE.settings, identity: ways ? { ways: [...ways] } : {} } });
  world.member(PURPOSES, { identifiers: [...identifiers] });
  world.offer('rolls-5', 'bakery');
  await world.open();
  return world;
}

async function reports(world: World, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    const beacons = [{ beacon: BEACON, rssiDbm: -60 }];
    await world.posts('app-report', signedReport(KEY, 'phone-a', { at: world.clock.nowMs(), beacons }));
    await world.pass(1000);
  }
}

/** By way: what stands in the member's record, and how a minute in the bakery is heard. */
const HEARD: Readonly<Record<Exclude<Way, 'guest-wifi'>, { readonly identifiers: readonly string[]; hear(world: World): Promise<void> }>> =
  {
    token: { identifiers: [`token-key:${KEY_HEX}`], hear: (world) => world.stays('b1', 60, tokenAt) },
    card: { identifiers: ['card:20001234'], hear: (world) => world.tells('card/b1/tap', { card: '2000 1234' }) },
    'app-report': { identifiers: ['app:phone-a', `token-key:${KEY_HEX}`], hear: (world) => reports(world, 60) },
    'resolvable-address': { identifiers: [`irk:${IRK}`], hear: (world) => world.stays('b1', 60, `rpa:${ADDRESS}`) },
    'eddystone-eid': {
      identifiers: [`eid-key:${KEY_HEX}-10-${OPENING_MS / 1000 - EID_AT_S}`],
      hear: (world) => world.stays('b1', 60, `eddystone-eid:${EID}`),
    },
    beacon: { identifiers: [TAG], hear: (world) => world.stays('b1', 60, TAG) },
  };
const ways = Object.entries(HEARD) as [Exclude<Way, 'guest-wifi'>, (typeof HEARD)['token']][];

describe.each(ways)('a member who is known by %s', (way, { identifiers, hear }) => {
  it('has a visit and is shown an offer', async () => {
    const world = await shopThat(undefined, identifiers);
    await hear(world);
    await world.pass(1000);
    expect(world.facts('visit-opened')).toMatchObject([{ zone: 'bakery' }]);
    expect(world.shown('bakery-screen')).toEqual(['rolls-5']);
  });

  it('is nobody where the shop does not use that way', async () => {
    const world = await shopThat(
      WAYS.filter((one) => one !== way),
      identifiers,
    );
    await hear(world);
    await world.pass(1000);
    expect(world.facts('visit-opened')).toEqual([]);
    expect(world.shown('bakery-screen')).toEqual([]);
  });

  it('is nobody without consent to being recognised', async () => {
    const world = await shopThat(undefined, identifiers);
    world.member(
      PURPOSES.filter((purpose) => purpose !== 'recognition'),
      { identifiers: [...identifiers] },
    );
    await world.pass(3000);
    await hear(world);
    await world.pass(1000);
    expect(world.facts('visit-opened')).toEqual([]);
    expect(world.shown('bakery-screen')).toEqual([]);
  });
});

it('an address is resolved with the key in either byte order, and where the gateway does not report its type', async () => {
  for (const [irk, mobile] of [
    [reversed(IRK), `rpa:${ADDRESS}`],
    [IRK, `ble:${ADDRESS}`],
  ] as const) {
    const world = await shopThat(undefined, [`irk:${irk}`]);
    await world.stays('b1', 10, mobile);
    expect(world.facts('visit-opened')).toHaveLength(1);
  }
});

describe('a phone that changes its address and its token', () => {
  it('is on one visit all the time', async () => {
    const world = await shopThat(undefined, [`token-key:${KEY_HEX}`, `irk:${IRK}`, TAG]);
    const address = (t: number): string => (Math.floor(t / 600_000) % 2 === 0 ? `rpa:${ADDRESS}` : tokenAt(t));
    for (let second = 0; second < 3600; second += 5) {
      world.hears('b1', address(world.clock.nowMs()), second % 60 === 0 ? { also: [TAG] } : {});
      await world.pass(5000);
    }
    await world.pass(900_000);
    const [visit, ...others] = world.facts('visit-closed');
    expect(others).toEqual([]);
    expect(visit?.dwellMs).toBeGreaterThan(3_500_000);
    expect(world.facts('visit-opened')).toHaveLength(1);
  });
});
