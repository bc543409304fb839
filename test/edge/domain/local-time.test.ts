import { expect, it } from 'vitest';
import { localTimeOf } from '../../../edge/domain/local-time.ts';

it('reads the clock on the wall of the shop, summer time included', () => {
  const paris = localTimeOf('Europe/Paris');
  expect(paris(Date.UTC(2026, 0, 4, 23, 30))).toEqual({ hour: 0, minute: 30, weekday: 1 });
  expect(paris(Date.UTC(2026, 6, 4, 10, 0))).toEqual({ hour: 12, minute: 0, weekday: 6 });
});
