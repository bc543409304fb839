/** Tells the date of a moment in a time zone (IANA), as in 2026-03-01. */
export function localDayOf(timezone: string): (t: number) => string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' });
  // Formatting takes 10 µs, and a decision asks for the same moment once for each of a thousand offers.
  let last = { t: Number.NaN, day: '' };
  return (t) => {
    if (last.t === t) return last.day;
    const parts = new Map(format.formatToParts(t).map((part) => [part.type, part.value]));
    last = { t, day: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}` };
    return last.day;
  };
}
