import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrafficPool } from '../../../../edge/presence/calibration/traffic-pool.ts';

const SCANNERS = ['a', 'b', 'c'];

/** A device that three scanners hear each second. */
function walk(pool: TrafficPool, device: string, fromS: number, seconds: number, scanners = SCANNERS): void {
  for (let second = fromS; second < fromS + seconds; second += 1) {
    for (const [index, anchor] of scanners.entries()) pool.hear(device, { t: 1000 * second + index, anchor, rssiDbm: -60 });
  }
}

describe('the minutes of traffic that a shop learns from', () => {
  it('are stretches of a minute in which a device was heard all the time, then of others for a while', () => {
    const pool = new TrafficPool();
    walk(pool, 'anna', 0, 200);
    expect(pool.stretches).toBe(1);
    expect(pool.fresh).toBe(1);
    expect(pool.minutes).toBeCloseTo(1, 1);
    walk(pool, 'anna', 400, 70);
    expect(pool.stretches).toBe(2);
    expect([...pool.use().keys()]).toEqual(['anna']);
    expect(pool.fresh).toBe(0);
  });

  it('are none where a device was heard too shortly, by too few, or not how strongly', () => {
    const pool = new TrafficPool();
    walk(pool, 'short', 0, 15);
    walk(pool, 'few', 0, 70, ['a', 'b']);
    for (let second = 0; second < 70; second += 1) pool.hear('weak', { t: 1000 * second, anchor: 'a' });
    pool.expire(300_000);
    expect(pool.stretches).toBe(0);
  });

  it('give a device that fell silent its place back to others', () => {
    const pool = new TrafficPool();
    for (let device = 0; device < 8; device += 1) walk(pool, `silent-${device}`, 0, 30);
    walk(pool, 'anna', 60, 70);
    expect(pool.stretches).toBe(0);
    pool.expire(200_000);
    expect(pool.stretches).toBe(8);
    walk(pool, 'anna', 200, 70);
    expect(pool.stretches).toBe(9);
  });

  it('take of a scanner that hears a device ten times a second what says something new', () => {
    const pool = new TrafficPool();
    for (let tenth = 0; tenth < 650; tenth += 1) {
      for (const anchor of SCANNERS) pool.hear('fast', { t: 100 * tenth, anchor, rssiDbm: -60 });
    }
    expect(pool.use().get('fast')).toHaveLength(3 * 150);
  });

  it('are forgotten with the device', () => {
    const pool = new TrafficPool();
    walk(pool, 'anna', 0, 70);
    walk(pool, 'ben', 100, 30);
    pool.forget('anna');
    pool.forget('ben');
    pool.expire(300_000);
    expect(pool.use().size).toBe(0);
  });

  it("keep the last minutes of the shop's own tags", () => {
    const pool = new TrafficPool();
    for (let second = 0; second < 1000; second += 1) pool.hearTag('beacon', { t: 1000 * second, anchor: 'a', rssiDbm: -60 });
    const heard = pool.use().get('beacon') ?? [];
    expect(heard.length).toBeLessThanOrEqual(300);
    expect(heard.at(-1)?.t).toBe(999_000);
    expect(pool.tags).toBe(1);
  });

  it('stay within their bounds whatever is heard', () => {
    const sighting = fc.record({ device: fc.nat(20), t: fc.integer({ min: 0, max: 3_600_000 }), anchor: fc.constantFrom(...SCANNERS) });
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 400 }), (list) => {
        const pool = new TrafficPool();
        for (const { device, t, anchor } of list) {
          pool.hear(`${device}`, { t, anchor, rssiDbm: -60 });
          pool.expire(t);
        }
        for (const heard of pool.use().values()) {
          for (const [index, { t }] of heard.entries()) expect(t).toBeGreaterThanOrEqual(heard[index - 1]?.t ?? 0);
        }
        expect(pool.stretches).toBeLessThanOrEqual(50);
      }),
    );
  });
});
