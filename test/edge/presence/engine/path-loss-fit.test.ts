import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decadesOf, expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { addLevel, mostProbable, noSums } from '../../../../edge/presence/engine/path-loss-fit.ts';

const DISTANCES_M = [1, 2, 4, 8, 16];

describe('the path loss of a shop', () => {
  it('is found again from enough of what its scanners read, each scanner with its offset', () => {
    const plausible = fc.record({
      atOneMetreDbm: fc.integer({ min: -80, max: -40 }),
      exponent: fc.double({ min: 1.1, max: 3.9, noNaN: true }),
      offsets: fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 2, maxLength: 6 }),
    });
    fc.assert(
      fc.property(plausible, ({ atOneMetreDbm, exponent, offsets }) => {
        const centre = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
        const truth = { atOneMetreDbm, exponent, offsetsDb: offsets.map((offset) => offset - centre) };
        const sums = offsets.map((_, scanner) => {
          const own = noSums();
          for (const away of DISTANCES_M) addLevel(own, 1e6, expectedRssiDbm(truth, scanner, away), decadesOf(away));
          return own;
        });
        const fitted = mostProbable(sums);
        expect(fitted.atOneMetreDbm).toBeCloseTo(atOneMetreDbm, 3);
        expect(fitted.exponent).toBeCloseTo(exponent, 3);
        for (const [scanner, offset] of truth.offsetsDb.entries()) expect(fitted.offsetsDb[scanner]).toBeCloseTo(offset, 3);
      }),
      { numRuns: 50 },
    );
  });

  it('stays what is usual where little was heard: a scanner that read one thing once is not believed to be 20 dB off', () => {
    const [heard, unheard] = [noSums(), noSums()];
    addLevel(heard, 1, -40, decadesOf(1));
    const { exponent, offsetsDb } = mostProbable([heard, unheard]);
    expect(exponent).toBeCloseTo(2, 6);
    for (const offset of offsetsDb) expect(Math.abs(offset)).toBeLessThan(0.001);
  });

  it('never gets louder farther away, whatever was heard', () => {
    const own = noSums();
    addLevel(own, 1000, -80, decadesOf(1));
    addLevel(own, 1000, -60, decadesOf(10));
    expect(mostProbable([own]).exponent).toBe(1);
  });

  it('is the usual one where nothing was heard', () => {
    expect(mostProbable([noSums()])).toEqual({ atOneMetreDbm: -60, exponent: 2, offsetsDb: [0] });
  });
});
