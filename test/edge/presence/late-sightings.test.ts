import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceEvent, Stay, VisitSummary } from '../../../edge/domain/presence-event.ts';
import { facts, TEN_MS, Walks } from '../../support/walks.ts';

const HOUR_S = 3600;

/** As headquarters keeps it: of each id the highest revision, without what is part of another. */
function table(events: readonly PresenceEvent[]) {
  const visits = new Map<string, VisitSummary>();
  const stays = new Map<string, Stay & { visitId: string }>();
  for (const event of events) {
    if (event.type === 'stay-told' && (stays.get(event.stay.stayId)?.revision ?? 0) < event.stay.revision) {
      stays.set(event.stay.stayId, { ...event.stay, visitId: event.visitId });
    }
    if (event.type !== 'visit-closed' && event.type !== 'visit-revised') continue;
    if ((visits.get(event.visitId)?.revision ?? 0) < event.visit.revision) visits.set(event.visitId, event.visit);
  }
  for (const { supersedes } of [...visits.values()]) for (const id of supersedes) visits.delete(id);
  for (const { supersedes } of [...stays.values()]) for (const id of supersedes) stays.delete(id);
  return { visits, stays };
}

describe('what a scanner kept while it was cut off', () => {
  it('makes a visit longer that had ended, and the stay with it', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    shop.pass(1000);
    const before = shop.events.length;
    shop.late([
      [55, 90, 'b1'],
      [90, 150, 'w1'],
    ]);
    shop.pass(1030);
    expect(facts(shop.events.slice(before))).toEqual([
      'stay bakery 0-93 dwell 92.5 revision 2',
      'stay wine 93-149.5 dwell 56.5',
      'visit-revised 0-149.5 silent revision 2',
    ]);
  });

  it('joins two visits that were one: the older id stays, the other is said to be part of it, and so are its stays', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    shop.live([[900, 960, 'w1']]);
    shop.pass(2000);
    const ids = [...new Set(shop.events.map(({ visitId }) => visitId))];
    expect(ids).toHaveLength(2);
    const before = shop.events.length;
    shop.late([[400, 500, 'b1']]);
    shop.pass(2030);
    const told = shop.events.slice(before);
    expect(told.every(({ visitId }) => visitId === ids[0])).toBe(true);
    expect(told.at(-1)).toMatchObject({
      type: 'visit-revised',
      visit: { revision: 2, supersedes: [ids[1]], openedAt: TEN_MS, closedAt: TEN_MS + 959_500, stays: 3, zones: 2 },
    });
    const { visits, stays } = table(shop.events);
    expect([...visits.keys()]).toEqual([ids[0]]);
    expect([...stays.values()].map(({ visitId }) => visitId)).toEqual([ids[0], ids[0], ids[0]]);
  });

  it('joins two stays that were one: the older id stays, the other is said to be part of it', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    shop.live([[200, 260, 'b1']]);
    shop.pass(1000);
    const before = shop.events.length;
    const [first, second] = [...table(shop.events).stays.keys()];
    shop.late([[55, 205, 'b1']]);
    shop.pass(1030);
    const told = shop.events.slice(before).flatMap((event) => (event.type === 'stay-told' ? [event.stay] : []));
    expect(told).toMatchObject([{ stayId: first, revision: 2, supersedes: [second], enteredAt: TEN_MS, leftAt: TEN_MS + 259_500 }]);
    expect([...table(shop.events).stays.keys()]).toEqual([first]);
  });

  it('tells of a visit that nobody knew of, and nobody acts on it', () => {
    const shop = new Walks();
    shop.pass(HOUR_S);
    shop.late([[100, 200, 'b1']]);
    shop.pass(HOUR_S + 30);
    expect(facts(shop.events)).toEqual(['stay bakery 100-199.5 dwell 99.5', 'visit-revised 100-199.5 silent']);
    expect(shop.events.map(({ type }) => type)).toEqual(['stay-told', 'visit-revised']);
  });

  it('changes nothing where it is known where the shopper was, in a zone or outside', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [60, 300, 'street'],
    ]);
    shop.pass(1000);
    const before = shop.events.length;
    shop.late([[0, 299, 'w1']]);
    expect(shop.presence.late()).toEqual({ waiting: 0, dropped: 0 });
    shop.pass(1030);
    expect(shop.events.slice(before)).toEqual([]);
    expect(shop.presence.late()).toEqual({ waiting: 0, dropped: 0 });
  });

  it('waits for the end of the visit that goes on', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    shop.live([[400, 600, 'b1']]);
    shop.late([[100, 200, 'w1']]);
    shop.live([[600, 700, 'b1']]);
    expect(facts(shop.events)).toEqual(['visit-opened bakery 0', 'stay bakery 0-59.5 dwell 59.5']);
    shop.pass(1500);
    expect(table(shop.events).visits.size).toBe(1);
    expect(shop.events.at(-1)).toMatchObject({ visit: { revision: 2, stays: 3, dwellMs: 458_500, unknownMs: 241_000 } });
  });

  it('counts for one time once, though two scanners tell of it one after the other', () => {
    const shop = new Walks();
    shop.pass(HOUR_S);
    shop.live([[HOUR_S, HOUR_S + 100, 'b1']]);
    shop.late([[0, 100, 'w1']]);
    shop.live([[HOUR_S + 100, HOUR_S + 120, 'b1']]);
    shop.late([[50, 150, 'b1']]);
    shop.pass(HOUR_S + 1000);
    expect(shop.events.at(-1)).toMatchObject({ type: 'visit-revised', visit: { dwellMs: 149_500, unknownMs: 0, stays: 2 } });
  });

  it('reopens the visit of a shopper who is still there, and who is not greeted a second time', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    shop.pass(700);
    shop.late([[400, 590, 'b1']]);
    shop.pass(730);
    shop.live([[740, 800, 'w1']]);
    expect(shop.events.filter(({ type }) => type === 'visit-opened')).toHaveLength(1);
    shop.pass(1500);
    expect(facts(shop.events).at(-1)).toBe('visit-closed 0-799.5 silent revision 3');
    expect(table(shop.events).visits.size).toBe(1);
  });

  it('parts what it tells at midnight and by silence, like all visits', () => {
    const shop = new Walks();
    const midnight = 12 * HOUR_S;
    shop.pass(midnight + 4 * HOUR_S);
    shop.late([
      [midnight - 2000, midnight - 1900, 'w1'],
      [midnight - 60, midnight + 60, 'b1'],
    ]);
    shop.pass(shop.now + 30);
    expect(facts(shop.events).filter((line) => line.startsWith('visit'))).toEqual([
      `visit-revised ${midnight - 2000}-${midnight - 1900.5} silent`,
      `visit-revised ${midnight - 60}-${midnight} midnight`,
      `visit-revised ${midnight}-${midnight + 59.5} silent`,
    ]);
  });

  it('is not gone through as long as more of it comes', () => {
    const shop = new Walks();
    shop.pass(HOUR_S);
    for (let s = 0; s < 60; s += 1) {
      shop.late([[s, s + 1, 'b1']]);
      shop.pass(shop.now + 1);
    }
    expect(shop.events).toEqual([]);
    shop.pass(shop.now + 20);
    expect(facts(shop.events)).toEqual(['stay bakery 0-59.5 dwell 59.5', 'visit-revised 0-59.5 silent']);
  });

  it('is forgotten with the subject', () => {
    const shop = new Walks();
    shop.pass(HOUR_S);
    shop.late([[0, 60, 'b1']]);
    shop.presence.dismiss('anna');
    shop.pass(HOUR_S + 60);
    expect(shop.events).toEqual([]);
    expect(shop.presence.late()).toEqual({ waiting: 0, dropped: 0 });
  });

  it('has its bounds however much comes of one shopper, and is forgotten to the last of it', () => {
    const shop = new Walks();
    shop.pass(HOUR_S);
    for (let n = 0; n < 210_000; n += 1) shop.hear('anna', 'b1', n / 100);
    expect(shop.presence.late()).toEqual({ waiting: 200_000, dropped: 10_000 });
    shop.presence.dismiss('anna');
    expect(shop.presence.late().waiting).toBe(0);
    shop.pass(HOUR_S + 60);
    expect(shop.events).toEqual([]);
    shop.late([[0, 60, 'b1']]);
    shop.pass(HOUR_S + 120);
    expect(facts(shop.events)).toHaveLength(2);
    expect(shop.presence.late().waiting).toBe(0);
  });

  it('revises nothing after two days: by then a visit is forgotten here', () => {
    const shop = new Walks({ presence: { logLateMs: 3_600_000 } });
    shop.live([[0, 60, 'b1']]);
    shop.pass(HOUR_S + 200);
    expect(shop.presence.subjects()).toEqual([]);
    expect(shop.presence.changes()).toEqual([{ key: 'visit/anna', value: undefined }]);
  });
});

