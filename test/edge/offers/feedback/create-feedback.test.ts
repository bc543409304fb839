import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NotInterestedScope } from '../../../../contract/facts/offer-facts.ts';
import type { OfferSubject } from '../../../../edge/domain/delivery.ts';
import { createFeedback } from '../../../../edge/offers/feedback/create-feedback.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';

const DAY = 86_400_000;
const T = Date.UTC(2026, 5, 1);
const ANNA = 'a'.repeat(32);
const BEN = 'b'.repeat(32);
const RED: OfferSubject = { id: 'red', category: 'wine', brand: 'rosso' };
const WHITE: OfferSubject = { id: 'white', category: 'wine', brand: 'bianco' };
const SOAP: OfferSubject = { id: 'soap', category: 'care', brand: 'rosso' };
const PLAIN: OfferSubject = { id: 'plain' };

const feedback = () => createFeedback({ saved: [] });
const bought = (what: Partial<Record<'offers' | 'categories' | 'brands', string[]>>) => ({
  offers: [],
  categories: [],
  brands: [],
  ...what,
});
/** What a restart reads of what was written. */
const restarted = (changes: readonly StateChange[]) =>
  createFeedback({ saved: changes.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }])) });

describe('an offer that was ignored', () => {
  it('is worth half as much after each showing, down to a tenth', () => {
    const said = feedback();
    const weights = Array.from({ length: 5 }, () => {
      said.ignored(ANNA, RED, T);
      return said.weightOf(ANNA, RED, T);
    });
    expect(weights).toEqual([0.5, 0.25, 0.125, 0.1, 0.1]);
    expect(said.refusalOf(ANNA, RED, T)).toBeUndefined();
  });

  it('is forgotten evenly over thirty days', () => {
    const said = feedback();
    said.ignored(ANNA, PLAIN, T);
    expect(said.weightOf(ANNA, PLAIN, T + 15 * DAY)).toBeCloseTo(0.5 ** 0.5);
    expect(said.weightOf(ANNA, PLAIN, T + 30 * DAY)).toBe(1);
  });

  it('makes others of its category worth less, and much less after four without any use', () => {
    const said = feedback();
    said.ignored(ANNA, RED, T);
    expect([WHITE, SOAP, PLAIN].map((offer) => said.weightOf(ANNA, offer, T))).toEqual([0.8, 1, 1]);
    for (let more = 0; more < 3; more += 1) said.ignored(ANNA, RED, T + more);
    expect(said.weightOf(ANNA, WHITE, T + DAY)).toBe(0.2);
    expect(said.bought(ANNA, bought({ categories: ['wine'] }), T + DAY)).toEqual([{ key: `feedback/${ANNA}`, value: undefined }]);
    expect(said.weightOf(ANNA, WHITE, T + DAY)).toBe(1);
  });

  it('counts again where the member redeemed it, but not by a receipt of before', () => {
    const said = feedback();
    said.ignored(ANNA, RED, T);
    expect(said.bought(ANNA, bought({ offers: ['red'] }), T - 1)).toEqual([]);
    expect(said.weightOf(ANNA, RED, T)).toBe(0.5);
    said.bought(ANNA, bought({ offers: ['red'] }), T + 1);
    expect(said.weightOf(ANNA, RED, T + 2)).toBe(1);
  });
});

describe('an offer that was dismissed', () => {
  it('is refused for fourteen days, and no other is', () => {
    const said = feedback();
    said.dismissed(ANNA, RED, T);
    expect(said.refusalOf(ANNA, RED, T)).toBe('DISMISSED');
    expect(said.refusalOf(ANNA, RED, T + 14 * DAY - 1)).toBe('DISMISSED');
    expect(said.refusalOf(ANNA, RED, T + 14 * DAY)).toBeUndefined();
    expect(said.refusalOf(ANNA, WHITE, T)).toBeUndefined();
    expect(said.weightOf(ANNA, RED, T)).toBe(1);
  });

  it('is dismissed once, from the last time on', () => {
    const said = feedback();
    said.dismissed(ANNA, RED, T);
    expect(said.dismissed(ANNA, RED, T + DAY)).toMatchObject([{ value: { dismissed: [{ offer: 'red', at: T + DAY }] } }]);
  });
});

