import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../../edge/domain/presence-event.ts';
import { createPresence } from '../../../edge/presence/presence.ts';

const T = Date.UTC(2026, 5, 1, 10);
const ZONES: Readonly<Record<string, string>> = { b1: 'bakery', b2: 'bakery', w1: 'wine' };

interface Packet {
  readonly atMs: number;
  readonly delayMs: number;
  readonly anchor: string;
  readonly rssiDbm: number;
}

/** Delivers each packet when it comes in, which can be minutes after it was heard; the shop decides every second meanwhile. */
function deliver(list: readonly Packet[]) {
  let ids = 0;
  const shop = createPresence({
    settings: { meanMs: 3000, marginDb: 3, confirmMs: 3000, leaveAfterMs: 60_000 },
    zoneOf: (scanner) => ZONES[scanner],
    id: () => `id-${++ids}`,
  });
  const events: PresenceEvent[] = [];
  const arriving = [...list].sort((a, b) => a.atMs + a.delayMs - (b.atMs + b.delayMs));
  let now = 0;
  for (const { atMs, delayMs, anchor, rssiDbm } of arriving) {
    for (; now < atMs + delayMs; now += 1000) events.push(...shop.advance(T + now));
    events.push(...shop.observe('s1', { t: T + atMs, rx: T + now, anchor, mobile: 'ble:dd8800003777', radio: 'ble', rssiDbm }));
  }
  for (let i = 0; i < 200; i += 1, now += 1000) events.push(...shop.advance(T + now));
  return { events, open: shop.openVisits() };
}

describe('sightings that come late and out of order', () => {
  const packet = fc.record({
    atMs: fc.integer({ min: 0, max: 400_000 }),
    delayMs: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 600_000 })),
    anchor: fc.constantFrom('b1', 'b2', 'w1'),
    rssiDbm: fc.integer({ min: -95, max: -40 }),
  });

  it('never make a visit that overlaps another, has no end, or has a stay that ends before it began', () => {
    let visits = 0;
    fc.assert(
      fc.property(fc.array(packet, { minLength: 50, maxLength: 200 }), (list) => {
        const { events, open } = deliver(list);
        visits += events.filter(({ type }) => type === 'visit-opened').length;
        expect(open).toEqual([]);
        let closedAt = Number.NEGATIVE_INFINITY;
        for (const event of events) {
          if (event.type === 'visit-opened') expect(event.t).toBeGreaterThanOrEqual(closedAt);
          if (event.type === 'zone-left') expect(event.t).toBeGreaterThanOrEqual(event.enteredAt);
          if (event.type === 'visit-closed') {
            expect(event.t).toBeGreaterThanOrEqual(event.openedAt);
            closedAt = event.t;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(visits).toBeGreaterThan(100);
  });

  it('leave a visit that goes on as it is', () => {
    const steady = Array.from({ length: 120 }, (_, s) => ({ atMs: s * 1000, delayMs: 100, anchor: 'b1', rssiDbm: -60 }));
    const late = [30, 45, 50].map((s) => ({ atMs: s * 1000, delayMs: 40_000, anchor: 'w1', rssiDbm: -40 }));
    expect(deliver([...steady, ...late])).toEqual(deliver(steady));
  });
});
