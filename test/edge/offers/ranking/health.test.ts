import { describe, expect, it } from 'vitest';
import { createHealth } from '../../../../edge/offers/ranking/health.ts';

const settings = { slowestMs: 20, decisions: 5, retryAfterMs: 60_000 };

describe('the health of a model', () => {
  it('is bad when several decisions took too long, and not when one did', () => {
    const health = createHealth(settings);
    for (const ms of [1, 1, 80, 1, 1]) health.took(ms, 0);
    expect(health.fallback(0)).toBeUndefined();
    for (const ms of [30, 30]) health.took(ms, 0);
    expect(health.fallback(0)).toBe('too-slow');
  });

  it('is given another chance after a while, from the beginning', () => {
    const health = createHealth(settings);
    for (let count = 0; count < 5; count += 1) health.took(50, 1000);
    expect(health.fallback(60_999)).toBe('too-slow');
    expect(health.fallback(61_000)).toBeUndefined();
    for (let count = 0; count < 4; count += 1) health.took(50, 61_000);
    expect(health.fallback(61_000)).toBeUndefined();
    health.took(50, 61_000);
    expect(health.fallback(61_000)).toBe('too-slow');
  });

  it('is bad at once when it fails, and is not kept out for ever by a clock that was set back', () => {
    const health = createHealth(settings);
    health.broke('failed', 100_000);
    expect(health.fallback(100_000)).toBe('failed');
    expect(health.fallback(10_000)).toBeUndefined();
  });
});
