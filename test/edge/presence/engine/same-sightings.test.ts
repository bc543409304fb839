import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Site } from '../../../../contract/site.ts';
import type { Heard, Whereabouts } from '../../../../edge/presence/engine/presence-engine.ts';
import { DOOR, engineOf, GROUPS, PLAN } from '../../../support/engine-sites.ts';

describe('the same sightings', () => {
  const SITES = [
    GROUPS,
    PLAN,
    { ...GROUPS, zones: [...GROUPS.zones, { id: 'shop', name: 'Shop', kind: 'inside' }], scanners: [...GROUPS.scanners, ...DOOR] },
  ];
  const sighting = fc.record({
    t: fc.integer({ min: 0, max: 20_000 }),
    anchor: fc.constantFrom('w1', 'w2', 'b1', 'b2', 'in', 'street', 'neighbour'),
    rssiDbm: fc.option(fc.integer({ min: -100, max: -30 }), { nil: undefined }),
    position: fc.option(fc.record({ x: fc.integer({ min: -5, max: 25 }), y: fc.integer({ min: -5, max: 12 }) }), {
      nil: undefined,
      freq: 8,
    }),
  });
  const toHeard = ({
    rssiDbm,
    position,
    ...rest
  }: {
    t: number;
    anchor: string;
    rssiDbm: number | undefined;
    position: { x: number; y: number } | undefined;
  }): Heard => ({
    ...rest,
    ...(rssiDbm !== undefined && { rssiDbm }),
    ...(position && { position }),
  });

  /** Second by second, where each brings what was heard in it, in some order. */
  function play(site: Site, heard: readonly Heard[], orderOf: (second: readonly Heard[]) => readonly Heard[]): Whereabouts[] {
    const track = engineOf(site).track();
    return Array.from({ length: 22 }, (_, s) => {
      for (const one of orderOf(heard.filter(({ t }) => t > (s - 1) * 1000 && t <= s * 1000))) track.observe(one);
      return track.decide(s * 1000);
    });
  }

  it('give the same zones, whatever the order in which a second comes in, and though each comes three times', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SITES), fc.array(sighting, { maxLength: 80 }), fc.integer(), (site, sightings, seed) => {
        const heard = sightings.map(toHeard);
        const shuffled = (second: readonly Heard[]): Heard[] =>
          [...second, ...second, ...second].sort((a, b) => mix(a, seed) - mix(b, seed));
        expect(play(site, heard, shuffled)).toEqual(play(site, heard, (second) => second));
      }),
      { numRuns: 60 },
    );
  });

  it('give a zone of the shop, out or nothing, with a probability, however odd they are', () => {
    const odd = fc.record(
      {
        t: fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e14)),
        anchor: fc.constantFrom('w1', 'b2', 'in', '__proto__', ''),
        rssiDbm: fc.oneof(fc.double(), fc.integer({ min: -200, max: 200 })),
        rssiAt1mDbm: fc.double(),
        distanceM: fc.double(),
        position: fc.record({ x: fc.double(), y: fc.double(), accuracyM: fc.double() }, { requiredKeys: ['x', 'y'] }),
      },
      { requiredKeys: ['t', 'anchor'] },
    );
    const step = fc.oneof(
      odd.map((heard) => ({ heard })),
      fc.record({ zone: fc.constantFrom('wine', 'nowhere'), at: fc.integer({ min: 0, max: 100_000 }) }),
      fc.record({ passMs: fc.integer({ min: 0, max: 100_000 }) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...SITES), fc.array(step, { maxLength: 40 }), (site, steps) => {
        const track = engineOf(site).track();
        let now = 0;
        for (const one of steps) {
          if ('heard' in one) track.observe(one.heard);
          else if ('zone' in one) track.place(one.zone, one.at);
          else now += one.passMs;
          const { zone, confidence } = track.decide(now);
          expect([undefined, 'wine', 'bakery', 'shop', 'out', 'nowhere']).toContain(zone);
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** A number that has nothing to do with the order in which things were heard. */
function mix({ t, anchor, rssiDbm = 0 }: Heard, seed: number): number {
  let hash = seed ^ t ^ (rssiDbm * 7919);
  for (const letter of anchor) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 2_654_435_761);
  return hash >>> 0;
}
