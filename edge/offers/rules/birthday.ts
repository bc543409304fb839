import { dayNumber } from '../../../contract/instant.ts';

/**
 * The days from a day, as in 2026-03-01, to the nearest birthday, as in 12-31, before or after it: across the turn of the year too.
 * Who was born on 29 February celebrates on the 28th where there is none. Undefined where there is no such day.
 */
export function daysFromBirthday(birthday: string, day: string): number | undefined {
  const today = dayNumber(day);
  if (today === undefined) return undefined;
  const year = Number(day.slice(0, 4));
  const distances = [year - 1, year, year + 1].flatMap((inYear) => {
    const celebrated = birthdayIn(inYear, birthday);
    return celebrated === undefined ? [] : [Math.abs(today - celebrated)];
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}

function birthdayIn(year: number, birthday: string): number | undefined {
  const prefix = String(year).padStart(4, '0');
  return dayNumber(`${prefix}-${birthday}`) ?? (birthday === '02-29' ? dayNumber(`${prefix}-02-28`) : undefined);
}
