import { describe, expect, it } from 'vitest';
import type { Site } from '../../../../contract/site.ts';
import { shopOf } from '../../../../edge/config/shop.ts';
import { createPlacing } from '../../../../edge/presence/counts/place.ts';
import { Slot } from '../../../../edge/presence/counts/slot.ts';
import { createPresenceEngine } from '../../../../edge/presence/engine/create-engine.ts';

const SHOP = { shop: { id: 'shop-1', name: 'Corner shop', timezone: 'Europe/Paris' } };

function placing(site: Omit<Site, 'shop'>) {
  const shop = shopOf({ ...SHOP, ...site });
  const engine = createPresenceEngine(shop);
  const { insideOdds, zoneOf } = createPlacing(shop, () => engine);
  return (levels: readonly (number | undefined)[]) => {
    const slot = new Slot(178_000_000);
    for (const [listener, dbm] of levels.entries()) if (dbm !== undefined) slot.add(listener, { t: 1_780_000_000_000 }, dbm);
    const odds = insideOdds(slot);
    const side = odds > 1 ? 'inside' : odds < -1 ? 'outside' : undefined;
    return { side, zone: side === 'inside' ? zoneOf(slot) : undefined };
  };
}

describe('a device in ten seconds', () => {
  it('is on the side of the door from which it is heard louder, and on neither where it stands in the door', () => {
    const placeOf = placing({
      zones: [{ id: 'shop', name: 'Shop', kind: 'inside' }],
      scanners: [
        { id: 'in', side: 'inside' },
        { id: 'out', side: 'outside' },
      ],
    });
    expect(placeOf([-60, -75])).toEqual({ side: 'inside', zone: 'shop' });
    expect(placeOf([-75, -60])).toEqual({ side: 'outside', zone: undefined });
    expect(placeOf([-70, -69])).toEqual({ side: undefined, zone: undefined });
    expect(placeOf([undefined, -90]).side).toBe('outside');
  });

  it('is inside, too, where only the scanners of the departments hear it', () => {
    const placeOf = placing({
      zones: [
        { id: 'shop', name: 'Shop', kind: 'inside' },
        { id: 'wine', name: 'Wine' },
      ],
      scanners: [
        { id: 'in', side: 'inside' },
        { id: 'out', side: 'outside' },
        { id: 'w1', zone: 'wine' },
      ],
    });
    expect(placeOf([undefined, undefined, -60])).toEqual({ side: 'inside', zone: 'wine' });
  });

  it('is in the zone of the plan where its levels fit best, or inside and in none', () => {
    const scanners = [
      [2, 2],
      [18, 2],
      [2, 8],
      [18, 8],
    ].map(([x = 0, y = 0], index) => ({ id: `s${index}`, x, y }));
    const polygon = [
      [0, 0],
      [6, 0],
      [6, 10],
      [0, 10],
    ];
    const placeOf = placing({ floor: { width: 20, depth: 10 }, zones: [{ id: 'wine', name: 'Wine', polygon }], scanners });
    expect(placeOf([-62, -82, -62, -82])).toEqual({ side: 'inside', zone: 'wine' });
    expect(placeOf([-82, -62, -82, -62])).toEqual({ side: 'inside', zone: undefined });
  });
});
