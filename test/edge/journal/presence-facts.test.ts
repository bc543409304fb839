import { expect, it } from 'vitest';
import { presenceFact } from '../../../edge/journal/presence-facts.ts';

const T = Date.UTC(2026, 5, 1);
const who = { subject: 's1', visitId: 'v1' };

it('tells a visit when it opens and when it closes, and a stay when it ends', () => {
  expect(presenceFact({ type: 'visit-opened', t: T, ...who, zone: 'wine' })).toEqual({
    kind: 'visit-opened',
    t: T,
    data: { ...who, openedAt: '2026-06-01T00:00:00.000Z', zone: 'wine' },
  });
  expect(presenceFact({ type: 'zone-left', t: T + 5000, ...who, zone: 'wine', stayId: 'y', enteredAt: T })).toMatchObject({
    kind: 'zone-stay',
    data: { dwellMs: 5000, enteredAt: '2026-06-01T00:00:00.000Z', leftAt: '2026-06-01T00:00:05.000Z' },
  });
  expect(presenceFact({ type: 'visit-closed', t: T + 9000, ...who, openedAt: T, zones: 2, stays: 3 })).toMatchObject({
    kind: 'visit-closed',
    data: { dwellMs: 9000, zones: 2, stays: 3 },
  });
});

it('has nothing to tell of a zone entry until the stay ends', () => {
  expect(presenceFact({ type: 'zone-entered', t: T, ...who, zone: 'wine' })).toBeUndefined();
});
