export interface LocalTime {
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Reads the wall clock of a time zone (IANA) at a moment, daylight saving included. */
export function localTimeOf(timezone: string): (t: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  });
  // A decision asks for the same moment for each who can see the screen, and for the rules.
  let last: { readonly t: number; readonly local: LocalTime } | undefined;
  return (t) => {
    if (last?.t === t) return last.local;
    const parts = new Map(format.formatToParts(t).map((part) => [part.type, part.value]));
    const weekday = WEEKDAYS.indexOf(parts.get('weekday') ?? '');
    const local = { hour: Number(parts.get('hour')), minute: Number(parts.get('minute')), weekday };
    last = { t, local };
    return local;
  };
}
