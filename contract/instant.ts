const DAY_MS = 86_400_000;
const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** RFC 3339 text of a moment, UTC, with milliseconds. Computed by hand because the stages may not touch `Date`. */
export function instantText(t: number): string {
  const whole = Math.round(t);
  const days = Math.floor(whole / DAY_MS);
  const inDay = whole - days * DAY_MS;
  const ms = String(inDay % 1000).padStart(3, '0');
  return `${dayText(days)}T${two(Math.floor(inDay / 3_600_000))}:${two(Math.floor(inDay / 60_000) % 60)}:${two(Math.floor(inDay / 1000) % 60)}.${ms}Z`;
}

/** The date of a day, counted from 1970-01-01; after H. Hinnant, "chrono-compatible low-level date algorithms", as is `daysFromCivil`. */
export function dayText(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** ms epoch of an RFC 3339 text, or undefined where it names no moment. */
export function instantMs(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const days = daysAtStart(text);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (days === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const offsetMin = text.endsWith('Z') ? 0 : offsetOf(text);
  return days * DAY_MS + hour * 3_600_000 + (minute - offsetMin) * 60_000 + second * 1000 + millisecondsOf(text);
}

/** The days from 1970-01-01 to a date as in 2026-03-01; undefined where there is no such day. */
export function dayNumber(text: string): number | undefined {
  return DAY.test(text) ? daysAtStart(text) : undefined;
}

function daysAtStart(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** The number that `count` digits from `at` on make; they are known to be digits. */
function digits(text: string, at: number, count: number): number {
  let number = 0;
  for (let position = at; position < at + count; position += 1) number = number * 10 + text.charCodeAt(position) - 0x30;
  return number;
}

function offsetOf(text: string): number {
  const sign = text.length - 6;
  return (text[sign] === '-' ? -1 : 1) * (digits(text, sign + 1, 2) * 60 + digits(text, sign + 4, 2));
}

/** Digits after the third are cut off. */
function millisecondsOf(text: string): number {
  if (text[19] !== '.') return 0;
  const end = text.length - (text.endsWith('Z') ? 1 : 6);
  return Number(text.slice(20, Math.min(end, 23)).padEnd(3, '0'));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}
