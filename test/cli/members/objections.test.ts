import { expect, it } from 'vitest';
import { namedObjection, objectionLines } from '../../../cli/members/objections.ts';

const times = { saidAt: '2026-06-01T00:00:00.000Z', blockedUntil: '2026-06-29T00:00:00.000Z', fadesUntil: '2026-08-28T00:00:00.000Z' };

it('tells what a member is not interested in', () => {
  const subject = 'a'.repeat(32);
  expect(objectionLines({ subject, objections: [] })).toEqual(['no objections']);
  expect(
    objectionLines({
      subject,
      objections: [
        { scope: 'category', of: 'wine', ...times },
        { scope: 'all', ...times },
      ],
    }),
  ).toEqual([
    'category:wine                said 2026-06-01, nothing of it until 2026-06-29, over on 2026-08-28',
    'all                          said 2026-06-01, nothing of it until 2026-06-29, over on 2026-08-28',
  ]);
});

it('reads which objection is meant, and refuses what is none', () => {
  expect([namedObjection(undefined), namedObjection(true), namedObjection('all')]).toEqual([{}, {}, { scope: 'all' }]);
  expect(namedObjection('brand:terra')).toEqual({ scope: 'brand', of: 'terra' });
  for (const wrong of ['wine', 'brand', 'all:wine', 'shelf:3', '']) expect(() => namedObjection(wrong)).toThrow('--delete takes');
});
