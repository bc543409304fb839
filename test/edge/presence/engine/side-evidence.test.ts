import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Site } from '../../../../contract/site.ts';
import { shopOf } from '../../../../edge/config/shop.ts';
import { agedOdds, createSideEvidence } from '../../../../edge/presence/engine/side-evidence.ts';
import { engineOf, FLOOR, LYON, PLACES, PLAN, stay, WINE } from '../../../support/engine-sites.ts';

const STREET = { id: 'street', x: 10, y: -0.5, side: 'outside' as const };
const SITE: Site = { ...PLAN, scanners: [...PLACES, STREET] };

function levelsFrom(x: number, y: number, carriedDb = -6): (number | undefined)[] {
  return [...PLACES, STREET].map((at) => {
    const dbm = -60 + carriedDb - 20 * Math.log10(Math.max(0.5, Math.hypot(x - at.x, y - at.y, 1)));
    return dbm < -92 ? undefined : dbm;
  });
}

describe('a shop with a scanner at the street', () => {
  const evidence = createSideEvidence(shopOf(SITE)) ?? (() => 0);
  const oddsAt = (x: number, y: number, carriedDb?: number): number => evidence((listener) => levelsFrom(x, y, carriedDb)[listener]);

  it('knows who is inside, and takes nobody for a customer who walks past, however strongly their phones send', () => {
    for (const carriedDb of [0, -6, -12]) {
      for (const x of [2, 18]) expect(oddsAt(x, 6, carriedDb)).toBeGreaterThan(0.9);
      for (const x of [7, 10, 13]) expect(oddsAt(x, -2, carriedDb)).toBeLessThan(1);
    }
  });

  it('does not take who passes the far corner for a customer because a scanner there hears him better than the one at the door', () => {
    const levels = levelsFrom(1, -3);
    expect(levels[0]).toBeGreaterThan(levels[4] ?? 0);
    expect(oddsAt(1, -3)).toBeLessThan(0);
  });

  it.each([
    ['left', { x: -0.5, y: 4 }, [-2, 4], [14, 4]],
    ['right', { x: 20.5, y: 4 }, [22, 4], [6, 4]],
    ['far', { x: 10, y: 8.5 }, [10, 10], [10, 4]],
  ] as const)('looks for the street on the %s where the scanner hangs there', (_, at, street, shop) => {
    const turned = createSideEvidence(shopOf({ ...SITE, scanners: [...PLACES, { ...STREET, ...at }] })) ?? (() => 0);
    const oddsFrom = ([x, y]: readonly [number, number]): number => {
      const levels = [...PLACES, at].map((place) => -66 - 20 * Math.log10(Math.hypot(x - place.x, y - place.y, 1)));
      return turned((listener) => levels[listener]);
    };
    expect(oddsFrom(street)).toBeLessThan(1);
    expect(oddsFrom(shop)).toBeGreaterThan(1);
  });

  it('compares the best of either side where nobody knows the places', () => {
    const scanners = [
      { id: 'a', zone: 'wine' },
      { id: 'b', zone: 'wine' },
      { id: 'street', side: 'outside' as const },
    ];
    const site: Site = { shop: LYON, zones: [WINE], scanners };
    for (const floor of [undefined, FLOOR]) {
      const compare = createSideEvidence(shopOf(floor ? { ...site, floor } : site)) ?? (() => 0);
      expect(compare((listener) => [-60, undefined, -80][listener])).toBeGreaterThan(1);
      expect(compare((listener) => [-85, -80, -60][listener])).toBeLessThan(-1);
      expect(compare(() => undefined)).toBe(0);
    }
  });

  it('is never surer by one moment than a packet in a lull could make it', () => {
    const level = fc.option(fc.integer({ min: -100, max: 0 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(level, { minLength: 5, maxLength: 5 }), (levels) => {
        expect(Math.abs(evidence((listener) => levels[listener]))).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('is ever less sure of somebody whom it does not hear', () => {
    expect(agedOdds(3, 0)).toBeCloseTo(3);
    expect(agedOdds(3, 60_000)).toBeLessThan(1);
    expect(agedOdds(-3, 600_000)).toBeCloseTo(0, 3);
  });
});

it('finds a customer whom the scanners of the department hear well in there, though the scanner of the street hears him as well as that of the door', () => {
  const track = engineOf({ ...SITE, scanners: [...PLACES, { id: 'in', x: 10, y: 1, side: 'inside' }, STREET] }).track();
  const wine = { w1: -68, w2: -68, b1: -85, in: -80, street: -79 };
  expect(stay(track, 0, 30, wine).zone).toBe('wine');
  expect(stay(track, 31, 60, { street: -62, in: -75, w2: -82, b1: -82 }).zone).toBe('out');
});
