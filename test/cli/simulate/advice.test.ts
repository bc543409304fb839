import { describe, expect, it } from 'vitest';
import { advise, trialsOf } from '../../../cli/simulate/advice/advice.ts';
import { confusionOf } from '../../../cli/simulate/advice/confusion.ts';
import { learnFrom, shareWith } from '../../../cli/simulate/advice/likelihood.ts';
import { hangingPlaces } from '../../../cli/simulate/advice/places.ts';
import { adviceLines } from '../../../cli/simulate/advice/print.ts';
import { accuracyOf } from '../../../cli/simulate/advice/trial.ts';
import type { Site } from '../../../contract/site.ts';

const box = (x: number, y: number): [number, number][] => [
  [x, y],
  [x + 8, y],
  [x + 8, y + 8],
  [x, y + 8],
];

/** Four departments of 8 m by 8 m, and scanners around the first two. */
const SHOP: Site = {
  shop: { id: 'corner', name: 'Corner', timezone: 'Europe/Paris' },
  floor: { width: 16, depth: 16 },
  zones: [
    { id: 'wine', name: 'Wine', polygon: box(0, 0) },
    { id: 'bread', name: 'Bread', polygon: box(8, 0) },
    { id: 'fish', name: 'Fish', polygon: box(0, 8) },
    { id: 'cheese', name: 'Cheese', polygon: box(8, 8) },
  ],
  scanners: [
    { id: 'one', x: 2, y: 2 },
    { id: 'two', x: 8, y: 2 },
    { id: 'three', x: 14, y: 2 },
  ],
};
const SMALL = { seeds: [1, 2, 3, 4], crowd: { visitors: 3, minutes: 2 } };
const TINY = { seeds: [1], crowd: { visitors: 1, minutes: 1 } };

describe('advice on a floor plan', () => {
  const advice = advise(SHOP, SMALL);

  it('hangs another scanner where there are none, and asks the engine of the edge what that is worth', () => {
    const [first] = advice.suggestions;
    expect(first?.y).toBeGreaterThan(8);
    expect(advice.suggestions).toHaveLength(3);
    expect(advice.improved.map(({ scanners }) => scanners)).toEqual([1, 3]);
    expect(advice.improved.at(-1)?.gain?.mean).toBeGreaterThan(0);
  });

  it('says of each zone how often it is told right, and what it is taken for', () => {
    expect(advice.grade).toBe('positions');
    expect(advice.zones.map(({ zone }) => zone).sort()).toEqual(['bread', 'cheese', 'fish', 'wine']);
    for (const { right, takenFor } of advice.zones) expect(takenFor.reduce((sum, { share }) => sum + share, right)).toBeCloseTo(1);
  });

  it('is the same each time', () => {
    expect(advise(SHOP, TINY)).toEqual(advise(SHOP, TINY));
  });

  it('reads like advice', () => {
    const lines = adviceLines(SHOP, advice);
    expect(lines[0]).toMatch(/^Corner: 3 scanners, 4 zones; 4 generated shops/u);
    expect(lines.find((line) => line.startsWith('  1. '))).toMatch(/^ {2}1\. x \d+\.\d m, y \d+\.\d m \((?:Fish|Cheese)\)$/u);
    expect(lines.find((line) => line.startsWith('With all 3'))).toMatch(
      /: \d+ % \(\d+ to \d+ %\), [+−]\d+ points \([+−]\d+ to [+−]\d+\)(?:, which may be chance)?\.$/u,
    );
  });

  it('places the first scanners of a shop that has none', () => {
    const { suggestions, accuracy, improved, zones } = advise({ ...SHOP, scanners: [] }, TINY);
    expect(accuracy).toBeUndefined();
    expect(zones).toEqual([]);
    expect(suggestions).toHaveLength(9);
    expect(new Set(suggestions.map(({ zone }) => zone))).toEqual(new Set(['wine', 'bread', 'fish', 'cheese']));
    expect(improved).toHaveLength(1);
    expect(improved[0]?.gain).toBeUndefined();
  });

  it('tells what is confused, and no places, where nobody says where things are', () => {
    const { floor: _unknown, ...rest } = SHOP;
    const loose = { ...rest, scanners: SHOP.scanners.map(({ id }, index) => ({ id, zone: SHOP.zones[index]?.id ?? '' })) };
    const told = advise(loose, TINY);
    expect(told.grade).toBe('scanners');
    expect(told.suggestions).toEqual([]);
    expect(adviceLines(loose, told).join('\n')).toContain('Where another scanner would help is not known');
    expect(trialsOf(loose, 3)).toBe(3);
    expect(trialsOf(SHOP, 3)).toBe(9);
    expect(trialsOf({ ...SHOP, scanners: [] }, 3)).toBe(3);
  });
});

describe('the places where a scanner could hang', () => {
  it('are all over the floor, but not beside one that hangs', () => {
    const places = hangingPlaces(SHOP, { width: 16, depth: 16 });
    expect(places.length).toBeGreaterThan(50);
    for (const { x, y } of places) {
      expect(x > 0 && x < 16 && y > 0 && y < 16).toBe(true);
      for (const scanner of SHOP.scanners) expect(Math.hypot(x - (scanner.x ?? 0), y - (scanner.y ?? 0))).toBeGreaterThanOrEqual(1.5);
    }
  });
});

describe('confusion', () => {
  const decided = [
    new Map([
      [
        'wine',
        new Map([
          ['wine', 60],
          ['bread', 30],
          ['out', 10],
        ]),
      ],
      [
        'bread',
        new Map([
          ['bread', 90],
          ['wine', 10],
        ]),
      ],
      ['out', new Map([['wine', 500]])],
    ]),
    new Map([['wine', new Map([['wine', 100]])]]),
  ];

  it('begins with the zone that is told worst, and leaves out the time between the zones', () => {
    expect(confusionOf(decided)).toEqual([
      {
        zone: 'wine',
        right: 0.8,
        takenFor: [
          { zone: 'bread', share: 0.15 },
          { zone: 'out', share: 0.05 },
        ],
      },
      { zone: 'bread', right: 0.9, takenFor: [{ zone: 'wine', share: 0.1 }] },
    ]);
    expect(decided.map(accuracyOf)).toEqual([0.75, 1]);
    expect(accuracyOf(new Map())).toBe(0);
  });
});

describe('where somebody could be', () => {
  const expected = Float64Array.of(-60, -70, -80);
  const zoneOf = Uint16Array.of(0, 0, 1);

  it('is where a scanner is expected to read what it read', () => {
    const cells = Float64Array.of(1 / 3, 1 / 3, 1 / 3);
    const ahead = shareWith(cells, zoneOf, 1, expected, -80);
    learnFrom(cells, expected, -80);
    expect(cells.indexOf(Math.max(...cells))).toBe(2);
    expect(cells.reduce((sum, cell) => sum + cell)).toBeCloseTo(1);
    expect(shareWith(cells, zoneOf, 1, undefined, undefined)).toBeCloseTo(ahead);
  });

  it('is anywhere once nothing fits any more', () => {
    const cells = Float64Array.of(0, 0, 0);
    learnFrom(cells, expected, -70);
    expect([...cells]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(shareWith(Float64Array.of(0, 0, 0), zoneOf, 0, expected, -70)).toBe(0);
  });
});
