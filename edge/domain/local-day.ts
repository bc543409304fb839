/** Tells the date of a moment in a time zone (IANA), as in 2026-03-01. */
export function localDayOf(timezone: string): (t: number) => string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (t) => {
    const parts = new Map(format.formatToParts(t).map((part) => [part.type, part.value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  };
}
