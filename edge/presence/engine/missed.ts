/**
 * What it says that a live scanner missed a device which others heard (presence.md §6.1: the share of adverts lost rises as the level falls).
 * Lost adverts are not lost at random: who leaves them out takes what comes through a wall for a strong signal from afar.
 */

/** Half of the adverts at this level are lost. */
const HALF_DBM = -90;
/** How slowly the share falls with the level, the spread of levels at one place included. */
const SLOPE_DB = 5;
/** How much levels at one place spread, in dB². */
const SPREAD_DB2 = 21;
/** Receivers listen to one channel at a time and sometimes not at all: no level is heard always. More than was measured, so that no scanner decides alone. */
const AT_RANDOM = 0.15;

const LEAST_DBM = -150;
const MOST_DBM = 20;

/** The chance that a scanner which expects the device at such a level misses it. */
export function missedShare(expectedDbm: number): number {
  return AT_RANDOM + (1 - AT_RANDOM) * tooWeak(expectedDbm);
}

/** The chance that what was missed was too weak, and not lost for another reason. */
export function missedAsWeak(expectedDbm: number): number {
  return ((1 - AT_RANDOM) * tooWeak(expectedDbm)) / missedShare(expectedDbm);
}

/** How much stronger than expected a signal was that was too weak to be heard: always less than 0. */
export function missedExcessDb(expectedDbm: number): number {
  return (-SPREAD_DB2 / SLOPE_DB) * (1 - tooWeak(expectedDbm));
}

function tooWeak(expectedDbm: number): number {
  return 1 / (1 + Math.exp((expectedDbm - HALF_DBM) / SLOPE_DB));
}

/** A function of the level, worked out once for every whole dB: filters ask for each cell in each second. */
export function byLevel(of: (dbm: number) => number): (dbm: number) => number {
  const values = Float64Array.from({ length: MOST_DBM - LEAST_DBM + 1 }, (_, at) => of(LEAST_DBM + at));
  return (dbm) => values[Math.max(0, Math.min(MOST_DBM - LEAST_DBM, Math.round(dbm) - LEAST_DBM))] ?? 0;
}
