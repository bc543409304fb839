import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Site } from '../../../contract/site.ts';
import { placedAt, Steps } from '../../../devices/simulator/journey.ts';
import { storefront } from '../../../devices/simulator/storefront.ts';

const shop = { id: 'corner', name: 'Corner shop', timezone: 'Europe/Paris' };
const entrance = (x: number, y: number): Site => ({
  shop,
  floor: { width: 20, depth: 16 },
  zones: [
    {
      id: 'in',
      name: 'In',
      kind: 'entrance',
      polygon: [
        [x, y],
        [x + 2, y],
        [x + 2, y + 2],
        [x, y + 2],
      ],
    },
  ],
  scanners: [],
});

describe('the front of a shop', () => {
  it('has its door in the wall nearest to the entrance', () => {
    const doors = [entrance(9, 0), entrance(9, 14), entrance(0, 7), entrance(18, 7)].map((site) => storefront(site).place(0, 0));
    expect(doors).toEqual([
      { x: 10, y: 0 },
      { x: 10, y: 16 },
      { x: 0, y: 8 },
      { x: 20, y: 8 },
    ]);
  });

  it('has its door in the middle of a wall where no zone is called entrance, and spans what the site file places', () => {
    const scanners = [{ id: 'a', x: 12, y: 9 }, { id: 'b', x: 3, y: -8, side: 'outside' as const }, { id: 'c' }];
    const front = storefront({ shop, zones: [{ id: 'all', name: 'All' }], scanners });
    expect(front.place(0, 0)).toEqual({ x: 6, y: 0 });
    expect(front.inside({ x: 11.9, y: 8.9 })).toBe(true);
    expect(front.inside({ x: 3, y: -8 })).toBe(false);
  });

  it('leaves the street outside and whoever is kept inside in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(entrance(9, 0), entrance(9, 14), entrance(0, 7), entrance(18, 7)),
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 0.1, max: 6, noNaN: true }),
        (site, alongM, outM) => {
          const front = storefront(site);
          const street = front.place(alongM, outM);
          expect(front.inside(street)).toBe(false);
          expect(front.inside(front.keptInside(street))).toBe(true);
          expect(front.inside(front.place(0, -1))).toBe(true);
        },
      ),
    );
  });
});

describe('a journey', () => {
  const steps = new Steps(1000, { x: 0, y: 0 });
  steps.walk({ x: 0, y: 4 }, 2);
  steps.stand(5000);
  steps.walk({ x: 3, y: 4 }, 1);
  const journey = { waypoints: steps.waypoints, aside: { x: 0, y: 0 } };

  it('goes from place to place at its speed, and looks where it went while it stands', () => {
    expect(placedAt(journey, 2000)).toEqual({ x: 0, y: 2, headingRad: Math.PI / 2 });
    expect(placedAt(journey, 5000)).toEqual({ x: 0, y: 4, headingRad: Math.PI / 2 });
    expect(placedAt(journey, 9500)).toEqual({ x: 1.5, y: 4, headingRad: 0 });
  });

  it('is nowhere before it begins and after it ends', () => {
    expect(placedAt(journey, 999)).toBeUndefined();
    expect(placedAt(journey, 11_001)).toBeUndefined();
  });
});
