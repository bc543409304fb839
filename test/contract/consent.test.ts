import { expect, it } from 'vitest';
import { isAllowed } from '../../contract/consent.ts';

const T = Date.UTC(2026, 5, 1);
const given = { purpose: 'recognition' as const, givenAt: '2026-01-01T00:00:00Z' };

it('allows a purpose that was agreed to', () => {
  expect(isAllowed([given], 'recognition', T)).toBe(true);
});

it.each([
  ['nothing was agreed to', []],
  ['another purpose was agreed to', [{ ...given, purpose: 'analytics' as const }]],
  ['it is agreed to from tomorrow', [{ ...given, givenAt: '2026-06-02T00:00:00Z' }]],
  ['it has expired', [{ ...given, expiresAt: '2026-06-01T00:00:00Z' }]],
  ['it was withdrawn', [{ ...given, withdrawnAt: '2026-05-31T23:59:59Z' }]],
  ['it will be withdrawn, or the clock of the shop is wrong', [{ ...given, withdrawnAt: '2026-06-02T00:00:00Z' }]],
  ['the day it was withdrawn cannot be read', [{ ...given, withdrawnAt: 'yesterday' }]],
  [
    'it was withdrawn in another record, after it was given',
    [given, { ...given, givenAt: '2025-01-01T00:00:00Z', withdrawnAt: '2026-02-01T00:00:00Z' }],
  ],
  ['somebody withdrew it on a day that cannot be read', [given, { ...given, withdrawnAt: '2026-02-31T00:00:00Z' }]],
  ['the day it was given cannot be read', [{ ...given, givenAt: '2026-02-31T00:00:00Z' }]],
  ['the day it expires cannot be read', [{ ...given, expiresAt: 'next year' }]],
])('allows nothing when %s', (_title, consents) => {
  expect(isAllowed(consents, 'recognition', T)).toBe(false);
});

it('allows again what was agreed to again after a withdrawal', () => {
  expect(
    isAllowed(
      [
        { ...given, withdrawnAt: '2026-02-01T00:00:00Z' },
        { ...given, givenAt: '2026-03-01T00:00:00Z' },
      ],
      'recognition',
      T,
    ),
  ).toBe(true);
});
