import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AislegateError } from '../../../contract/errors.ts';
import type { Site } from '../../../contract/site.ts';
import { parseSite } from '../../../edge/config/site.ts';

const SITE: Site = {
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  zones: [
    { id: 'wine', name: 'Wine' },
    { id: 'dairy', name: 'Dairy' },
  ],
  scanners: [{ id: 'wine-1', zone: 'wine' }],
  screens: [{ id: 'wine-screen', zone: 'wine' }],
};

describe('a site file', () => {
  it('is taken as it is when nothing is wrong', () => {
    expect(parseSite(SITE)).toEqual(SITE);
  });

  it.each<[string, Partial<Site>, string]>([
    ['a timezone that nobody knows', { shop: { ...SITE.shop, timezone: 'Europe/Lyon' } }, 'shop.timezone is not a timezone'],
    ['two zones of one id', { zones: [...SITE.zones, { id: 'wine', name: 'More wine' }] }, 'zones.2.id "wine" is there twice'],
    ['a scanner in a zone that does not exist', { scanners: [{ id: 'a', zone: 'cheese' }] }, 'scanners.0.zone "cheese"'],
    ['a screen in a zone that does not exist', { screens: [{ id: 'a', zone: 'cheese' }] }, 'screens.0.zone "cheese"'],
    ['a beacon in a zone that does not exist', { beacons: [{ id: 'a', x: 0, y: 0, zone: 'cheese' }] }, 'beacons.0.zone "cheese"'],
    ['a zone called out', { zones: [{ id: 'out', name: 'Out' }], scanners: [], screens: [] }, 'must not have the id "out"'],
    [
      'a polygon without an area',
      {
        zones: [
          {
            id: 'wine',
            name: 'Wine',
            polygon: [
              [0, 0],
              [1, 1],
              [2, 2],
            ],
          },
        ],
      },
      'zones.0.polygon encloses no area',
    ],
    ['a door with nothing to call inside', { scanners: [{ id: 'door', side: 'inside' }] }, 'exactly one zone of kind "inside"'],
    [
      'two scanners of one alias',
      {
        scanners: [
          { id: 'a', aliases: ['x'] },
          { id: 'b', aliases: ['x'] },
        ],
      },
      'scanners.1 answers to "x"',
    ],
    ['an alias that is another scanner', { scanners: [{ id: 'a' }, { id: 'b', aliases: ['a'] }] }, 'as scanners.0 does'],
    [
      'a MAC written in two ways',
      { scanners: [{ id: 'aabbccddee01' }, { id: 'b', aliases: ['AA:BB:CC:DD:EE:01'] }] },
      'answers to "aabbccddee01"',
    ],
    ...['#', 'my/#/x', 'my/a+', 'my#'].map((filter): [string, Partial<Site>, string] => [
      `a topic of its own that is ${filter}`,
      { settings: { ingest: { topics: [{ filter, format: 'minew-json' }] } } },
      'settings.ingest.topics.0.filter',
    ]),
    ['a floor in millimetres', { floor: { width: 12_000, depth: 8000 } }, 'floor.width must be <= 1000'],
    [
      'a wall in degrees or worse',
      {
        walls: [
          [
            [0, 0],
            [0, 1e308],
          ],
        ],
      },
      'walls.0.1.1 must be <= 10000',
    ],
    ['a scanner with half a place', { scanners: [{ id: 'a', x: 1 }] }, 'scanners.0 has only one of x and y'],
    [
      'a zone beside the floor',
      {
        floor: { width: 5, depth: 5 },
        zones: [
          {
            id: 'wine',
            name: 'Wine',
            polygon: [
              [6, 0],
              [9, 0],
              [9, 4],
            ],
          },
        ],
        screens: [],
      },
      'zones.0.polygon lies beside the floor',
    ],
    ['a beacon that nobody can hear', { beacons: [{ id: 'ble:C0:FF:EE', x: 0, y: 0 }] }, 'beacons.0.id is not an identifier'],
    ['an ignored device without its kind', { ignore: [{ id: 'c0ffee000001', as: 'staff' }] }, 'ignore.0.id is not an identifier, as in'],
    [
      'a device that is ignored as two things',
      {
        ignore: [
          { id: 'ble:c0ffee000001', as: 'staff' },
          { id: 'ble:c0ffee000001', as: 'fixture' },
        ],
      },
      'ignore.1.id is there twice',
    ],
    ['a shape that is no site', { zones: [] }, 'zones must not have fewer than 1 items'],
  ])('is refused with %s', (_title, change, detail) => {
    expect(() => parseSite({ ...SITE, ...change })).toThrow(detail);
  });

  it('never quotes an identifier: an ignored device may be the phone of an employee', () => {
    const id = 'ble:c0ffee000001';
    for (const ignore of [
      [{ id: id.toUpperCase(), as: 'staff' }],
      [
        { id, as: 'staff' },
        { id, as: 'staff' },
      ],
      [{ id, as: 'boss' }],
    ]) {
      expect(() => parseSite({ ...SITE, ignore })).toThrow(/^(?!.*c0ffee).*ignore\./isu);
    }
  });

  it('needs no inside where there is one zone only', () => {
    const door = { ...SITE, zones: [{ id: 'shop', name: 'Shop' }], scanners: [{ id: 'door', side: 'inside' as const }], screens: [] };
    expect(parseSite(door)).toEqual(door);
  });

  it('never ends in anything but a site or CFG_INVALID, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseSite(value);
        } catch (error) {
          expect(error).toBeInstanceOf(AislegateError);
        }
      }),
    );
  });
});
