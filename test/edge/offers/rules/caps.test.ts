import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../../contract/offers/offer.ts';
import { CAPS_PREFIX, compileCaps, createSolicitations, type KnownCap } from '../../../../edge/offers/rules/caps.ts';
import { aMember, aMoment, anOffer, NOON_MS } from './made-up-moment.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const dayOf = (t: number): string => new Date(t).toISOString().slice(0, 10);
const MEMBER = aMember().subject;
const CAPPED = [{ reason: 'CAPPED', rule: 'calm' }];
const OFFERS = [anOffer(), anOffer({ id: 'bread-10', category: 'bakery', campaign: 'autumn' })];
const offerOf = (id: string): Offer | undefined => OFFERS.find((offer) => offer.id === id);

const cap = (limits: Partial<KnownCap>): KnownCap => ({ id: 'calm', about: {}, ...limits });
const desk = () => createSolicitations({ saved: [], dayOf });
type Desk = ReturnType<typeof desk>;

function refused(solicitations: Desk, caps: readonly KnownCap[], change: Parameters<typeof aMoment>[0] = {}, offer = anOffer()) {
  return solicitations.refusals(compileCaps(caps), aMoment(change), offerOf)(offer);
}

describe('a cap', () => {
  it('lets the first offers of a day through, and no more, until the next day', () => {
    const solicitations = desk();
    solicitations.note(MEMBER, 'wine-20', 'screen', NOON_MS - 60 * MINUTE_MS);
    expect(refused(solicitations, [cap({ perDay: 2 })])).toEqual([]);
    solicitations.note(MEMBER, 'bread-10', 'screen', NOON_MS - 30 * MINUTE_MS);
    expect(refused(solicitations, [cap({ perDay: 2 })])).toEqual(CAPPED);
    expect(refused(solicitations, [cap({ perDay: 2 })], { t: NOON_MS + DAY_MS, day: '2026-06-02' })).toEqual([]);
  });

  it('counts seven days as a week', () => {
    const solicitations = desk();
    solicitations.note(MEMBER, 'wine-20', 'screen', NOON_MS - 7 * DAY_MS + 1);
    expect(refused(solicitations, [cap({ perWeek: 1 })])).toEqual(CAPPED);
    expect(refused(solicitations, [cap({ perWeek: 1 })], { t: NOON_MS + 1 })).toEqual([]);
  });

  it('leaves a time between two offers, even when a clock was set back', () => {
    const solicitations = desk();
    solicitations.note(MEMBER, 'wine-20', 'screen', NOON_MS);
    expect(refused(solicitations, [cap({ gapMs: 45_000 })], { t: NOON_MS + 44_999 })).toEqual(CAPPED);
    expect(refused(solicitations, [cap({ gapMs: 45_000 })], { t: NOON_MS + 45_000 })).toEqual([]);
    expect(refused(solicitations, [cap({ gapMs: 45_000 })], { t: NOON_MS - 1000 })).toEqual(CAPPED);
  });

  it('counts what was shown in this visit', () => {
    const shownThisVisit = new Set(['bread-10', 'gone']);
    expect(refused(desk(), [cap({ perVisit: 2 })], { shownThisVisit })).toEqual(CAPPED);
    expect(refused(desk(), [cap({ perVisit: 3 })], { shownThisVisit })).toEqual([]);
    expect(refused(desk(), [cap({ perVisit: 1, about: { categories: ['wine'] } })], { shownThisVisit })).toEqual([]);
  });

  it('speaks of the offers that it is about, and of no others', () => {
    const solicitations = desk();
    solicitations.note(MEMBER, 'wine-20', 'screen', NOON_MS - 60 * MINUTE_MS);
    solicitations.note(MEMBER, 'gone', 'screen', NOON_MS - 50 * MINUTE_MS);
    const wine = cap({ perDay: 1, about: { categories: ['wine'] } });
    expect(refused(solicitations, [wine])).toEqual(CAPPED);
    expect(refused(solicitations, [wine], {}, OFFERS[1])).toEqual([]);
    expect(refused(solicitations, [cap({ perDay: 1, about: { categories: ['bakery'] } })], {}, OFFERS[1])).toEqual([]);
  });

  it('counts on its channels only', () => {
    const solicitations = desk();
    solicitations.note(MEMBER, 'wine-20', 'phone', NOON_MS - 60 * MINUTE_MS);
    expect(refused(solicitations, [cap({ perDay: 1, channels: ['screen'] })])).toEqual([]);
    expect(refused(solicitations, [cap({ perDay: 1, channels: ['phone'] })])).toEqual([]);
    expect(refused(solicitations, [cap({ perDay: 1, channels: ['phone'] })], { channel: 'phone' })).toEqual(CAPPED);
    expect(refused(solicitations, [cap({ perDay: 1 })])).toEqual(CAPPED);
  });

  it('that the shop has by itself has no name', () => {
    expect(refused(desk(), [{ about: {}, perDay: 0 }])).toEqual([{ reason: 'CAPPED' }]);
  });

  it('is of one member and not of the next', () => {
    const solicitations = desk();
    solicitations.note('1'.repeat(32), 'wine-20', 'screen', NOON_MS);
    expect(refused(solicitations, [cap({ perDay: 1 })])).toEqual([]);
  });
});

describe('what members were shown', () => {
  it('comes back from what was saved, and is forgotten with the member', () => {
    const { key, value = {} } = desk().note(MEMBER, 'wine-20', 'screen', NOON_MS);
    expect(key).toBe(CAPS_PREFIX + MEMBER);
    const again = createSolicitations({ saved: [{ key, value: JSON.parse(JSON.stringify(value)) }], dayOf });
    expect(refused(again, [cap({ perDay: 1 })])).toEqual(CAPPED);
    again.forget(MEMBER);
    expect(refused(again, [cap({ perDay: 1 })])).toEqual([]);
  });

  it('is forgotten when no cap asks for it any more, some members at a time', () => {
    const solicitations = desk();
    for (let n = 0; n < 1001; n++) solicitations.note(n.toString(16).padStart(32, '0'), 'wine-20', 'screen', NOON_MS);
    solicitations.note(MEMBER, 'wine-20', 'screen', NOON_MS + DAY_MS);
    expect(solicitations.forgetAged(NOON_MS + DAY_MS)).toEqual([]);
    expect(solicitations.forgetAged(NOON_MS + 7 * DAY_MS)).toHaveLength(1000);
    expect(solicitations.forgetAged(NOON_MS + 8 * DAY_MS)).toEqual([{ key: CAPS_PREFIX + MEMBER, value: undefined }]);
  });

  it('never is more in a day than the cap, however often somebody comes', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 3 * DAY_MS }), { maxLength: 100 }).map((times) => times.sort((a, b) => a - b));
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 5 }), (times, perDay) => {
        const solicitations = desk();
        const shown = new Map<string, number>();
        for (const t of times.map((time) => NOON_MS + time)) {
          if (refused(solicitations, [cap({ perDay })], { t, day: dayOf(t) }).length > 0) continue;
          solicitations.note(MEMBER, 'wine-20', 'screen', t);
          shown.set(dayOf(t), (shown.get(dayOf(t)) ?? 0) + 1);
        }
        expect(Math.max(0, ...shown.values())).toBeLessThanOrEqual(perDay);
      }),
      { numRuns: 30 },
    );
  });
});