describe('a member who is not interested', () => {
  it.each<[NotInterestedScope, string, readonly OfferSubject[]]>([
    ['offer', 'red', [RED]],
    ['category', 'wine', [RED, WHITE]],
    ['brand', 'rosso', [RED, SOAP]],
    ['all', '', [RED, WHITE, SOAP, PLAIN]],
  ])('in %s %s is shown nothing of it at the very next decision', (scope, of, about) => {
    const said = feedback();
    said.notInterested(ANNA, scope, of, T);
    const refused = [RED, WHITE, SOAP, PLAIN].filter((offer) => said.refusalOf(ANNA, offer, T) === 'NOT_INTERESTED');
    expect(refused).toEqual(about);
  });

  it('is left alone for 28 days, and is asked less and less carefully over 60 more', () => {
    const said = feedback();
    said.notInterested(ANNA, 'category', 'wine', T);
    expect(said.refusalOf(ANNA, WHITE, T + 28 * DAY - 1)).toBe('NOT_INTERESTED');
    expect(said.refusalOf(ANNA, WHITE, T + 28 * DAY)).toBeUndefined();
    expect([28, 58, 88].map((days) => Number(said.weightOf(ANNA, WHITE, T + days * DAY).toFixed(6)))).toEqual([0.2, 0.6, 1]);
    expect(said.objections(ANNA, T + 87 * DAY)).toHaveLength(1);
    expect(said.objections(ANNA, T + 88 * DAY)).toEqual([]);
  });

  it.each([
    ['offer', 'red', { offers: ['red'] }],
    ['category', 'wine', { categories: ['wine'] }],
    ['brand', 'rosso', { brands: ['rosso'] }],
  ] as const)('in %s %s is again when it is bought', (scope, of, what) => {
    const said = feedback();
    said.notInterested(ANNA, scope, of, T);
    expect(said.bought(ANNA, bought({ offers: ['other'], categories: ['other'], brands: ['other'] }), T + 1)).toEqual([]);
    said.bought(ANNA, bought({ offers: [...('offers' in what ? what.offers : [])], ...what } as never), T + 1);
    expect(said.refusalOf(ANNA, RED, T + 2)).toBeUndefined();
  });

  it('in nothing at all is not overruled by what is bought meanwhile, and by a redemption only later', () => {
    const said = feedback();
    said.notInterested(ANNA, 'all', '', T);
    said.bought(ANNA, bought({ offers: ['red'], categories: ['wine'] }), T + DAY);
    expect(said.refusalOf(ANNA, RED, T + DAY)).toBe('NOT_INTERESTED');
    said.bought(ANNA, bought({ categories: ['wine'] }), T + 30 * DAY);
    expect(said.weightOf(ANNA, RED, T + 30 * DAY)).toBeLessThan(0.3);
    said.bought(ANNA, bought({ offers: ['red'] }), T + 30 * DAY);
    expect(said.weightOf(ANNA, RED, T + 30 * DAY)).toBe(1);
  });

  it('takes it back with one tap, one thing or all of them', () => {
    const said = feedback();
    expect(said.undo(ANNA, { scope: 'offer', of: 'red' }, T)).toEqual([]);
    expect(said.undo(ANNA, 'all', T)).toEqual([]);
    said.notInterested(ANNA, 'category', 'wine', T);
    said.notInterested(ANNA, 'brand', 'rosso', T);
    said.dismissed(ANNA, RED, T);
    said.undo(ANNA, { scope: 'category', of: 'wine' }, T);
    expect([said.refusalOf(ANNA, WHITE, T), said.refusalOf(ANNA, SOAP, T)]).toEqual([undefined, 'NOT_INTERESTED']);
    said.undo(ANNA, { scope: 'brand', of: 'rosso' }, T);
    expect(said.refusalOf(ANNA, RED, T)).toBe('DISMISSED');
    said.undo(ANNA, { scope: 'offer', of: 'red' }, T);
    expect(said.refusalOf(ANNA, RED, T)).toBeUndefined();
    said.ignored(ANNA, RED, T);
    expect(said.undo(ANNA, 'all', T)).toEqual([{ key: `feedback/${ANNA}`, value: undefined }]);
    expect(said.weightOf(ANNA, RED, T)).toBe(1);
  });

  it('reads when each objection was said and until when it holds', () => {
    const said = feedback();
    said.notInterested(ANNA, 'brand', 'rosso', T);
    expect(said.objections(ANNA, T)).toEqual([
      { scope: 'brand', of: 'rosso', saidAt: T, blockedUntil: T + 28 * DAY, fadesUntil: T + 88 * DAY },
    ]);
    expect(said.objections(BEN, T)).toEqual([]);
  });
});

