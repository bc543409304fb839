import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../../edge/domain/presence-event.ts';
import { createPresence, type Presence } from '../../../edge/presence/presence.ts';

const settings = { meanMs: 5000, marginDb: 4, confirmMs: 3000, leaveAfterMs: 120_000 };
const zoneOf = (scanner: string): string | undefined => ({ gate: 'entrance', till: 'tills', b1: 'bakery' })[scanner];

function shop(): Presence {
  let n = 0;
  return createPresence({ settings, zoneOf, id: () => `id-${n++}` });
}
const ANNA = 'anna';
const told = (events: readonly PresenceEvent[]): string[] =>
  events.map((event) => ('zone' in event ? `${event.type} ${event.zone}` : event.type));

describe('who holds a card to a reader', () => {
  it('is there at once, without a second to be sure of it', () => {
    expect(told(shop().place(ANNA, 'gate', 1000))).toEqual(['visit-opened entrance', 'zone-entered entrance']);
  });

  it('is not somewhere else by taps of the same reader', () => {
    const presence = shop();
    presence.place(ANNA, 'gate', 1000);
    expect(presence.place(ANNA, 'gate', 9000)).toEqual([]);
    expect(presence.visitOf(ANNA)?.lastHeardAt).toBe(9000);
  });

  it('moves with the next reader, and a reader in no zone moves nobody', () => {
    const presence = shop();
    presence.place(ANNA, 'gate', 1000);
    expect(told(presence.place(ANNA, 'till', 60_000))).toEqual(['zone-left entrance', 'zone-entered tills']);
    expect(presence.place(ANNA, 'kiosk', 61_000)).toEqual([]);
  });

  it('stays no time below none and in one zone at a time, however late and mixed taps and radio come', () => {
    const step = fc.record({
      how: fc.constantFrom('tap', 'radio', 'time'),
      scanner: fc.constantFrom('gate', 'till', 'b1'),
      after: fc.integer({ min: 0, max: 4000 }),
      late: fc.integer({ min: 0, max: 30_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const presence = shop();
        const events: PresenceEvent[] = [];
        let now = 100_000;
        for (const { how, scanner, after, late } of steps) {
          now += after;
          if (how === 'tap') events.push(...presence.place(ANNA, scanner, now - late));
          else if (how === 'time') events.push(...presence.advance(now));
          else
            events.push(
              ...presence.observe(ANNA, { t: now, rx: now, anchor: scanner, mobile: 'ble:dd8800003777', radio: 'ble', rssiDbm: -60 }),
            );
        }
        events.push(...presence.advance(now + 300_000));
        let zone: string | undefined;
        for (const event of events) {
          if (event.type === 'zone-entered') {
            expect(zone).toBeUndefined();
            zone = event.zone;
          }
          if (event.type === 'zone-left') {
            expect(event.zone).toBe(zone);
            expect(event.t).toBeGreaterThanOrEqual(event.enteredAt);
            zone = undefined;
          }
        }
        expect(zone).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
