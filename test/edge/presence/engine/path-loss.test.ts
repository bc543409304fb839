import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedRssiDbm, fitPathLoss } from '../../../../edge/presence/engine/path-loss.ts';

const DISTANCES_M = [1, 2, 4, 8, 16];

describe('path loss', () => {
  it('falls by 10 n dB each time the distance is ten times as far, and not any more within half a metre', () => {
    const loss = { atOneMetreDbm: -60, exponent: 1.5, offsetsDb: [0, 3] };
    expect(expectedRssiDbm(loss, 0, 1)).toBe(-60);
    expect(expectedRssiDbm(loss, 0, 10)).toBeCloseTo(-75);
    expect(expectedRssiDbm(loss, 1, 10)).toBeCloseTo(-72);
    expect(expectedRssiDbm(loss, 0, 0.01)).toBe(expectedRssiDbm(loss, 0, 0.5));
  });

  it('is found again from what the scanners read, each scanner with its offset', () => {
    const plausible = fc.record({
      atOneMetreDbm: fc.integer({ min: -80, max: -40 }),
      exponent: fc.double({ min: 1.1, max: 5, noNaN: true }),
      offsets: fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 2, maxLength: 6 }),
    });
    fc.assert(
      fc.property(plausible, ({ atOneMetreDbm, exponent, offsets }) => {
        const centre = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
        const truth = { atOneMetreDbm, exponent, offsetsDb: offsets.map((offset) => offset - centre) };
        const points = offsets.flatMap((_, scanner) =>
          DISTANCES_M.map((distanceM) => ({
            scanner,
            distanceM: distanceM + scanner,
            rssiDbm: expectedRssiDbm(truth, scanner, distanceM + scanner),
          })),
        );
        const fitted = fitPathLoss(points, offsets.length, { offsets: true });
        expect(fitted.atOneMetreDbm).toBeCloseTo(atOneMetreDbm, 6);
        expect(fitted.exponent).toBeCloseTo(exponent, 6);
        for (const [scanner, offset] of truth.offsetsDb.entries()) expect(fitted.offsetsDb[scanner]).toBeCloseTo(offset, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('is that of free space where all that was measured is one distance, and an unheard scanner is like the others', () => {
    const fitted = fitPathLoss([{ scanner: 0, distanceM: 1, rssiDbm: -55 }], 2, { offsets: true });
    expect(fitted).toEqual({ atOneMetreDbm: -55, exponent: 2, offsetsDb: [0, 0] });
  });

  it('never says that it gets louder farther away, whatever two bad points say', () => {
    const points = [
      { scanner: 0, distanceM: 1, rssiDbm: -80 },
      { scanner: 0, distanceM: 10, rssiDbm: -60 },
    ];
    expect(fitPathLoss(points, 1, { offsets: false }).exponent).toBe(1);
  });

  it('is finite where nothing was measured', () => {
    expect(fitPathLoss([], 1, { offsets: true })).toEqual({ atOneMetreDbm: 0, exponent: 2, offsetsDb: [0] });
  });
});
