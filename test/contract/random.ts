import { describe, expect, it } from 'vitest';
import type { Random } from '../../edge/ports/random.ts';

/** What every source of randomness promises, the system's and the seeded one alike. */
export function randomContract(name: string, make: () => Random): void {
  describe(`${name} as the source of randomness`, () => {
    it('draws from 0 up to 1, and fills that range evenly', () => {
      const { unit } = make();
      const tenths = new Array<number>(10).fill(0);
      for (let i = 0; i < 10_000; i += 1) {
        const drawn = unit();
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(1);
        tenths[Math.floor(drawn * 10)] = (tenths[Math.floor(drawn * 10)] ?? 0) + 1;
      }
      for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(200);
    });

    it('gives as many bytes as are asked for', () => {
      const { bytes } = make();
      expect([bytes(0).length, bytes(1).length, bytes(12).length]).toEqual([0, 1, 12]);
      expect(new Set(bytes(5000)).size).toBe(256);
    });

    it('gives ids of 32 hex digits that do not come again', () => {
      const { id } = make();
      const ids = Array.from({ length: 1000 }, id);
      expect(new Set(ids).size).toBe(1000);
      for (const one of ids) expect(one).toMatch(/^[0-9a-f]{32}$/u);
    });
  });
}
