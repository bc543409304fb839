import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplayGuard } from '../../../edge/ingest/replay-guard.ts';

const sensor = (address: string, counter: number) => ({ address, encrypted: true, counter });
const plain = (address: string) => ({ address, encrypted: false });

describe('a guard against recorded readings', () => {
  it('believes a sensor whose counter rises, from zero on and over gaps', () => {
    const guard = createReplayGuard({ limit: 10 });
    expect([0, 1, 7, 4_294_967_295].map((counter) => guard.check(sensor('a', counter)))).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('refuses a reading that was heard before, and an older one', () => {
    const guard = createReplayGuard({ limit: 10 });
    guard.check(sensor('a', 5));
    expect([5, 4, 0, 5].map((counter) => guard.check(sensor('a', counter)))).toEqual(['replayed', 'replayed', 'replayed', 'replayed']);
    expect(guard.check(sensor('a', 6))).toBe('ok');
  });

  it('refuses a counter that starts again after its highest: such a one cannot be told from a recording', () => {
    const guard = createReplayGuard({ limit: 10 });
    guard.check(sensor('a', 4_294_967_295));
    expect(guard.check(sensor('a', 0))).toBe('replayed');
  });

  it('refuses an encrypted reading that shows no counter', () => {
    expect(createReplayGuard({ limit: 10 }).check({ address: 'a', encrypted: true })).toBe('replayed');
  });

  it('keeps the counters of sensors apart', () => {
    const guard = createReplayGuard({ limit: 10 });
    guard.check(sensor('a', 9));
    expect(guard.check(sensor('b', 3))).toBe('ok');
  });

  it('believes a sensor that never encrypted, and refuses plain readings of one that did', () => {
    const guard = createReplayGuard({ limit: 10 });
    expect(guard.check(plain('a'))).toBe('ok');
    guard.check(sensor('a', 1));
    expect(guard.check(plain('a'))).toBe('downgraded');
    expect(guard.check(sensor('a', 2))).toBe('ok');
  });

  it('forgets the sensor that was longest silent when there are too many', () => {
    const guard = createReplayGuard({ limit: 2 });
    guard.check(sensor('a', 1));
    guard.check(sensor('b', 1));
    guard.check(sensor('a', 2));
    guard.check(sensor('c', 1));
    expect(guard.check(sensor('a', 2))).toBe('replayed');
    expect(guard.check(sensor('c', 1))).toBe('replayed');
    expect(guard.check(sensor('b', 1))).toBe('ok');
  });

  it('is not made to forget a sensor by plain readings of any number of others', () => {
    const guard = createReplayGuard({ limit: 2 });
    guard.check(sensor('a', 1));
    for (let other = 0; other < 100; other += 1) guard.check(plain(`other-${other}`));
    expect(guard.check(sensor('a', 1))).toBe('replayed');
  });

  it('never believes one counter of a sensor twice, whatever comes in between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 20 }), fc.boolean())), (readings) => {
        const guard = createReplayGuard({ limit: 3 });
        const believed = readings
          .filter(([address, counter, encrypted]) => guard.check({ address, encrypted, counter }) === 'ok' && encrypted)
          .map(([address, counter]) => `${address} ${counter}`);
        return new Set(believed).size === believed.length;
      }),
    );
  });
});
