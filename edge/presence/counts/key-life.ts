import type { OpeningHours } from './opening-hours.ts';

/** No pseudonym may last longer (CNIL, 24 February 2020: anonymous or destroyed within 24 hours). */
const LONGEST_MS = 86_400_000;

/** Whether the key of the pseudonyms is over: when the shop closes, and after a day at the latest. */
export function createKeyLife(hours: Pick<OpeningHours, 'sinceClosing'>, startedAt: number): (now: number) => boolean {
  let bornAt = startedAt;
  let lookedAt = startedAt;
  let since = hours.sinceClosing(startedAt);
  return (now) => {
    // The wall clock is read once a minute at most.
    if (now >= lookedAt && now - lookedAt < 60_000) return false;
    lookedAt = now;
    const sinceNow = hours.sinceClosing(now);
    const isOver = sinceNow < since || now - bornAt >= LONGEST_MS;
    since = sinceNow;
    if (isOver) bornAt = now;
    return isOver;
  };
}
