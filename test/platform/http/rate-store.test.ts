import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RateStore } from '../../../platform/http/rate-store.ts';

function counter() {
  let now = 0;
  const store = new RateStore(undefined, () => now);
  const ask = (sender: string, at: number, by = store) => {
    now = at;
    let told: { current: number; ttl: number } | undefined;
    by.incr(sender, (_error, count) => (told = count), 60_000);
    return told;
  };
  return { store, ask };
}

describe('the count of requests', () => {
  it('goes on for a minute from the first, for each sender by itself', () => {
    const { ask } = counter();
    expect([ask('a', 0), ask('a', 40_000), ask('b', 50_000), ask('a', 60_000)]).toEqual([
      { current: 1, ttl: 60_000 },
      { current: 2, ttl: 20_000 },
      { current: 1, ttl: 60_000 },
      { current: 1, ttl: 60_000 },
    ]);
  });

  it('can be looked at without counting', () => {
    const { store, ask } = counter();
    const look = (sender: string) => {
      let told: { current: number; ttl: number } | undefined;
      store.read(sender, (_error, count) => (told = count), 60_000);
      return told;
    };
    ask('a', 0);
    ask('a', 10_000);
    expect([look('a'), look('a'), look('b')]).toEqual([
      { current: 2, ttl: 50_000 },
      { current: 2, ttl: 50_000 },
      { current: 0, ttl: 0 },
    ]);
  });

  it('is kept for each route by itself', () => {
    const { store, ask } = counter();
    ask('a', 0);
    expect(ask('a', 1, store.child())?.current).toBe(1);
  });

  it('forgets who asked longest ago, and not who asks all the time', () => {
    const { ask } = counter();
    for (let other = 0; other < 5000; other += 1) {
      ask('steady', 0);
      ask(`other-${other}`, 0);
    }
    expect([ask('steady', 0)?.current, ask('other-0', 0)?.current]).toEqual([5001, 1]);
  });

  it('does not last longer where the wall clock is set back', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 7_200_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const store = new RateStore();
    const left = (): number | undefined => {
      let ttl: number | undefined;
      store.incr('a', (_error, count) => (ttl = count?.ttl), 60_000);
      return ttl;
    };
    left();
    vi.setSystemTime(3_600_000);
    expect(left()).toBeLessThanOrEqual(60_000);
  });
});
