import { expect, it } from 'vitest';
import { localDayOf } from '../../../edge/domain/local-day.ts';

it('names the day that it is in the shop, not in Greenwich', () => {
  const lateInLondon = Date.UTC(2026, 1, 28, 23, 30);
  expect(localDayOf('Europe/London')(lateInLondon)).toBe('2026-02-28');
  expect(localDayOf('Europe/Paris')(lateInLondon)).toBe('2026-03-01');
});
