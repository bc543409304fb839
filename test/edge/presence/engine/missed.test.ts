import { describe, expect, it } from 'vitest';
import { byLevel, missedAsWeak, missedExcessDb, missedShare } from '../../../../edge/presence/engine/missed.ts';

describe('what a scanner missed', () => {
  it('is seldom near it, and the rule far from it', () => {
    expect(missedShare(-60)).toBeCloseTo(0.15, 2);
    expect(missedShare(-90)).toBeCloseTo(0.575, 3);
    expect(missedShare(-120)).toBeGreaterThan(0.99);
  });

  it('says little of a device that should have been heard well: it was lost for another reason', () => {
    expect(missedAsWeak(-60)).toBeLessThan(0.02);
    expect(missedAsWeak(-120)).toBeGreaterThan(0.8);
  });

  it('was weaker than expected, most of all where it should have been heard', () => {
    expect(missedExcessDb(-60)).toBeLessThan(-4);
    expect(missedExcessDb(-120)).toBeCloseTo(0, 1);
    expect(missedExcessDb(-90)).toBeLessThan(0);
  });

  it('is looked up by whole dB, and beyond the table as at its ends', () => {
    const share = byLevel(missedShare);
    expect(share(-80.4)).toBe(missedShare(-80));
    expect(share(-1000)).toBe(missedShare(-150));
    expect(share(1000)).toBe(missedShare(20));
  });
});
