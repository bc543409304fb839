/** A reading, or a mean of readings, taken at a known distance from a scanner. */
export interface PathLossPoint {
  readonly scanner: number;
  readonly distanceM: number;
  readonly rssiDbm: number;
}

/**
 * The log-distance model of path loss: rssi = A - 10 n log10(d / 1 m) + offset of the scanner.
 * Rappaport, Wireless Communications, 2nd ed., eq. 4.67 and 4.68; its shadowing term is what the fit minimises.
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
/** The range that was measured in buildings. A fit outside of it comes from too few points, and not from the shop. */
const EXPONENTS = { least: 1, most: 6, freeSpace: 2 };

export function expectedRssiDbm(loss: PathLoss, scanner: number, distanceM: number): number {
  return loss.atOneMetreDbm + loss.exponent * decadesOf(distanceM) + (loss.offsetsDb[scanner] ?? 0);
}

function decadesOf(distanceM: number): number {
  return -10 * Math.log10(Math.max(distanceM, NEAREST_M));
}

/**
 * Least squares of A, n and, if asked for, an offset per scanner. With offsets this is the regression within groups, which has a closed form:
 * n comes from how each scanner's points deviate from their own mean, and each scanner's level from its mean.
 */
export function fitPathLoss(points: readonly PathLossPoint[], scanners: number, { offsets }: { readonly offsets: boolean }): PathLoss {
  const groups = new Map<number, { count: number; decades: number; rssi: number }>();
  const groupOf = (point: PathLossPoint): number => (offsets ? point.scanner : 0);
  for (const point of points) {
    const group = groups.get(groupOf(point)) ?? { count: 0, decades: 0, rssi: 0 };
    const count = group.count + 1;
    const decades = group.decades + (decadesOf(point.distanceM) - group.decades) / count;
    groups.set(groupOf(point), { count, decades, rssi: group.rssi + (point.rssiDbm - group.rssi) / count });
  }
  let together = 0;
  let spread = 0;
  for (const point of points) {
    const mean = groups.get(groupOf(point)) ?? { decades: 0, rssi: 0 };
    const decades = decadesOf(point.distanceM) - mean.decades;
    together += decades * (point.rssiDbm - mean.rssi);
    spread += decades ** 2;
  }
  const fitted = spread > 0 ? together / spread : EXPONENTS.freeSpace;
  const exponent = Math.min(EXPONENTS.most, Math.max(EXPONENTS.least, fitted));
  const levels = new Map([...groups].map(([group, mean]) => [group, mean.rssi - exponent * mean.decades]));
  const atOneMetreDbm = [...levels.values()].reduce((sum, level) => sum + level, 0) / Math.max(1, levels.size);
  const offsetOf = (scanner: number): number => (offsets ? (levels.get(scanner) ?? atOneMetreDbm) - atOneMetreDbm : 0);
  return { atOneMetreDbm, exponent, offsetsDb: Array.from({ length: scanners }, (_, scanner) => offsetOf(scanner)) };
}
