import { describe, expect, it } from 'vitest';
import { motion } from '../../../../edge/presence/engine/motion.ts';
import { Readings } from '../../../../edge/presence/engine/readings.ts';

/** Two scanners, two readings a second each, from what the device's strength is at that time. */
function heard(rssiDbm: (atMs: number, scanner: number) => number): Readings {
  const readings = new Readings();
  for (let atMs = 500; atMs <= 10_000; atMs += 500) for (const scanner of [0, 1]) readings.add(scanner, atMs, rssiDbm(atMs, scanner));
  return readings;
}

describe('whether a shopper moves', () => {
  it('is not seen in a device that every scanner hears as before', () => {
    expect(
      motion(
        heard(() => -60),
        10_000,
      ),
    ).toBe(0);
  });

  it('is seen where one scanner hears the device better and another worse', () => {
    const walking = motion(
      heard((atMs, scanner) => (scanner === 0 ? 1 : -1) * Math.round(atMs / 1000) - 60),
      10_000,
    );
    expect(walking).toBeGreaterThan(3);
  });

  it('is counted in what chance alone would make: ten readings before and ten after a step of 3 dB', () => {
    expect(
      motion(
        heard((atMs) => (atMs > 5000 ? -57 : -60)),
        10_000,
      ),
    ).toBeCloseTo(1 / Math.sqrt(0.2), 6);
  });

  it('cannot be told of a device that has only just come', () => {
    const readings = new Readings();
    readings.add(0, 9000, -60);
    expect(motion(readings, 10_000)).toBeUndefined();
    expect(motion(new Readings(), 10_000)).toBeUndefined();
  });
});