it('knows after a restart what it wrote', () => {
  const before = feedback();
  before.ignored(ANNA, RED, T);
  before.dismissed(ANNA, WHITE, T);
  const after = restarted(before.notInterested(ANNA, 'category', 'care', T));
  for (const offer of [RED, WHITE, SOAP]) {
    expect(after.refusalOf(ANNA, offer, T)).toBe(before.refusalOf(ANNA, offer, T));
    expect(after.weightOf(ANNA, offer, T)).toBe(before.weightOf(ANNA, offer, T));
  }
});

it('keeps a bounded number of things for each member, the newest', () => {
  const said = feedback();
  for (let n = 0; n < 1000; n += 1) {
    said.ignored(ANNA, { id: `o${n}`, category: 'x' }, T + n);
    said.dismissed(ANNA, { id: `o${n}` }, T + n);
    said.notInterested(ANNA, 'offer', `o${n}`, T + n);
  }
  const [change] = said.undo(ANNA, { scope: 'offer', of: 'nothing' }, T + 1000);
  expect(JSON.stringify(change?.value).length).toBeLessThan(40_000);
  expect(said.refusalOf(ANNA, { id: 'o999' }, T + 1000)).toBe('NOT_INTERESTED');
});

it('forgets a member who is erased, and what has no effect any more', () => {
  const said = feedback();
  said.dismissed(ANNA, RED, T);
  said.forget(ANNA);
  expect(said.refusalOf(ANNA, RED, T)).toBeUndefined();
  said.dismissed(BEN, RED, T);
  expect(said.forgetAged(T + 13 * DAY)).toEqual([]);
  expect(said.forgetAged(T + 14 * DAY)).toEqual([{ key: `feedback/${BEN}`, value: undefined }]);
});

it('forgets some of very many members at once', () => {
  const said = feedback();
  for (let n = 0; n < 1500; n += 1) said.dismissed(String(n).padStart(32, '0'), RED, T);
  expect([said.forgetAged(T + 15 * DAY).length, said.forgetAged(T + 15 * DAY).length]).toEqual([1000, 500]);
});

it('never lets what one member says touch another', () => {
  const offer = fc.constantFrom(RED, WHITE, SOAP, PLAIN);
  const step = fc.tuple(fc.constantFrom('ignored', 'dismissed', 'offer', 'category', 'brand', 'all', 'undo', 'bought'), offer);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), offer, (steps, asked) => {
      const said = feedback();
      for (const [index, [what, about]] of steps.entries()) {
        const t = T + index;
        if (what === 'ignored') said.ignored(ANNA, about, t);
        else if (what === 'dismissed') said.dismissed(ANNA, about, t);
        else if (what === 'undo') said.undo(ANNA, 'all', t);
        else if (what === 'bought') said.bought(ANNA, bought({ offers: [about.id], categories: [about.category ?? ''] }), t);
        else said.notInterested(ANNA, what as NotInterestedScope, about.id, t);
        const own = said.weightOf(ANNA, asked, t);
        expect(own > 0 && own <= 1).toBe(true);
      }
      expect(said.refusalOf(BEN, asked, T + 100)).toBeUndefined();
      expect(said.weightOf(BEN, asked, T + 100)).toBe(1);
    }),
  );
});
