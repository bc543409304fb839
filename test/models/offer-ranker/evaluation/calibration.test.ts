import { describe, expect, it } from 'vitest';
import { binsOf, calibration, calibrationError, rowLoss } from '../../../../models/offer-ranker/evaluation/calibration.ts';

describe('calibration', () => {
  it('splits the rows into ten of equal size by forecast', () => {
    const chances = Float64Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) / 100);
    const bins = binsOf(chances);
    expect(bins.reduce((counts, bin) => counts.with(bin, (counts[bin] ?? 0) + 1), new Array<number>(10).fill(0))).toEqual(
      new Array(10).fill(10),
    );
    expect(bins[0]).toBe(0);
    expect(bins[27]).toBe(9);
  });

  it('finds no error where each tenth is redeemed as often as forecast, and all of it where nothing is', () => {
    const chances = Float64Array.from({ length: 40 }, (_, index) => (index < 20 ? 0.25 : 0.75));
    const honest = Uint8Array.from({ length: 40 }, (_, index) => (index < 20 ? Number(index % 4 === 0) : Number(index % 4 !== 0)));
    expect(calibrationError(calibration(chances, honest, binsOf(chances)))).toBeCloseTo(0, 12);
    expect(calibrationError(calibration(chances, new Uint8Array(40), binsOf(chances)))).toBeCloseTo(0.5, 12);
  });

  it('makes a confident mistake expensive, never infinite', () => {
    expect(rowLoss(0.5, 1)).toBeCloseTo(Math.LN2, 12);
    expect(rowLoss(0, 1)).toBeGreaterThan(10);
    expect(Number.isFinite(rowLoss(1, 0))).toBe(true);
  });
});
