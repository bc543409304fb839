import { describe, expect, it } from 'vitest';
import type { Site } from '../../../../contract/site.ts';
import type { Learnt } from '../../../../edge/presence/engine/grade.ts';
import { BAKERY, DOOR, engineOf, GROUPS, LYON, levelsAt, PLACES, PLAN, stay, WINE } from '../../../support/engine-sites.ts';

/** The departments meet in the middle of what was the aisle. */
const SHARED_OUT: Site = {
  ...PLAN,
  zones: [
    { ...WINE, polygon: [0, 10, 10, 0].map((x, corner) => [x, corner < 2 ? 0 : 8]) },
    { ...BAKERY, polygon: [10, 20, 20, 10].map((x, corner) => [x, corner < 2 ? 0 : 8]) },
  ],
};

describe('the engine of a shop', () => {
  const reading = { x: 4, y: 4, scanner: 0, meanDbm: -60, p50Dbm: -60, p90Dbm: -58 };

  it.each<[string, Site, Learnt, string, number]>([
    ['scanners in zones', GROUPS, {}, 'scanners', 1000],
    ['a plan, and scanners that have no place on it', { ...PLAN, scanners: GROUPS.scanners }, {}, 'scanners', 1000],
    ['a plan with scanners on it', PLAN, {}, 'positions', 1000],
    ['a plan with too few of them', { ...PLAN, scanners: PLACES.slice(0, 2) }, {}, 'scanners', 1000],
    ['a plan that was surveyed', PLAN, { survey: [reading] }, 'survey', 1000],
    ['a plan whose zones share out the floor, each with scanners of its own', SHARED_OUT, { survey: [reading] }, 'scanners', 1000],
    [
      'such a plan where one zone has a single scanner',
      { ...SHARED_OUT, scanners: PLACES.slice(0, 3) },
      { survey: [reading] },
      'survey',
      1000,
    ],
    ['a survey and no plan', GROUPS, { survey: [reading] }, 'scanners', 1000],
    ['nothing but a door', { shop: LYON, zones: [{ id: 'shop', name: 'Shop' }], scanners: DOOR }, {}, 'door', 100],
    ['a door and departments', { ...GROUPS, scanners: [...GROUPS.scanners, ...DOOR] }, {}, 'scanners', 1000],
    [
      'scanners that all hang outside',
      { shop: LYON, zones: [{ id: 'shop', name: 'Shop' }], scanners: DOOR.slice(1) },
      {},
      'scanners',
      1000,
    ],
  ])('of %s is the best that these allow', (_, site, learnt, grade, stepMs) => {
    expect(engineOf(site, learnt)).toMatchObject({ grade, stepMs });
  });

  it('knows its scanners by all their names, and no others', () => {
    const engine = engineOf({ ...GROUPS, beacons: [{ id: 'altbeacon:0118-1', x: 1, y: 1 }] });
    expect(['w1', 'aabbcc000001', 'altbeacon:0118-1', 'neighbour'].map(engine.knows)).toEqual([true, true, true, false]);
    expect(engine.track().observe({ t: 0, anchor: 'neighbour', rssiDbm: -40 })).toBe(false);
  });
});

