import fc from 'fast-check';
import { expect, it } from 'vitest';
import { daysFromBirthday } from '../../../../edge/offers/rules/birthday.ts';

it.each([
  ['06-01', '2026-06-01', 0],
  ['06-01', '2026-05-30', 2],
  ['12-31', '2027-01-02', 2],
  ['01-02', '2026-12-31', 2],
  ['02-29', '2028-02-29', 0],
  ['02-29', '2026-02-28', 0],
  ['02-29', '2026-03-01', 1],
  ['02-29', '2028-02-28', 1],
])('from a birthday on %s it is on %s so many days: %i', (birthday, day, days) => {
  expect(daysFromBirthday(birthday, day)).toBe(days);
});

it('knows no distance to or from a day that never is', () => {
  expect(daysFromBirthday('02-30', '2026-06-01')).toBeUndefined();
  expect(daysFromBirthday('06-01', '2026-06-31')).toBeUndefined();
});

it('is never further away than half a year, and on the day itself not at all', () => {
  const days = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(days, days, (born, today) => {
      const [birthday, day] = [born.toISOString().slice(5, 10), today.toISOString().slice(0, 10)];
      expect(daysFromBirthday(birthday, day)).toBeLessThanOrEqual(183);
      expect(daysFromBirthday(day.slice(5), day)).toBe(0);
    }),
  );
});
