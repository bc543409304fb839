import { describe, expect, it } from 'vitest';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';

describe('path loss', () => {
  it('falls by 10 n dB each time the distance is ten times as far, and not any more within half a metre', () => {
    const loss = { atOneMetreDbm: -60, exponent: 1.5, offsetsDb: [0, 3] };
    expect(expectedRssiDbm(loss, 0, 1)).toBe(-60);
    expect(expectedRssiDbm(loss, 0, 10)).toBeCloseTo(-75);
    expect(expectedRssiDbm(loss, 1, 10)).toBeCloseTo(-72);
    expect(expectedRssiDbm(loss, 0, 0.01)).toBe(expectedRssiDbm(loss, 0, 0.5));
  });
});
