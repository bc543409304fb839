import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../devices/ui/backoff.ts';

describe('a device that lost its shop', () => {
  it('tries again soon, then less often, but at least every ten seconds for ever', () => {
    expect(backoffMs(0, 0)).toBe(250);
    expect(backoffMs(1, 0)).toBe(500);
    fc.assert(
      fc.property(fc.nat(100_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, unit) => {
        const delayMs = backoffMs(attempt, unit);
        expect(delayMs).toBeGreaterThanOrEqual(250);
        expect(delayMs).toBeLessThanOrEqual(10_000);
      }),
    );
  });

  it('does not come back in step with the others', () => {
    expect(backoffMs(8, 0.1)).not.toBe(backoffMs(8, 0.9));
  });
});
