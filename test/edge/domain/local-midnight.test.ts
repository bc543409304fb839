import { expect, it } from 'vitest';
import { midnightsOf } from '../../../edge/domain/local-midnight.ts';

it('says when the day of a shop ends, by the clock on its wall', () => {
  const paris = midnightsOf('Europe/Paris');
  expect(paris(Date.UTC(2026, 5, 1, 10))).toBe(Date.UTC(2026, 5, 1, 22));
  expect(paris(Date.UTC(2026, 5, 1, 22))).toBe(Date.UTC(2026, 5, 2, 22));
  expect(paris(Date.UTC(2026, 5, 1, 21, 59, 59, 999))).toBe(Date.UTC(2026, 5, 1, 22));
  expect(paris(Date.UTC(2026, 0, 1, 22, 59))).toBe(Date.UTC(2026, 0, 1, 23));
});

it('knows days of 23 and of 25 hours', () => {
  const paris = midnightsOf('Europe/Paris');
  const spring = paris(Date.UTC(2026, 2, 28, 12));
  expect(paris(spring) - spring).toBe(23 * 3_600_000);
  const autumn = paris(Date.UTC(2026, 9, 24, 12));
  expect(paris(autumn) - autumn).toBe(25 * 3_600_000);
});

it('ends the day at the first moment of the next, where clocks change at midnight', () => {
  // In Beirut 2021-03-28 began at 01:00.
  expect(midnightsOf('Asia/Beirut')(Date.UTC(2021, 2, 27, 12))).toBe(Date.UTC(2021, 2, 27, 22));
});
