import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClusterEngine } from '../../../../edge/presence/engine/cluster-engine.ts';
import type { ZoneDecision } from '../../../../edge/presence/engine/zone-engine.ts';

const BAKERY = 0;
const WINE = 1;
const T = Date.UTC(2026, 5, 1, 10);
/** Two scanners in each zone, and one in none. */
const shop = createClusterEngine({ zones: 2, zoneOfScanner: [BAKERY, BAKERY, WINE, WINE, undefined] });

interface Stretch {
  readonly seconds: number;
  /** By scanner; undefined where it does not hear the device. */
  readonly rssiDbm: readonly (number | undefined)[];
}

const AT_BAKERY = [-55, -60, -75, -80];
const AT_WINE = [-75, -80, -55, -60];
const BETWEEN = [-66, -68, -66, -68];

/** Decisions of each second of a shopper's way, heard twice a second, with some steady noise. */
function walk(stretches: readonly Stretch[], everyMs = 500): ZoneDecision[] {
  const track = shop.track();
  const decisions: ZoneDecision[] = [];
  let atMs = 0;
  for (const { seconds, rssiDbm } of stretches) {
    for (const end = atMs + seconds * 1000; atMs < end; ) {
      atMs += 500;
      for (const [scanner, dbm] of rssiDbm.entries()) {
        if (dbm !== undefined && atMs % everyMs === 0) track.observe(scanner, T + atMs, dbm + 2 * Math.sin(atMs * (scanner + 1)));
      }
      if (atMs % 1000 === 0) decisions.push(track.decide(T + atMs));
    }
  }
  return decisions;
}

const changes = (decisions: readonly ZoneDecision[]): number =>
  decisions.filter(({ zone }, i) => i > 0 && zone !== decisions[i - 1]?.zone).length;

describe('a shopper in a shop of which only the scanners are known', () => {
  it('is in the zone whose scanners hear the phone best, from the first second', () => {
    const [first] = walk([{ seconds: 1, rssiDbm: AT_BAKERY }]);
    expect(first?.zone).toBe(BAKERY);
    expect(first?.confidence).toBeGreaterThan(0.9);
  });

  it('is nowhere before anybody heard the phone', () => {
    expect(shop.track().decide(T)).toEqual({ zone: undefined, confidence: 0 });
  });

  it('who walks over is in the next zone within three seconds, once', () => {
    const decisions = walk([
      { seconds: 4, rssiDbm: AT_BAKERY },
      { seconds: 10, rssiDbm: AT_WINE },
    ]);
    expect(decisions.slice(0, 4).every(({ zone }) => zone === BAKERY)).toBe(true);
    expect(decisions.slice(7).every(({ zone }) => zone === WINE)).toBe(true);
    expect(changes(decisions)).toBe(1);
  });

  it('who stood for minutes is followed when leaving', () => {
    const decisions = walk([
      { seconds: 180, rssiDbm: AT_BAKERY },
      { seconds: 30, rssiDbm: AT_WINE },
    ]);
    expect(changes(decisions)).toBe(1);
    expect(decisions.at(-15)?.zone).toBe(WINE);
  });

  it('half-way between two zones stays in the one, and is less sure', () => {
    const decisions = walk([
      { seconds: 20, rssiDbm: AT_BAKERY },
      { seconds: 300, rssiDbm: BETWEEN },
    ]);
    expect(changes(decisions)).toBe(0);
    expect(decisions.at(-1)?.confidence).toBeLessThan(0.75);
    expect(decisions[19]?.confidence).toBeGreaterThan(0.95);
  });

  it('is not moved by one lucky packet', () => {
    const decisions = walk([
      { seconds: 30, rssiDbm: AT_BAKERY },
      { seconds: 1, rssiDbm: [undefined, undefined, -50, undefined] },
      { seconds: 30, rssiDbm: AT_BAKERY },
    ]);
    expect(changes(decisions)).toBe(0);
  });

  it('whose phone advertises every two seconds is followed too', () => {
    const decisions = walk(
      [
        { seconds: 40, rssiDbm: AT_BAKERY },
        { seconds: 40, rssiDbm: AT_WINE },
      ],
      2000,
    );
    expect(changes(decisions.slice(1))).toBeLessThanOrEqual(1);
    expect(decisions.at(-20)?.zone).toBe(WINE);
  });

  it('is found by the scanners that are left when one of a zone is dead', () => {
    const decisions = walk([
      { seconds: 20, rssiDbm: [-55, undefined, -75, -80] },
      { seconds: 20, rssiDbm: [-75, undefined, -55, -60] },
    ]);
    expect(decisions[10]?.zone).toBe(BAKERY);
    expect(decisions.at(-1)?.zone).toBe(WINE);
  });

  it('who falls silent stays in the zone with less and less certainty, and is nowhere after 30 s', () => {
    const decisions = walk([
      { seconds: 20, rssiDbm: AT_BAKERY },
      { seconds: 40, rssiDbm: [] },
    ]);
    expect(decisions[48]?.zone).toBe(BAKERY);
    expect(decisions[48]?.confidence).toBeLessThan(0.1);
    expect(decisions.slice(49).every(({ zone, confidence }) => zone === undefined && confidence === 0)).toBe(true);
  });

  it('who comes back after the silence is where the phone is heard now', () => {
    const decisions = walk([
      { seconds: 20, rssiDbm: AT_BAKERY },
      { seconds: 40, rssiDbm: [] },
      { seconds: 1, rssiDbm: AT_WINE },
    ]);
    expect(decisions.at(-1)?.zone).toBe(WINE);
  });

  it('is not found by a scanner that stands in no zone, or that the shop does not have', () => {
    const track = shop.track();
    track.observe(4, T, -40);
    track.observe(9, T, -40);
    expect(track.decide(T + 1000).zone).toBeUndefined();
  });

  it('is surely in the only zone of a shop that has one', () => {
    const track = createClusterEngine({ zones: 1, zoneOfScanner: [0] }).track();
    track.observe(0, T, -60);
    expect(track.decide(T).zone).toBe(0);
    expect(track.decide(T).confidence).toBeGreaterThan(0.9);
  });

  const packet = fc.record({ scanner: fc.nat(4), atMs: fc.nat(60_000), rssiDbm: fc.integer({ min: -105, max: -30 }) });

  it('is in the same zones whatever the order in which the packets of a second came', () => {
    const twice = fc
      .array(packet, { maxLength: 250 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(twice, ([list, other]) => {
        const tracks = [list, other].map((packets) => {
          const track = shop.track();
          return Array.from({ length: 100 }, (_, second) => {
            for (const { scanner, atMs, rssiDbm } of packets)
              if (Math.ceil(atMs / 1000) === second) track.observe(scanner, T + atMs, rssiDbm);
            return track.decide(T + second * 1000);
          });
        });
        expect(tracks[1]).toEqual(tracks[0]);
      }),
    );
  });

  it('is in a zone of the shop or in none, with a confidence from 0 to 1, however odd the radio', () => {
    const decided = fc.integer({ min: 0, max: 80_000 });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 200 }), fc.array(decided, { maxLength: 60 }), (packets, times) => {
        const track = shop.track();
        for (const { scanner, atMs, rssiDbm } of packets) track.observe(scanner, T + atMs, rssiDbm);
        for (const atMs of [...times].sort((a, b) => a - b)) {
          const { zone, confidence } = track.decide(T + atMs);
          expect([undefined, BAKERY, WINE]).toContain(zone);
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
