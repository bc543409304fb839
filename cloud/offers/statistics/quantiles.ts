/** 97.5 % of a standard normal lie below. */
export const Z_975 = 1.959963985;
/** 80 % do. */
const Z_80 = 0.841621234;
/** A difference this many standard errors large is found in four of five trials, at 5 %. */
export const DETECTABLE_ERRORS = Z_975 + Z_80;

/** The 97.5 % quantile of Student's t: a series around the normal's (Abramowitz and Stegun 26.7.5), good to .01 from 5 degrees of freedom on. */
export function t975(degrees: number): number {
  const z = Z_975;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3);
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) + third;
}

/** The chance that a standard normal is further from 0 than `z` (Abramowitz and Stegun 7.1.26, good to 1.5e-7). */
export function beyond(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return series * Math.exp(-x * x);
}
