import { describe, expect, it } from 'vitest';
import type { Random } from '../../edge/ports/random.ts';
import { systemRandom } from '../../platform/random.ts';

describe("the machine's randomness", () => {
  const random: Random = systemRandom();

  it('spreads evenly from 0 to below 1', () => {
    const draws = Array.from({ length: 2000 }, () => random.unit());
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });

  it('gives as many bytes as asked for, and ids that never repeat', () => {
    expect(random.bytes(12)).toHaveLength(12);
    const ids = new Set(Array.from({ length: 1000 }, () => random.id()));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/u);
  });
});
