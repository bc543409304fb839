import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEN_MS, told, Walks } from '../../support/walks.ts';

const ANNA = 'anna';

describe('who holds a card to a reader', () => {
  const tap = (shop: Walks, reader: string, atS: number): string[] => {
    const events = shop.presence.place(ANNA, reader, TEN_MS + atS * 1000);
    shop.events.push(...events);
    return told(events);
  };

  it('is there at once, without a second to be sure of it, and surely enough for an offer', () => {
    expect(tap(new Walks(), 'b1', 1)).toEqual(['visit-opened bakery 1', 'zone-entered bakery 1', 'zone-confirmed bakery 1']);
  });

  it('is not somewhere else by taps of the same reader', () => {
    const shop = new Walks();
    tap(shop, 'b1', 1);
    expect(tap(shop, 'b1', 9)).toEqual([]);
    expect(shop.presence.visitOf(ANNA)?.lastHeardAt).toBe(TEN_MS + 9000);
  });

  it('moves with the next reader, and a reader in no zone moves nobody', () => {
    const shop = new Walks();
    tap(shop, 'b1', 1);
    expect(tap(shop, 't1', 60)).toEqual(['zone-left bakery 60', 'zone-entered tills 60', 'zone-confirmed tills 60']);
    expect(tap(shop, 'cellar', 61)).toEqual([]);
  });

  it('has been there since she was heard without a place', () => {
    const shop = new Walks();
    shop.hear(ANNA, 'b1', 0.5);
    shop.pass(2);
    expect(tap(shop, 'b1', 5)[0]).toBe('visit-opened bakery 0.5');
  });

  it('opens another visit where the last was over long ago', () => {
    const shop = new Walks();
    tap(shop, 'b1', 1);
    shop.now = 5000;
    expect(tap(shop, 'b1', 5000).map((line) => line.split(' ')[0])).toEqual([
      'zone-left',
      'stay',
      'visit-closed',
      'visit-opened',
      'zone-entered',
      'zone-confirmed',
    ]);
  });

  it('stays no time below none and in one zone at a time, however late and mixed taps and radio come', () => {
    const step = fc.record({
      how: fc.constantFrom('tap', 'radio', 'time'),
      scanner: fc.constantFrom('b1', 'w1', 't1', 'street'),
      after: fc.integer({ min: 0, max: 4 }),
      late: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const shop = new Walks();
        for (const { how, scanner, after, late } of steps) {
          if (how === 'time') shop.pass(shop.now + after);
          else if (how === 'tap') tap(shop, scanner, shop.now - late);
          else shop.hear(ANNA, scanner, shop.now - late);
        }
        shop.pass(shop.now + 1000);
        let zone: string | undefined;
        for (const event of shop.events) {
          if (event.type === 'zone-entered') {
            expect(zone).toBeUndefined();
            zone = event.zone;
          }
          if (event.type === 'zone-left') {
            expect(event.zone).toBe(zone);
            zone = undefined;
          }
          if (event.type === 'stay-told') expect(event.stay.leftAt).toBeGreaterThanOrEqual(event.stay.enteredAt);
        }
        expect(zone).toBeUndefined();
        expect(shop.presence.openVisits()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
