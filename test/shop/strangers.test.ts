import { describe, expect, it, onTestFinished } from 'vitest';
import { instantText } from '../../contract/instant.ts';
import type { Site } from '../../contract/site.ts';
import { OPENING_MS, SITE, TAG, World } from '../support/virtual-shop.ts';

/** The shop opens at eleven in Paris, as the story begins; one scanner hangs in the window and hears the street. */
const STREET_SITE: Site = {
  ...SITE,
  scanners: [
    { id: 'b1', zone: 'bakery' },
    { id: 'w1', zone: 'wine' },
    { id: 'window', side: 'outside' },
  ],
  ignore: [
    { id: 'ble:dd0000000001', as: 'staff' },
    { id: 'wifi:ac0000000002', as: 'fixture' },
  ],
  settings: { ...SITE.settings, footfall: { opensAt: '11:00', closesAt: '20:00' }, presence: { leaveAfterMs: 60_000 } },
};

const SPOTS = {
  bakery: { b1: -60, w1: -85, window: -92 },
  wine: { b1: -85, w1: -60, window: -90 },
  street: { b1: -90, w1: -92, window: -60 },
};
type Spot = keyof typeof SPOTS;

const MINUTE_S = 60;

/** Whom the radio hears, and where, from second to second of the story. */
interface Heard {
  readonly mobile: string;
  readonly spot: Spot;
  readonly from: number;
  readonly to: number;
}

const PASSERS_BY = Array.from({ length: 6 }, (_, index): Heard => {
  const from = 30 + index * 2 * MINUTE_S;
  return { mobile: `rpa:4a00000000a${index}`, spot: 'street', from, to: from + 15 };
});
const SHOPPERS = ['rpa:4a00000000b0', 'ble:4a00000000b1'].flatMap((mobile, index): Heard[] => {
  const from = 2 * MINUTE_S + index * 4 * MINUTE_S;
  return [
    { mobile, spot: 'street', from, to: from + 10 },
    { mobile, spot: 'bakery', from: from + 10, to: from + 70 },
    { mobile, spot: 'wine', from: from + 70, to: from + 130 },
  ];
});
const STAFF: Heard = { mobile: 'ble:dd0000000001', spot: 'wine', from: 0, to: 15 * MINUTE_S };
const PRINTER: Heard = { mobile: 'wifi:ac0000000002', spot: 'bakery', from: 0, to: 15 * MINUTE_S };
/** The baker's own phone, from before the shop opened. */
const BAKER: Heard = { mobile: 'ble:4a00000000c0', spot: 'bakery', from: -5 * MINUTE_S, to: 15 * MINUTE_S };
const SEARCH: Heard = { mobile: 'wifi:06000000000d', spot: 'wine', from: 100, to: 101 };
const MEMBER: Heard[] = [
  { mobile: TAG, spot: 'bakery', from: 5 * MINUTE_S, to: 8 * MINUTE_S },
  { mobile: TAG, spot: 'wine', from: 8 * MINUTE_S, to: 10 * MINUTE_S },
];
const DAY = [...PASSERS_BY, ...SHOPPERS, STAFF, PRINTER, BAKER, SEARCH, ...MEMBER];

async function live(world: World, heard: readonly Heard[], from: number, to: number): Promise<void> {
  for (let second = from; second < to; second += 1) {
    for (const { mobile, spot } of heard.filter((one) => second >= one.from && second < one.to)) {
      for (const [scanner, rssiDbm] of Object.entries(SPOTS[spot])) {
        const payload = Buffer.from(JSON.stringify({ mobile, rssiDbm, radio: mobile.startsWith('wifi') ? 'wifi' : 'ble' }));
        const topic = `aislegate/shop-1/sighting/${scanner}`;
        world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic, payload });
      }
    }
    await world.pass(1000);
  }
}

async function count(world: World, eventId: string, entered: number, left: number): Promise<void> {
  const payload = Buffer.from(JSON.stringify({ in: entered, out: left, eventId }));
  await world.shop.pipeline.keep({ rx: world.clock.nowMs(), source: 'mqtt', topic: 'aislegate/shop-1/counter/main', payload });
}

