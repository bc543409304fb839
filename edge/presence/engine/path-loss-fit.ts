import type { PathLoss } from './path-loss.ts';

/** What is believed of a shop before anything is heard: n as in most buildings, and scanners that differ by so much. */
export const USUAL: Omit<PathLoss, 'offsetsDb'> = { atOneMetreDbm: -60, exponent: 2 };
const EXPONENT_SD = 0.5;
const EXPONENTS = { least: 1, most: 4 };
export const OFFSET_SD_DB = 3;
/** What path loss leaves over of a reading. */
const RESIDUAL_DB = 4.5;

/** A belief of this deviation counts like so many readings. */
export function readingsWorth(deviationDb: number): number {
  return (RESIDUAL_DB / deviationDb) ** 2;
}

/** What one scanner heard: weight, and weighted sums of decades of distance, their squares, levels, and levels times decades. */
export interface Sums {
  weight: number;
  decades: number;
  squares: number;
  dbm: number;
  products: number;
}

export function noSums(): Sums {
  return { weight: 0, decades: 0, squares: 0, dbm: 0, products: 0 };
}

/** A level that was heard at a place; where that is only known by its probability, by the mean of its decades and of their squares. */
export function addLevel(sums: Sums, weight: number, dbm: number, decades: number, squares = decades ** 2): void {
  sums.weight += weight;
  sums.decades += weight * decades;
  sums.squares += weight * squares;
  sums.dbm += weight * dbm;
  sums.products += weight * dbm * decades;
}

/**
 * The most probable A, n and offsets (ridge regression: normal priors on n and the offsets). The offsets are put in terms of A and n, which
 * leaves two equations. They are centred on 0 in the end, and A says what that takes.
 */
export function mostProbable(scanners: readonly Sums[]): PathLoss {
  const prior = readingsWorth(OFFSET_SD_DB);
  const ofExponent = readingsWorth(EXPONENT_SD);
  let [nn, na, aa, yn, ya] = [ofExponent, 0, 0, ofExponent * USUAL.exponent, 0];
  for (const { weight, decades, squares, dbm, products } of scanners) {
    const own = 1 / (weight + prior);
    nn += squares - decades ** 2 * own;
    na += decades * prior * own;
    aa += weight * prior * own;
    yn += products - decades * dbm * own;
    ya += dbm * prior * own;
  }
  if (aa === 0) return { ...USUAL, offsetsDb: scanners.map(() => 0) };
  const fitted = (yn - (na * ya) / aa) / (nn - na ** 2 / aa);
  const exponent = Math.min(EXPONENTS.most, Math.max(EXPONENTS.least, fitted));
  const atOneMetreDbm = (ya - exponent * na) / aa;
  const offsets = scanners.map(({ weight, decades, dbm }) => (dbm - weight * atOneMetreDbm - exponent * decades) / (weight + prior));
  const centre = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
  return { atOneMetreDbm: atOneMetreDbm + centre, exponent, offsetsDb: offsets.map((offset) => offset - centre) };
}
