import { expect, it } from 'vitest';
import type { PresenceEvent, VisitSummary } from '../../../../edge/domain/presence-event.ts';
import { countedVisits } from '../../../../edge/presence/counts/counted-visits.ts';
import type { CountedVisit } from '../../../../edge/presence/counts/occupancy.ts';
import { CountedShop, TEN_MS } from '../../../support/counted-shop.ts';

const MINUTE_MS = 60_000;
const at = (minute: number): number => TEN_MS + minute * MINUTE_MS;
const of = { subject: 'ab'.repeat(16), track: 'ab'.repeat(16), visitId: 'cd'.repeat(16) };

/** A visit by its zones, each with the minutes between which somebody was there. */
function visit(...zones: [zone: string, from: number, to: number][]): CountedVisit {
  return { spans: zones.map(([zone, from, to]) => ({ zone, from: at(from), to: at(to), confidence: 1 })) };
}

const summary = (from: number, to: number, more: Partial<VisitSummary> = {}): VisitSummary => ({
  revision: 1,
  supersedes: [],
  openedAt: at(from),
  closedAt: at(to),
  dwellMs: 0,
  unknownMs: 0,
  zones: 1,
  stays: 1,
  end: 'silent',
  bounce: false,
  ...more,
});
const closed = (from: number, to: number): PresenceEvent => ({ ...of, type: 'visit-closed', t: at(to), visit: summary(from, to) });

it('says how many visits were open, mean and most over the minutes, and in which zones', () => {
  const shop = new CountedShop();
  shop.visits = [visit(['bakery', 1, 4], ['wine', 5, 9]), visit(['wine', 8, 12], ['bakery', 14, 20]), visit(['bakery', 15, 16]), visit()];
  expect(shop.finish().occupancy).toEqual({
    mean: 16 / 15,
    max: 2,
    zones: [
      { zone: 'bakery', mean: 5 / 15, max: 1 },
      { zone: 'wine', mean: 10 / 15, max: 2 },
    ],
  });
});

it('tells the quarter again when what came late changed a visit, and only then', () => {
  const shop = new CountedShop();
  shop.visits = [visit(['bakery', 0, 2]), visit(['bakery', 4, 5])];
  expect(shop.finish().occupancy).toMatchObject({ mean: 5 / 15, max: 1 });
  shop.follow(closed(0, 2), { ...of, type: 'zone-left', t: at(2), zone: 'bakery' });
  shop.pass(300);
  expect(shop.told).toHaveLength(1);
  shop.visits = [visit(['bakery', 0, 5])];
  const stay = { stayId: 's1', revision: 2, supersedes: [], zone: 'bakery', enteredAt: at(0), leftAt: at(5) } as const;
  shop.follow({ ...of, type: 'stay-told', t: at(5), stay: { ...stay, dwellMs: 0, kind: 'engaged', confidence: 1 } });
  shop.pass(150);
  expect(shop.told.slice(1)).toMatchObject([
    { revision: 2, occupancy: { mean: 6 / 15, max: 1, zones: [{ zone: 'bakery', mean: 6 / 15 }] } },
  ]);
});

it('takes an employee out again, of all quarters, who stayed for as long as no customer does', () => {
  const shop = new CountedShop();
  shop.visits = [visit(['wine', 0, 40])];
  shop.pass(33 * 60);
  expect(shop.told.map(({ occupancy }) => occupancy.max)).toEqual([1, 1]);
  const told = summary(0, 40, { excluded: 'long-stay' });
  shop.visits = [{ ...visit(['wine', 0, 40]), told }];
  shop.follow({ ...of, type: 'visit-revised', t: at(40), visit: told });
  shop.pass(150);
  expect(shop.told.slice(2)).toMatchObject([
    { revision: 2, occupancy: { mean: 0, max: 0, zones: [] } },
    { revision: 2, occupancy: { mean: 0, max: 0, zones: [] } },
  ]);
});

it('takes the mean over the minutes that the computer of the shop was running', () => {
  const shop = new CountedShop({ now: at(3) });
  shop.visits = [visit(['wine', 1, 8])];
  shop.pass(60);
  const again = shop.restarted(2 * MINUTE_MS);
  again.visits = shop.visits;
  // Of the minutes 0 to 2, and of 5, nobody knows; 3, 4 and 6 to 8 had a visit.
  expect(again.finish().occupancy).toEqual({ mean: 5 / 11, max: 1, zones: [{ zone: 'wine', mean: 5 / 11, max: 1 }] });
});

it('counts the visits of those who agreed to it when they came', () => {
  const known = { spans: visit(['wine', 1, 8]).spans.map((span) => ({ ...span })), visitId: 'v', stays: [] };
  const allows = (subject: string, _: string, t: number): boolean => subject === 'agreed' && t === at(1);
  const visits = [
    { subject: 'agreed', visit: known },
    { subject: 'not', visit: known },
    { subject: 'agreed', visit: { ...known, spans: [] } },
  ];
  expect([...countedVisits(visits, allows)]).toEqual([known]);
});