async function opened(): Promise<World> {
  const world = new World(STREET_SITE, { openingMs: OPENING_MS - 5 * MINUTE_S * 1000 - 3000 });
  world.member();
  await world.open();
  onTestFinished(() => world.close());
  return world;
}

describe('a shop with strangers in it, and before its door', () => {
  it('says of its first quarter of an hour who came in, who passed by and who was left out, each counted once', async () => {
    const world = await opened();
    await live(world, DAY, -5 * MINUTE_S, 6 * MINUTE_S);
    await count(world, 'c-1', 3, 0);
    await count(world, 'c-1', 3, 0);
    await live(world, DAY, 6 * MINUTE_S, 17 * MINUTE_S + 15);
    const [before, quarter] = world.facts('footfall');
    expect(before).toMatchObject({ from: instantText(OPENING_MS - 900_000), inside: { devices: 0 }, entered: { devices: 0 } });
    expect(quarter).toMatchObject({
      from: instantText(OPENING_MS),
      revision: 1,
      grade: 'scanners',
      inside: { devices: 2, randomized: 1 },
      entered: { devices: 2 },
      passersBy: { devices: 6, randomized: 6 },
      zones: [
        { zone: 'bakery', devices: 2 },
        { zone: 'wine', devices: 2 },
      ],
      excluded: [
        { reason: 'listed-staff', devices: 1 },
        { reason: 'listed-fixture', devices: 1 },
        { reason: 'outside-hours', devices: 1 },
        { reason: 'too-brief', devices: 1 },
      ],
      // The member, for a third of the time.
      occupancy: { max: 1, zones: [{ zone: 'bakery' }, { zone: 'wine' }] },
      doorIn: 3,
      doorOut: 0,
      late: 0,
      tooLate: 0,
      scannersHeard: 3,
      scanners: 3,
    });
    expect(quarter?.occupancy.mean).toBeCloseTo(5 / 15, 1);
    expect(world.facts('visit-opened')).toHaveLength(1);
  });

  it('keeps no name of anybody: not on its disk, not in what it tells, not in what it measures', async () => {
    const world = await opened();
    await live(world, DAY, -5 * MINUTE_S, 17 * MINUTE_S + 15);
    const written = [
      JSON.stringify(world.disk.facts),
      JSON.stringify([...world.disk.state]),
      JSON.stringify(world.bus.published),
      JSON.stringify(world.telemetry.logged),
      await world.telemetry.metricsText(),
      JSON.stringify([world.shop.running(), world.shop.size(), world.shop.tables(), world.shop.floods(world.clock.nowMs())]),
    ].join('\n');
    expect(written).toContain('aislegate.fact.footfall');
    for (const { mobile } of DAY) {
      const name = mobile.slice(mobile.indexOf(':') + 1);
      expect(written).not.toContain(name);
      // Nor a hash of it that anybody could make.
      expect(written).not.toContain(Buffer.from(name, 'hex').toString('base64url'));
    }
    // No device that nobody knows is remembered five minutes later.
    await world.pass(6 * MINUTE_S * 1000);
    expect(world.telemetry.value('aislegate_anonymous_devices')).toBe(0);
  });

  it('goes on after its computer was started anew, with what it had counted', async () => {
    const world = await opened();
    await live(world, DAY, -5 * MINUTE_S, 5 * MINUTE_S);
    await count(world, 'c-1', 3, 1);
    await world.close();
    await world.pass(5 * MINUTE_S * 1000);
    await world.open();
    await count(world, 'c-1', 3, 1);
    await count(world, 'c-2', 1, 1);
    await live(world, [STAFF, PRINTER], 10 * MINUTE_S + 3, 17 * MINUTE_S + 15);
    expect(world.facts('footfall').at(-1)).toMatchObject({
      from: instantText(OPENING_MS),
      revision: 1,
      passersBy: { devices: 3 },
      entered: { devices: 1 },
      doorIn: 4,
      doorOut: 2,
      scannersHeard: 3,
    });
  });
});
