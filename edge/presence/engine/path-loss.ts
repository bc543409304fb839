/**
 * The log-distance model of path loss: rssi = A - 10 n log10(d / 1 m) + offset of the scanner.
 * Rappaport, Wireless Communications, 2nd ed., eq. 4.67 and 4.68.
 */
export interface PathLoss {
  /** A: expected at 1 m. */
  readonly atOneMetreDbm: number;
  /** n: 2 in free space; less along the aisles of a shop, where the signal is led, and more through shelves. */
  readonly exponent: number;
  /** How much more than the others each scanner reads, centred on 0. */
  readonly offsetsDb: readonly number[];
}

/** In the near field of the antennas the model says nothing. */
const NEAREST_M = 0.5;
export function expectedRssiDbm(loss: PathLoss, scanner: number, distanceM: number): number {
  return loss.atOneMetreDbm + loss.exponent * decadesOf(distanceM) + (loss.offsetsDb[scanner] ?? 0);
}

/** What n is multiplied with. */
export function decadesOf(distanceM: number): number {
  return -10 * Math.log10(Math.max(distanceM, NEAREST_M));
}
