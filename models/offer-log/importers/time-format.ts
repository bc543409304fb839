import { dayNumber } from '../../../contract/instant.ts';
import { instantReader } from '../instants.ts';

/** Reads a time as some program wrote it: ms epoch, or undefined where the text is of another form or no such moment exists. */
export type TimeReader = (text: string) => number | undefined;

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** Clocks are changed on quarters of an hour. */
const QUARTER_MS = 900_000;
const LARGEST_MS = 1e14;

/** What a pattern is made of (Unicode Technical Standard 35, the letters that a till's export needs). */
const PARTS = {
  yyyy: '(?<yyyy>\\d{4})',
  MM: '(?<MM>\\d{2})',
  dd: '(?<dd>\\d{2})',
  HH: '(?<HH>\\d{2})',
  mm: '(?<mm>\\d{2})',
  ss: '(?<ss>\\d{2})',
};
const PART = /yyyy|MM|dd|HH|mm|ss/gu;

/** A reader for `rfc3339`, `unix-s`, `unix-ms` or a pattern such as `dd.MM.yyyy HH:mm` on the clock of a time zone; undefined where that is none. */
export function timeReader(format: string, timeZone: string): TimeReader | undefined {
  if (format === 'rfc3339') return instantReader();
  if (format === 'unix-s') return counted(SECOND_MS);
  if (format === 'unix-ms') return counted(1);
  const offsetMs = offsetOf(timeZone);
  const parts: readonly string[] = format.match(PART) ?? [];
  if (offsetMs === undefined || new Set(parts).size !== parts.length || !['yyyy', 'MM', 'dd'].every((part) => parts.includes(part)))
    return undefined;
  const escaped = format.replaceAll(/[^A-Za-z0-9 ]/gu, '\\$&');
  const pattern = new RegExp(`^${escaped.replaceAll(PART, (part) => PARTS[part as keyof typeof PARTS])}$`);
  return (text) => {
    const local = localMs(pattern.exec(text)?.groups);
    if (local === undefined) return undefined;
    // The offset of a moment is known once the moment is: two steps meet it, but for the hour that a clock jumps over.
    return local - offsetMs(local - offsetMs(local));
  };
}

function counted(unitMs: number): TimeReader {
  return (text) => {
    const ms = /^\d{1,14}(?:\.\d+)?$/u.test(text) ? Number(text) * unitMs : Number.NaN;
    return ms <= LARGEST_MS ? Math.round(ms) : undefined;
  };
}

function localMs(parts: Readonly<Record<string, string | undefined>> | undefined): number | undefined {
  const day = dayNumber(`${parts?.['yyyy']}-${parts?.['MM']}-${parts?.['dd']}`);
  const [hour, minute, second] = ['HH', 'mm', 'ss'].map((part) => Number(parts?.[part] ?? 0)) as [number, number, number];
  if (day === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return day * DAY_MS + ((hour * 60 + minute) * 60 + second) * SECOND_MS;
}

/** How far the clocks of a zone are ahead of UTC at a moment; undefined where there is no such zone. */
function offsetOf(timeZone: string): ((ms: number) => number) | undefined {
  if (timeZone === 'UTC') return () => 0;
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;
  const known = new Map<number, number>();
  return (ms) => {
    const quarter = Math.floor(ms / QUARTER_MS);
    const offset = known.get(quarter) ?? readOffset(format.format(quarter * QUARTER_MS));
    known.set(quarter, offset);
    return offset;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

/** Of a text that ends in `GMT+01:00`, or in `GMT`. */
function readOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/u.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
