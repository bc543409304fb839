import type { Readings } from './readings.ts';

const HALF_MS = 5000;
/** Within-point spread of RSSI that a standing device shows. */
const NOISE_DB = 3;

/**
 * How much the device moves: the change of its mean RSSI from one 5 s to the next, in units of what chance alone would make, averaged
 * over the scanners that heard it in both. About .7 where it stands, about 2 where it walks; undefined where no scanner heard it in both.
 */
export function motion(readings: Readings, t: number, halfMs = HALF_MS): number | undefined {
  let sum = 0;
  let scanners = 0;
  for (const scanner of readings.scanners(t, halfMs)) {
    const now = readings.mean(scanner, t, halfMs);
    const before = readings.mean(scanner, t - halfMs, halfMs);
    if (now === undefined || before === undefined) continue;
    const chance = NOISE_DB * Math.sqrt(1 / readings.count(scanner, t, halfMs) + 1 / readings.count(scanner, t - halfMs, halfMs));
    sum += Math.abs(now - before) / chance;
    scanners += 1;
  }
  return scanners === 0 ? undefined : sum / scanners;
}
