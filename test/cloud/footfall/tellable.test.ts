import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Transition, tellable } from '../../../cloud/footfall/tellable.ts';

const cell = (from: string, to: string, visits: number, count = visits): Transition => ({ from, to, visits, count });

describe('steps that can be told', () => {
  it('are those that enough visits took, with the share of those left out', () => {
    const { told, stepsFrom, suppressedShare } = tellable([cell('a', 'b', 20), cell('a', 'c', 4), cell('a', 'd', 6)], 5);
    expect(told.map(({ to }) => to)).toEqual(['b']);
    expect(stepsFrom.get('a')).toBe(30);
    expect(suppressedShare).toBeCloseTo(1 / 3);
    expect(tellable([], 5)).toMatchObject({ told: [], suppressedShare: 0 });
  });

  it('leave no gap that could be filled by subtraction: what a row or a column hides is large enough too', () => {
    const zone = fc.constantFrom('out', 'a', 'b', 'c');
    const cells = fc.uniqueArray(fc.record({ from: zone, to: zone, visits: fc.integer({ min: 1, max: 12 }) }), {
      selector: ({ from, to }) => `${from} ${to}`,
    });
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 10 }), (made, smallest) => {
        const all = made.map(({ from, to, visits }) => cell(from, to, visits));
        const told = new Set(tellable(all, smallest).told);
        for (const by of ['from', 'to'] as const) {
          for (const line of new Set(all.map((one) => one[by]))) {
            const hidden = all.filter((one) => one[by] === line && !told.has(one));
            const sum = hidden.reduce((total, { visits }) => total + visits, 0);
            const isWhole = all.every((one) => one[by] !== line || !told.has(one));
            expect(sum === 0 || sum >= smallest || isWhole).toBe(true);
          }
        }
        for (const { visits } of told) expect(visits).toBeGreaterThanOrEqual(smallest);
      }),
    );
  });
});
