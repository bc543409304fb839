import { describe, expect, it } from 'vitest';
import { heat, transitionGrid } from '../../../cloud/dashboard/transitions.ts';

const step = (from: string, to: string, count: number, share = 0.5) => ({ from, to, count, share });

describe('the table of ways from zone to zone', () => {
  it('begins with who came in, ends with who left, and has the busiest zones first', () => {
    const grid = transitionGrid([step('out', 'wine', 20), step('wine', 'tills', 30), step('wine', 'bakery', 3), step('tills', 'out', 30)]);
    expect(grid.from).toEqual(['out', 'tills', 'wine', 'bakery']);
    expect(grid.to).toEqual(['tills', 'wine', 'bakery', 'out']);
    expect(grid.at('wine', 'tills')?.count).toBe(30);
    expect(grid.at('tills', 'wine')).toBeUndefined();
    expect(grid.left).toBe(0);
  });

  it('leaves out the quietest zones of a large shop, and says how many', () => {
    const grid = transitionGrid(Array.from({ length: 40 }, (_, zone) => step(`zone-${zone}`, `zone-${zone + 1}`, 100 - zone)));
    expect(grid.to).toHaveLength(14);
    expect(grid.left).toBe(27);
  });

  it('shades the more, the larger the share', () => {
    expect([0, 0.01, 0.08, 0.2, 0.4, 0.5, 1].map(heat)).toEqual([0, 1, 2, 3, 4, 5, 5]);
  });
});
