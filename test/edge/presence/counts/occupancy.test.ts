import { expect, it } from 'vitest';
import type { PresenceEvent, VisitSummary } from '../../../../edge/domain/presence-event.ts';
import { CountedShop, TEN_MS } from '../../../support/counted-shop.ts';

const MINUTE_MS = 60_000;
const at = (minute: number): number => TEN_MS + minute * MINUTE_MS;
const of = { subject: 'ab'.repeat(16) };

function stay(visitId: string, stayId: string, zone: string, from: number, to: number, supersedes: string[] = []): PresenceEvent {
  const times = { enteredAt: at(from), leftAt: at(to), dwellMs: (to - from) * MINUTE_MS };
  return {
    ...of,
    type: 'stay-told',
    t: at(to),
    visitId,
    stay: { stayId, revision: 1, supersedes, zone, ...times, kind: 'engaged', confidence: 0.9 },
  };
}

function visit(
  type: 'visit-closed' | 'visit-revised',
  visitId: string,
  from: number,
  to: number,
  more: Partial<VisitSummary> = {},
): PresenceEvent {
  const times = { openedAt: at(from), closedAt: at(to), dwellMs: 0, unknownMs: 0 };
  const summary = { revision: 1, supersedes: [], ...times, zones: 1, stays: 1, end: 'silent' as const, bounce: false, ...more };
  return { ...of, type, t: at(to), visitId, visit: summary };
}

it('says how many visits were open, mean and most over the minutes, and in which zones', () => {
  const shop = new CountedShop();
  shop.pass(15 * 60);
  shop.follow(stay('v1', 's1', 'bakery', 1, 4), stay('v1', 's2', 'wine', 5, 9), visit('visit-closed', 'v1', 1, 9));
  shop.openVisits = [
    {
      visitId: 'v2',
      spans: [
        { zone: 'wine', from: at(8), to: at(12) },
        { zone: 'out', from: at(12), to: at(13) },
      ],
    },
  ];
  expect(shop.finish().occupancy).toEqual({
    mean: 1,
    max: 2,
    zones: [
      { zone: 'bakery', mean: 4 / 15, max: 1 },
      { zone: 'wine', mean: 10 / 15, max: 2 },
    ],
  });
});

it('does not count a visit twice that goes on and of which stays were told', () => {
  const shop = new CountedShop();
  shop.pass(15 * 60);
  shop.follow(stay('v1', 's1', 'bakery', 0, 14));
  shop.openVisits = [
    { visitId: 'v1', spans: [{ zone: 'bakery', from: at(0), to: at(14) }] },
    { visitId: 'v2', spans: [] },
  ];
  expect(shop.finish().occupancy).toEqual({ mean: 1, max: 1, zones: [{ zone: 'bakery', mean: 1, max: 1 }] });
});

it('tells the quarter again when what came late changed a visit, and only then', () => {
  const shop = new CountedShop();
  shop.pass(15 * 60);
  shop.follow(
    stay('v1', 's1', 'bakery', 0, 2),
    visit('visit-closed', 'v1', 0, 2),
    stay('v2', 's2', 'bakery', 4, 5),
    visit('visit-closed', 'v2', 4, 5),
  );
  expect(shop.finish().occupancy).toMatchObject({ mean: 5 / 15, max: 1 });
  shop.follow(visit('visit-revised', 'v1', 0, 2, { revision: 2 }));
  shop.pass(300);
  expect(shop.told).toHaveLength(1);
  shop.follow(stay('v1', 's1', 'bakery', 0, 5, ['s2']), visit('visit-revised', 'v1', 0, 5, { revision: 3, supersedes: ['v2'] }));
  shop.pass(150);
  expect(shop.told.slice(1)).toMatchObject([
    { revision: 2, occupancy: { mean: 6 / 15, max: 1, zones: [{ zone: 'bakery', mean: 6 / 15 }] } },
  ]);
});

it('takes an employee out again who stayed for as long as no customer does', () => {
  const shop = new CountedShop();
  shop.pass(15 * 60);
  shop.openVisits = [{ visitId: 'v1', spans: [{ zone: 'wine', from: at(0), to: at(15) }] }];
  expect(shop.finish().occupancy.max).toBe(1);
  shop.openVisits = [];
  shop.follow(stay('v1', 's1', 'wine', 0, 15), visit('visit-closed', 'v1', 0, 250, { excluded: 'long-stay' }));
  shop.pass(150);
  expect(shop.told.slice(1)).toMatchObject([{ revision: 2, occupancy: { mean: 0, max: 0, zones: [] } }]);
});

it('keeps what it knew before a restart, and takes the mean over the minutes that it was running', () => {
  const shop = new CountedShop({ now: at(3) });
  shop.pass(60);
  shop.openVisits = [{ visitId: 'v1', spans: [{ zone: 'wine', from: at(1), to: at(4) }] }];
  const again = shop.restarted(2 * MINUTE_MS);
  again.openVisits = [{ visitId: 'v1', spans: [{ zone: 'wine', from: at(1), to: at(8) }] }];
  again.follow({ ...of, type: 'zone-left', t: at(4), visitId: 'v1', zone: 'wine' });
  // Of the minutes 0 to 2, and of 5, nobody knows; 3, 4 and 6 to 8 had a visit.
  expect(again.finish().occupancy).toEqual({ mean: 5 / 11, max: 1, zones: [{ zone: 'wine', mean: 5 / 11, max: 1 }] });
});
