/** Counts are per this many days: a running total grows with the calendar and would forecast too much next season (reference next-best-offer §2.1). */
const PERIOD_DAYS = 120;
const SHORTEST_HISTORY_DAYS = 30;

/** What a count is multiplied with. */
export function perPeriod(historyDays: number): number {
  return PERIOD_DAYS / Math.max(SHORTEST_HISTORY_DAYS, historyDays);
}

const FLOOR = 0.01;
const LOG_FLOOR = Math.log(FLOOR);

/** The logarithm of an estimated count, finite at 0. Most offers have nothing to do with a member, so 0 is answered without computing. */
export function logEstimate(count: number): number {
  return count === 0 ? LOG_FLOOR : Math.log(count + FLOOR);
}

export function logCount(count: number): number {
  return count === 0 ? 0 : Math.log1p(count);
}
