import { describe, expect, it } from 'vitest';
import { type Figure, keeps, machineName, median, pairedMedians } from '../../../cli/bench/figure.ts';

const figure = (over: Partial<Figure>): Figure => ({ id: 'x', what: 'x', value: 1, unit: 'µs', better: 'lower', ...over });

describe('a figure', () => {
  it('is the one in the middle, so that one disturbed run changes nothing', () => {
    expect(median([900, 3, 1, 2, 4])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is compared run by run with its reference, for what slows one run slows both', () => {
    const runs = [
      { ours: 2, reference: 1 },
      { ours: 20, reference: 10 },
      { ours: 3, reference: 1 },
    ];
    expect(pairedMedians(runs)).toEqual({ value: 3, reference: 1, ratio: 2 });
  });

  it('keeps to its bar by its ratio where it has one, by its value otherwise', () => {
    expect(keeps(figure({}))).toBeUndefined();
    expect(keeps(figure({ value: 3, bar: 2 }))).toBe(false);
    expect(keeps(figure({ value: 3, ratio: 1.5, bar: 2 }))).toBe(true);
    expect(keeps(figure({ value: 3, ratio: 0.8, bar: 0.7, better: 'higher' }))).toBe(true);
    expect(keeps(figure({ value: 3, ratio: 0.6, bar: 0.7, better: 'higher' }))).toBe(false);
  });

  it('names the machine, without which it says little', () => {
    expect(machineName()).toContain(`Node ${process.versions.node}`);
  });
});