describe('whatever comes, whenever', () => {
  const packet = fc.record({
    atS: fc.integer({ min: 0, max: 4000 }),
    delayS: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3000 })),
    anchor: fc.constantFrom('b1', 'b2', 'w1', 'street', 'cellar'),
    length: fc.integer({ min: 1, max: 40 }),
  });

  it('no visit overlaps another, no stay another of its zone, none lasts less than nothing, and none is open at the end', () => {
    let visits = 0;
    let revisions = 0;
    fc.assert(
      fc.property(fc.array(packet, { minLength: 10, maxLength: 40 }), (list) => {
        const shop = new Walks();
        const heard = list.flatMap(({ atS, delayS, anchor, length }) =>
          Array.from({ length }, (_, i) => ({ atS: atS + i, arrivesS: atS + i + delayS, anchor })),
        );
        for (const { atS, arrivesS, anchor } of heard.sort((a, b) => a.arrivesS - b.arrivesS)) {
          shop.pass(arrivesS);
          shop.hear('anna', anchor, atS);
        }
        shop.pass(shop.now + 1500);
        expect(shop.presence.openVisits()).toEqual([]);
        const told = table(shop.events);
        const inOrder = [...told.visits.values()].sort((a, b) => a.openedAt - b.openedAt);
        inOrder.forEach((visit, i) => {
          expect(visit.closedAt).toBeGreaterThanOrEqual(visit.openedAt);
          expect(visit.dwellMs + visit.unknownMs).toBe(visit.closedAt - visit.openedAt);
          expect(visit.unknownMs).toBeGreaterThanOrEqual(0);
          const next = inOrder[i + 1];
          if (next) expect(next.openedAt).toBeGreaterThanOrEqual(visit.closedAt);
        });
        for (const [visitId, visit] of told.visits) {
          const stays = [...told.stays.values()].filter((stay) => stay.visitId === visitId);
          expect(stays).toHaveLength(visit.stays);
          expect(stays.reduce((sum, { dwellMs }) => sum + dwellMs, 0)).toBe(visit.dwellMs);
          for (const stay of stays) {
            expect(stay.enteredAt).toBeGreaterThanOrEqual(visit.openedAt);
            expect(stay.leftAt).toBeLessThanOrEqual(visit.closedAt);
            expect(stay.dwellMs).toBeLessThanOrEqual(stay.leftAt - stay.enteredAt);
          }
        }
        for (const { visitId } of told.stays.values()) expect(told.visits.has(visitId)).toBe(true);
        visits += told.visits.size;
        revisions += inOrder.filter(({ revision }) => revision > 1).length;
      }),
      { numRuns: 150 },
    );
    expect(visits).toBeGreaterThan(100);
    expect(revisions).toBeGreaterThan(20);
  });
});
