import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepCloud, recallCloud } from '../../../../edge/presence/engine/kept-cloud.ts';

const clouds = fc
  .array(fc.float({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 500 })
  .filter((cells) => cells.some((cell) => cell > 1e-6))
  .map((cells) => {
    const sum = cells.reduce((a, b) => a + b, 0);
    return Float32Array.from(cells, (cell) => cell / sum);
  });

describe('where a device may be, kept in two bytes per cell', () => {
  it('comes back as it was, each cell to a thousandth of itself or next to nothing, and sums to 1', () => {
    fc.assert(
      fc.property(clouds, (cloud) => {
        const before = cloud.slice();
        keepCloud(cloud, new Uint16Array(cloud.length));
        const most = Math.max(...before);
        for (const [cell, probability] of before.entries()) {
          const tolerance = Math.max(1e-3 * probability, 2e-5 * Math.sqrt(probability * most), 1e-9 * most);
          expect(Math.abs((cloud[cell] ?? 0) - probability)).toBeLessThanOrEqual(tolerance + 1e-3 * probability);
        }
        expect(cloud.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
      }),
    );
  });

  it('goes on from what was kept, whoever had a turn in between', () => {
    fc.assert(
      fc.property(clouds, (cloud) => {
        const kept = new Uint16Array(cloud.length);
        keepCloud(cloud, kept);
        const recalled = new Float32Array(cloud.length);
        recallCloud(kept, recalled);
        expect(recalled).toEqual(cloud);
      }),
    );
  });
});
