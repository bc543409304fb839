import { describe, expect, it } from 'vitest';
import { WAYS } from '../../../contract/ways.ts';
import { shopOf } from '../../../edge/config/shop.ts';

const shop = { id: 'shop-1', name: 'Shop', timezone: 'Europe/Paris' };
const square = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];

describe('a scanner speaks for a zone', () => {
  it('that it names', () => {
    const site = { shop, zones: [{ id: 'wine', name: 'Wine', polygon: square }], scanners: [{ id: 's', zone: 'wine', x: 50, y: 50 }] };
    expect(shopOf(site).scannerZones.get('s')).toBe('wine');
  });

  it('that it stands in', () => {
    const zones = [
      { id: 'wine', name: 'Wine', polygon: square },
      { id: 'dairy', name: 'Dairy', polygon: square.map(([x = 0, y = 0]) => [x + 10, y]) },
    ];
    const site = {
      shop,
      zones,
      scanners: [
        { id: 'a', x: 9.9, y: 5 },
        { id: 'b', x: 10, y: 5 },
        { id: 'c', x: 30, y: 5 },
      ],
    };
    expect([...shopOf(site).scannerZones.values()]).toEqual(['wine', 'dairy', undefined]);
  });

  it('that is the inside, when it hangs by the door', () => {
    const zones = [
      { id: 'out', name: 'Street' },
      { id: 'in', name: 'Shop', kind: 'inside' },
    ];
    const scanners = [
      { id: 'a', side: 'inside' as const },
      { id: 'b', side: 'outside' as const },
    ];
    expect([...shopOf({ shop, zones, scanners }).scannerZones.values()]).toEqual(['in', undefined]);
    expect(shopOf({ shop, zones: zones.slice(0, 1), scanners }).scannerZones.get('a')).toBe('out');
  });
});

it('answers to every name of a scanner, a MAC as gateways write it', () => {
  const scanners = [{ id: 'wine', aliases: ['Wine 2', 'AA-BB-CC-DD-EE-01'] }, { id: 'aabb.ccdd.ee02' }, { id: 'DD:EE:FF:00:11:22' }];
  const names = shopOf({ shop, zones: [{ id: 'z', name: 'Z' }], scanners }).scannerNames;
  expect(['wine', 'Wine 2', 'aabbccddee01', 'AA-BB-CC-DD-EE-01'].map((name) => names.get(name))).toEqual(Array(4).fill('wine'));
  expect([names.get('ddeeff001122'), names.get('Wine 3')]).toEqual(['DD:EE:FF:00:11:22', undefined]);
});

it('fills in what the site file does not say, and keeps what it does', () => {
  const site = { shop, zones: [{ id: 'wine', name: 'Wine' }], scanners: [], settings: { presence: { absentAfterMs: 60_000 } } };
  expect(shopOf(site)).toMatchObject({
    presence: { absentAfterMs: 60_000, leaveAfterMs: 600_000, outsideAfterMs: 120_000, logLateMs: 172_800_000 },
    footfall: {
      mergeStaysMs: 20_000,
      countStayMs: 10_000,
      engagedMs: 60_000,
      bounceMs: 60_000,
      passerByMs: 3000,
      staffAfterMs: 14_400_000,
    },
    offers: {
      confidence: 0.8,
      exploreShare: 0.05,
      leastValue: 0,
      leastChance: 0.001,
      dwellMs: 60_000,
      gapMs: 10_000,
      showMs: 20_000,
      deadlineMs: 4000,
    },
    pickup: { alertForMs: 900_000 },
    identity: { ways: new Set(WAYS), suspectMs: 900_000, guestMs: 14_400_000 },
  });
});

it('hears phones with its scanners, and is heard by them through its beacons, which speak for a zone as scanners do', () => {
  const zones = [{ id: 'wine', name: 'Wine', polygon: square }];
  const scanners = [{ id: 's', x: 5, y: 5, z: 3, side: 'inside' as const, zone: 'wine' }, { id: 'street' }];
  const beacons = [
    { id: 'altbeacon:0118-1', x: 5, y: 5 },
    { id: 'altbeacon:0118-2', x: 50, y: 5 },
  ];
  expect(shopOf({ shop, zones, scanners, beacons }).listeners).toEqual([
    { kind: 'scanner', id: 's', x: 5, y: 5, z: 3, side: 'inside', zone: 'wine' },
    { kind: 'scanner', id: 'street', zone: undefined },
    { kind: 'beacon', id: 'altbeacon:0118-1', x: 5, y: 5, zone: 'wine' },
    { kind: 'beacon', id: 'altbeacon:0118-2', x: 50, y: 5, zone: undefined },
  ]);
});

it('knows its badges and printers', () => {
  const site = { shop, zones: [{ id: 'wine', name: 'Wine' }], scanners: [], ignore: [{ id: 'ble:aabbccddeeff', as: 'fixture' as const }] };
  expect([...shopOf(site).ignored]).toEqual([['ble:aabbccddeeff', 'fixture']]);
});
