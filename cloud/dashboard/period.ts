export const PERIODS = ['today', 'day', 'week'] as const;
export type Period = (typeof PERIODS)[number];

export const PERIOD_WORDS: Record<Period, string> = { today: 'Today', day: '24 hours', week: '7 days' };

const HOUR_MS = 3_600_000;

/** The beginning of the period that ends now; a day begins at midnight of whoever looks. */
export function periodStartMs(period: Period, nowMs: number): number {
  if (period === 'today') return new Date(nowMs).setHours(0, 0, 0, 0);
  return nowMs - (period === 'day' ? 24 : 7 * 24) * HOUR_MS;
}
