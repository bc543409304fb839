import { instantText } from '../../contract/instant.ts';

const DAY_MS = 86_400_000;

/** The local midnights of the days that end with `endMs`, the earliest first, as RFC 3339. A time zone that nobody knows is UTC. */
export function midnights(timezone: string, endMs: number, days: number): readonly string[] {
  const offsetMs = offsetsOf(timezone);
  const found: number[] = [];
  for (let before = endMs; found.length < days; ) {
    const localMs = before - 1 + offsetMs(before - 1);
    const dayMs = localMs - (((localMs % DAY_MS) + DAY_MS) % DAY_MS);
    const midnight = dayMs - offsetMs(dayMs - offsetMs(before - 1));
    found.unshift(midnight);
    before = midnight;
  }
  return found.map(instantText);
}

/** How far the local time of a moment is ahead of UTC, in ms. */
function offsetsOf(timezone: string): (ms: number) => number {
  const format = formatOf(timezone) ?? formatOf('UTC');
  return (ms) => {
    const parts = new Map(format?.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return local - Math.floor(ms / 1000) * 1000;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric' as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
  } catch {
    return undefined;
  }
}
