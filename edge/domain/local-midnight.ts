/** No day lasts longer, and none that a clock was put back in. */
const LONGEST_DAY_MS = 26 * 3_600_000;

/** The first moment after `t` that belongs to another day in a time zone (IANA): where clocks change at midnight, that is not 00:00. */
export function midnightsOf(timezone: string): (t: number) => number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' });
  let known = { from: Number.POSITIVE_INFINITY, midnight: Number.NEGATIVE_INFINITY };
  return (t) => {
    if (t >= known.from && t < known.midnight) return known.midnight;
    const today = day.format(t);
    let before = t;
    let after = t + LONGEST_DAY_MS;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (day.format(middle) === today) before = middle;
      else after = middle;
    }
    known = { from: t, midnight: after };
    return after;
  };
}
