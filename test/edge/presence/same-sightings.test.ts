import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDecoders } from '../../../devices/catalogue.ts';
import type { PresenceEvent } from '../../../edge/domain/presence-event.ts';
import { createIngest } from '../../../edge/ingest/ingest.ts';
import { createPresenceEngine } from '../../../edge/presence/engine/create-engine.ts';
import { createPresence } from '../../../edge/presence/presence.ts';
import { shopWith, TEN_MS } from '../../support/walks.ts';

/** Time is decided so long after it has passed: what comes within it may come in any order. */
const WAIT_MS = 2000;
const decoders = await loadDecoders();
const shop = shopWith();
const SCANNERS = ['b1', 'b2', 'w1', 't1', 'street'] as const;
const SUBJECTS = { anna: 'dd8800000001', bert: 'dd8800000002', cleo: 'dd8800000003' } as const;

interface Packet {
  readonly atMs: number;
  readonly scanner: string;
  readonly subject: keyof typeof SUBJECTS;
  readonly rssiDbm: number;
  /** How long it takes to arrive, each time that it does. */
  readonly delaysMs: readonly number[];
}

/** From the bytes of the gateways to what the shop tells of its visitors. */
function tell(packets: readonly Packet[]): PresenceEvent[] {
  const ingest = createIngest({
    decoders,
    shop: shop.id,
    scannerNames: shop.scannerNames,
    settings: shop.ingest,
    logLateMs: shop.presence.logLateMs,
    pseudonymKey: new Uint8Array(32),
  });
  let ids = 0;
  const presence = createPresence({ shop, engine: createPresenceEngine(shop), id: () => `id-${++ids}` });
  const subjectOf = new Map(Object.entries(SUBJECTS).map(([subject, address]) => [`ble:${address}`, subject]));
  const arrivals = packets
    .flatMap((packet) => packet.delaysMs.map((delayMs) => ({ ...packet, arrivesMs: packet.atMs + delayMs })))
    .sort((a, b) => a.arrivesMs - b.arrivesMs);
  const events: PresenceEvent[] = [...presence.advance(TEN_MS - WAIT_MS)];
  let now = 0;
  const pass = (untilMs: number): void => {
    for (; now <= untilMs; now += 250) events.push(...presence.advance(TEN_MS + now - WAIT_MS));
  };
  for (const { atMs, arrivesMs, scanner, subject, rssiDbm } of arrivals) {
    pass(arrivesMs);
    const payload = Buffer.from(JSON.stringify({ mobile: `ble:${SUBJECTS[subject]}`, rssiDbm, t: TEN_MS + atMs }));
    const message = { rx: TEN_MS + arrivesMs, source: 'mqtt', topic: `aislegate/${shop.id}/sighting/${scanner}`, payload } as const;
    for (const sighting of ingest.receive(message).sightings) presence.observe(subjectOf.get(sighting.mobile) ?? '', sighting);
  }
  pass(now + 1_000_000);
  return events;
}

describe('the same sightings', () => {
  const stretch = fc.record({
    subject: fc.constantFrom('anna', 'bert', 'cleo'),
    fromS: fc.integer({ min: 0, max: 300 }),
    seconds: fc.integer({ min: 1, max: 60 }),
    scanner: fc.constantFrom(...SCANNERS),
    rssiDbm: fc.integer({ min: -90, max: -50 }),
    delays: fc.array(fc.integer({ min: 0, max: WAIT_MS - 300 }), { minLength: 3, maxLength: 6 }),
  });

  it('give the same facts in whatever order they come, as long as the shop waits for them, and told three times', () => {
    let visits = 0;
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 3, maxLength: 8 }), (stretches) => {
        const packets = new Map<string, Packet>();
        for (const { subject, fromS, seconds, scanner, rssiDbm, delays } of stretches) {
          for (let i = 0; i < seconds; i += 1) {
            const atMs = (fromS + i) * 1000 + 137 * SCANNERS.indexOf(scanner);
            const delayMs = delays[i % delays.length] ?? 0;
            // A reading every second at each scanner: two of the same moment cannot be told apart by anybody.
            packets.set(`${subject} ${scanner} ${atMs}`, { atMs, scanner, subject, rssiDbm, delaysMs: [delayMs] });
          }
        }
        const once = [...packets.values()];
        const inTime = tell(once.map((packet) => ({ ...packet, delaysMs: [0] })));
        visits += inTime.filter(({ type }) => type === 'visit-closed').length;
        expect(tell(once)).toEqual(inTime);
        const thrice = once.map((packet, i) => ({ ...packet, delaysMs: [...packet.delaysMs, (i * 997) % 1700, (i * 443) % 1700] }));
        expect(tell(thrice)).toEqual(inTime);
      }),
      { numRuns: 25 },
    );
    expect(visits).toBeGreaterThan(15);
  });
});
