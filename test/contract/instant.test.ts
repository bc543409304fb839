import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantMs, instantText } from '../../contract/instant.ts';

const moments = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

it('writes every moment of the years 1 to 9999 as the platform does', () => {
  fc.assert(fc.property(moments, (t) => instantText(t) === new Date(t).toISOString()));
});

it('reads back what it wrote', () => {
  fc.assert(fc.property(moments, (t) => instantMs(instantText(t)) === t));
});

it('reads offsets and fractions', () => {
  expect(instantMs('2026-06-01T02:00:00+02:00')).toBe(Date.UTC(2026, 5, 1));
  expect(instantMs('2026-05-31T19:30:00-04:30')).toBe(Date.UTC(2026, 5, 1));
  expect(instantMs('2026-06-01T00:00:00.5Z')).toBe(Date.UTC(2026, 5, 1, 0, 0, 0, 500));
  expect(instantMs('2026-06-01T00:00:00.123456789Z')).toBe(Date.UTC(2026, 5, 1, 0, 0, 0, 123));
});

it.each([
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01',
  'soon',
  '',
])('knows no moment %s', (text) => {
  expect(instantMs(text)).toBeUndefined();
});

it('knows the leap days', () => {
  expect([instantMs('2024-02-29T00:00:00Z'), instantMs('2000-02-29T00:00:00Z')]).toEqual([Date.UTC(2024, 1, 29), Date.UTC(2000, 1, 29)]);
  expect(instantMs('1900-02-29T00:00:00Z')).toBeUndefined();
});