describe('a shopper', () => {
  it('is in the department whose scanners hear the phone best', () => {
    const track = engineOf(GROUPS).track();
    expect(stay(track, 0, 10, { w1: -55, b1: -80 })).toMatchObject({ zone: 'wine', silent: false });
    expect(stay(track, 11, 30, { w1: -80, b1: -55 })).toMatchObject({ zone: 'bakery' });
  });

  it('is where on the plan the scanners say, or beside all zones in the aisle', () => {
    const track = engineOf(PLAN).track();
    expect(stay(track, 0, 15, levelsAt(4, 4))).toMatchObject({ zone: 'wine' });
    expect(stay(track, 16, 60, levelsAt(10, 4))).toMatchObject({ zone: 'out' });
    expect(stay(track, 61, 100, levelsAt(16, 4))).toMatchObject({ zone: 'bakery' });
  });

  it('does not walk through a wall', () => {
    const walls = [
      [
        [10, -1],
        [10, 9],
      ],
    ];
    const track = engineOf({ ...PLAN, walls }).track();
    stay(track, 0, 15, levelsAt(4, 4));
    expect(stay(track, 16, 20, levelsAt(13, 4))).not.toMatchObject({ zone: 'bakery' });
  });

  it('is where the survey says that it sounds so', () => {
    const survey = [4, 16].flatMap((x) =>
      Object.values(levelsAt(x, 4)).map((dbm, scanner) => ({ x: 20 - x, y: 4, scanner, meanDbm: dbm, p50Dbm: dbm, p90Dbm: dbm })),
    );
    expect(stay(engineOf(PLAN, { survey }).track(), 0, 15, levelsAt(4, 4))).toMatchObject({ zone: 'bakery' });
  });

  it('is out while the door says so, and in its department once inside', () => {
    const site = {
      ...GROUPS,
      zones: [...GROUPS.zones, { id: 'shop', name: 'Shop', kind: 'inside' }],
      scanners: [...GROUPS.scanners, ...DOOR],
    };
    const track = engineOf(site).track();
    expect(stay(track, 0, 10, { street: -50, in: -70, w1: -75 })).toMatchObject({ zone: 'out' });
    expect(stay(track, 11, 25, { street: -70, in: -50 })).toMatchObject({ zone: 'shop' });
    expect(stay(track, 26, 45, { w1: -55, b1: -80, in: -65, street: -85 })).toMatchObject({ zone: 'wine' });
  });

  it.each([
    ['groups of scanners', GROUPS, { w1: -60, b1: -75 }],
    ['a plan', PLAN, levelsAt(4, 4)],
  ])('who only passes by the scanner over the street is out, and inside once the others hear better: %s', (_, site, inside) => {
    const track = engineOf({ ...site, scanners: [...site.scanners, ...DOOR.slice(1)] }).track();
    expect(stay(track, 0, 10, { street: -50, w1: -75 })).toMatchObject({ zone: 'out' });
    expect(stay(track, 11, 30, { street: -85, ...inside })).toMatchObject({ zone: 'wine' });
  });

  it('is out by a door whose inner side is a department, and in that once inside', () => {
    const scanners = [...GROUPS.scanners, { id: 'in', side: 'inside' as const, zone: 'bakery' }, ...DOOR.slice(1)];
    const track = engineOf({ ...GROUPS, scanners }).track();
    expect(stay(track, 0, 10, { street: -50, in: -70 })).toMatchObject({ zone: 'out' });
    expect(stay(track, 11, 30, { street: -75, in: -50 })).toMatchObject({ zone: 'bakery' });
  });

  it('in the aisle of a shop with a door is inside', () => {
    const zones = [...PLAN.zones, { id: 'shop', name: 'Shop', kind: 'inside' }];
    const track = engineOf({ ...PLAN, zones, scanners: [...PLACES, ...DOOR] }).track();
    expect(stay(track, 0, 40, { ...levelsAt(10, 4), in: -50, street: -70 })).toMatchObject({ zone: 'shop' });
  });

  it('is in a room that is not on the plan when its own scanner hears the phone best', () => {
    const zones = [...PLAN.zones, { id: 'cellar', name: 'Cellar' }];
    const track = engineOf({ ...PLAN, zones, scanners: [...PLACES.map((at) => ({ ...at })), { id: 'c1', zone: 'cellar' }] }).track();
    expect(stay(track, 0, 15, levelsAt(4, 4))).toMatchObject({ zone: 'wine' });
    expect(stay(track, 16, 40, { c1: -50, w1: -85 })).toMatchObject({ zone: 'cellar' });
  });

  it('is found by a scanner of which only the department is known', () => {
    const scanners = [...PLACES.slice(0, 3), { id: 'somewhere', zone: 'bakery' }];
    expect(stay(engineOf({ ...PLAN, scanners }).track(), 0, 30, { somewhere: -62, b1: -75, w1: -90, w2: -85 })).toMatchObject({
      zone: 'bakery',
    });
  });

  it('whose phone hears the beacons of the shop is where they hang, however strongly they send', () => {
    const beacons = [
      { id: 'altbeacon:0118-1', x: 4, y: 4, zone: 'wine' },
      { id: 'altbeacon:0118-2', x: 16, y: 4, zone: 'bakery' },
    ];
    const track = engineOf({ ...GROUPS, scanners: [], beacons }).track();
    for (let s = 0; s <= 10; s += 1) {
      track.observe({ t: s * 1000, anchor: 'altbeacon:0118-1', rssiDbm: -60, rssiAt1mDbm: -40 });
      track.observe({ t: s * 1000, anchor: 'altbeacon:0118-2', rssiDbm: -70, rssiAt1mDbm: -70 });
      track.decide(s * 1000);
    }
    expect(track.decide(11_000)).toMatchObject({ zone: 'bakery' });
  });

  it('who is a metre from one scanner and ten from another, as their gateways say, is at the first', () => {
    const track = engineOf(GROUPS).track();
    for (let s = 0; s <= 5; s += 1) {
      track.observe({ t: s * 1000, anchor: 'w1', distanceM: 10 });
      track.observe({ t: s * 1000, anchor: 'b1', distanceM: 1 });
      track.decide(s * 1000);
    }
    expect(track.decide(6000)).toMatchObject({ zone: 'bakery' });
  });

  it('is not found by a strength that no receiver can report', () => {
    const track = engineOf(GROUPS).track();
    expect(stay(track, 0, 10, { w1: 127, b1: -60 })).toMatchObject({ zone: 'bakery' });
  });
});
