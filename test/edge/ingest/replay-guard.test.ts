import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplayGuard } from '../../../edge/ingest/replay-guard.ts';

const MINUTE_MS = 60_000;
/** Each is heard a minute after the one before, unless it says otherwise. */
let heardAt = 0;
const sensor = (address: string, counter: number, content = `reading ${counter}`) => {
  heardAt += MINUTE_MS;
  return { secured: { address, encrypted: true, counter }, content, rx: heardAt };
};
const plain = (address: string) => ({ secured: { address, encrypted: false }, content: '', rx: heardAt });

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
    expect(createReplayGuard({ limit: 10 }).check({ secured: { address: 'a', encrypted: true }, content: '', rx: 0 })).toBe('replayed');
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
          .filter(
            ([address, counter, encrypted]) =>
              guard.check({ secured: { address, encrypted, counter }, content: '', rx: 0 }) === 'ok' && encrypted,
          )
          .map(([address, counter]) => `${address} ${counter}`);
        return new Set(believed).size === believed.length;
      }),
    );
  });

  describe('of a sensor that several scanners hear', () => {
    const at = (rx: number, counter: number, content = 'shut') => ({ secured: { address: 'a', encrypted: true, counter }, content, rx });
    const verdicts = (...readings: ReturnType<typeof at>[]) => {
      const guard = createReplayGuard({ limit: 10 });
      return readings.map((reading) => guard.check(reading));
    };

    it('knows the advert by its counter and content, told by the next scanner within seconds', () => {
      expect(verdicts(at(1000, 5), at(1040, 5), at(6000, 5), at(6100, 6, 'open'))).toEqual(['ok', 'again', 'again', 'ok']);
    });

    it('knows it still when a faster scanner has told of the next adverts', () => {
      expect(verdicts(at(1000, 5), at(2000, 6), at(2500, 7), at(2600, 5), at(2700, 6))).toEqual(['ok', 'ok', 'ok', 'again', 'again']);
    });

    it('takes it for a recording later, wherever it is played', () => {
      expect(verdicts(at(1000, 5), at(12_000, 5))).toEqual(['ok', 'replayed']);
    });

    it('takes an equal counter of another content for what it is not', () => {
      expect(verdicts(at(1000, 5), at(1040, 5, 'open'))).toEqual(['ok', 'replayed']);
    });

    it('is not led by a clock that was set back', () => {
      expect(verdicts(at(3_600_000, 5), at(1000, 5), at(1100, 6), at(1200, 6))).toEqual(['ok', 'replayed', 'ok', 'again']);
    });
  });
});
