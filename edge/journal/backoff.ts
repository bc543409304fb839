import type { Random } from '../ports/random.ts';

/**
 * How long to wait before attempt `failures` + 1: doubling from `firstMs` to `capMs`, of which a random half to whole. A thousand shops that lost
 * headquarters at the same moment must not come back at the same moment.
 */
export function backoffMs(limits: { readonly firstMs: number; readonly capMs: number }, failures: number, random: Random): number {
  const fullMs = Math.min(limits.capMs, limits.firstMs * 2 ** Math.min(failures - 1, 30));
  return fullMs * (0.5 + random.unit() / 2);
}
