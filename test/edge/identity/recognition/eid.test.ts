import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BeaconClock, eidsOf, heardRotation, readingsAt, rotationsOf } from '../../../../edge/identity/recognition/eid.ts';

const KEY = [0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f] as const;
const DAY_S = 86_400;

function eid(exponent: number, seconds: number): string {
  const [high = 0, low = 0] = eidsOf(...KEY, exponent)(Math.floor(seconds / 2 ** exponent));
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const clock = (changes: Partial<BeaconClock> = {}): BeaconClock => ({
  epochS: 1_700_000_000,
  exponent: 10,
  heardS: 0,
  leastAheadS: 0,
  mostAheadS: 0,
  ...changes,
});
const width = ([least, most]: readonly [number, number]) => most - least;
const at = (seconds: number) => (1_700_000_000 + seconds) * 1000;

describe('the identifier of a beacon', () => {
  it.each([
    [10, 65_280, '3439c83a6564bfdf'],
    [10, 65_536, 'ec31ae4cb8abc2d8'],
    [0, 0, '2ba6a87acf88d21c'],
    [15, 1_234_567, 'fda9dde5108aa5f7'],
  ])('of exponent %i at %i s is that of the vectors', (exponent, seconds, identifier) => {
    expect(eid(exponent, seconds)).toBe(identifier);
  });

  it('stays for one rotation and is another one in the next', () => {
    expect(eid(10, 65_536 + 1023)).toBe(eid(10, 65_536));
    expect(eid(10, 65_536 + 1024)).not.toBe(eid(10, 65_536));
  });
});

describe('the clock of a beacon', () => {
  it('may be off by a rotation at first, and by 150 ppm of the time that it was not heard', () => {
    expect(width(readingsAt(clock(), at(0)))).toBe(2 * 900);
    expect(width(readingsAt(clock({ exponent: 4 }), at(0)))).toBe(2 * 16);
    expect(width(readingsAt(clock({ exponent: 0 }), at(0)))).toBe(2 * 10);
    expect(width(readingsAt(clock({ exponent: 0 }), at(100 * DAY_S)))).toBeCloseTo(2 * (10 + 100 * DAY_S * 150e-6));
  });

  it('is known again to a rotation once it is heard', () => {
    const t = at(1000 * DAY_S);
    const [first, last] = rotationsOf(readingsAt(clock({ exponent: 6 }), t), 6);
    const heard = heardRotation(clock({ exponent: 6 }), first + 3, t);
    expect(last - first).toBeGreaterThan(200);
    expect(heard.mostAheadS - heard.leastAheadS).toBeLessThanOrEqual(2 ** 6 + 20);
    const [from, to] = rotationsOf(readingsAt(heard, t), 6);
    expect(from).toBeLessThanOrEqual(first + 3);
    expect(to).toBeGreaterThanOrEqual(first + 3);
    expect(to - from).toBeLessThanOrEqual(5);
  });

  it('is believed where it was heard though it may not be there: it was set anew', () => {
    const reset = heardRotation(clock({ heardS: 1_700_000_000, mostAheadS: 5 }), 40, at(1024));
    expect(reset.leastAheadS).toBeGreaterThan(39 * 1024 - 20);
  });

  it('has not turned below zero nor beyond its 32 bits', () => {
    expect(rotationsOf([-5000, -1], 0)).toEqual([0, 0]);
    expect(rotationsOf([2 ** 32, 2 ** 33], 0)).toEqual([2 ** 32 - 1, 2 ** 32 - 1]);
  });

  it('is followed for years wherever it drifts within its bounds, however seldom it is heard', () => {
    const hours = fc.integer({ min: 1, max: 24 * 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 15 }),
        fc.double({ min: -140e-6, max: 140e-6, noNaN: true }),
        fc.array(hours, { maxLength: 20 }),
        (exponent, drift, gaps) => {
          let known = clock({ exponent });
          let seconds = 0;
          for (const gap of gaps) {
            seconds += gap * 3600;
            const rotation = Math.floor((seconds * (1 + drift)) / 2 ** exponent);
            const [first, last] = rotationsOf(readingsAt(known, at(seconds)), exponent);
            expect(rotation).toBeGreaterThanOrEqual(first);
            expect(rotation).toBeLessThanOrEqual(last);
            known = heardRotation(known, rotation, at(seconds));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
