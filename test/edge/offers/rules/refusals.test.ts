import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../../contract/offers/offer.ts';
import type { RuleMoment } from '../../../../edge/offers/rules/moment.ts';
import { stockBy } from '../../../../edge/offers/stock.ts';
import { aMember, aMoment, anOffer, aRule, NOON_MS, refusals } from './made-up-moment.ts';

const reasons = (offer: Offer, moment: RuleMoment, others: readonly Offer[] = []): string[] =>
  refusals(offer, moment, [], others).map(({ reason }) => reason);

describe('an offer', () => {
  it('may be shown when it runs, is in stock, in its zone, before a screen, for the first time in the visit', () => {
    expect(refusals(anOffer({ products: ['merlot'], zones: ['wine'] }), aMoment())).toEqual([]);
  });

  it.each<[string, Partial<Offer>, Partial<RuleMoment>, string[]]>([
    ['before it starts', {}, { t: Date.UTC(2026, 3, 30) }, ['OUT_OF_PERIOD']],
    ['at the moment it ends', {}, { t: Date.UTC(2026, 6, 1) }, ['OUT_OF_PERIOD']],
    ['with a period that never is', { endsAt: 'never' }, {}, ['OUT_OF_PERIOD']],
    ['in another zone', { zones: ['wine'] }, { zone: 'dairy' }, ['OTHER_ZONE']],
    ['when its product is sold out', { products: ['merlot'] }, { stock: stockBy(() => 0) }, ['OUT_OF_STOCK']],
    ['when nobody knows the stock of its product', { products: ['merlot'] }, { stock: stockBy(() => undefined) }, ['OUT_OF_STOCK']],
    ['twice in a visit', {}, { shownThisVisit: new Set(['wine-20']) }, ['SHOWN_THIS_VISIT']],
    ['of a sensitive category, however that is written', { category: 'Pharmacy' }, {}, ['SENSITIVE_CATEGORY']],
    ['without a screen', {}, { hasScreen: false }, ['NO_SCREEN']],
    ['for too small a basket', { minimumSpend: 30 }, {}, ['SPEND_TOO_LOW']],
    ['to use a voucher that the member does not have', { kind: 'voucher' }, {}, ['NO_VOUCHER']],
    [
      'to use a gift card that is a voucher',
      { kind: 'gift-card' },
      { member: aMember({ vouchers: new Set(['voucher']) }) },
      ['NO_VOUCHER'],
    ],
    [
      'to use a voucher where others look on',
      { kind: 'voucher' },
      { audience: 2, member: aMember({ vouchers: new Set(['voucher']) }) },
      ['NOT_FOR_GROUP'],
    ],
  ])('is not shown %s', (_title, offer, moment, expected) => {
    expect(reasons(anOffer(offer), aMoment(moment))).toEqual(expected);
  });

  it('may be shown while one of its products is in stock', () => {
    const stockOf = (product: string) => ({ merlot: 0, malbec: 1 })[product];
    expect(reasons(anOffer({ products: ['merlot', 'shiraz', 'malbec'] }), aMoment({ stock: stockBy(stockOf) }))).toEqual([]);
  });

  it('needs no stock and no zone where it names none', () => {
    expect(reasons(anOffer(), aMoment({ zone: 'dairy', stock: stockBy(() => undefined) }))).toEqual([]);
  });

  it('is for the phone of the member whatever its category, and there without a screen', () => {
    expect(reasons(anOffer({ category: 'pharmacy' }), aMoment({ channel: 'phone', hasScreen: false }))).toEqual([]);
    expect(reasons(anOffer({ category: 'pharmacy' }), aMoment({ channel: 'till', hasScreen: false }))).toEqual(['SENSITIVE_CATEGORY']);
  });

  it('tells everything that speaks against it, not only the first', () => {
    const offer = anOffer({ category: 'pharmacy', products: ['pills'], zones: ['pharmacy'], kind: 'voucher', minimumSpend: 5 });
    const moment = aMoment({ t: 0, hasScreen: false, shownThisVisit: new Set(['wine-20']), stock: stockBy(() => 0), audience: 3 });
    expect(refusals(offer, moment, [aRule({}, { effect: 'forbid' })])).toEqual([
      { reason: 'OUT_OF_PERIOD' },
      { reason: 'OTHER_ZONE' },
      { reason: 'OUT_OF_STOCK' },
      { reason: 'SHOWN_THIS_VISIT' },
      { reason: 'SENSITIVE_CATEGORY' },
      { reason: 'NO_SCREEN' },
      { reason: 'SPEND_TOO_LOW' },
      { reason: 'NO_VOUCHER' },
      { reason: 'NOT_FOR_GROUP' },
      { reason: 'RULE', rule: 'the-rule' },
    ]);
  });
});

describe('beside other offers of the visit', () => {
  const rival = anOffer({ id: 'wine-30', exclusiveGroup: 'reds' });

  it('a member gets one of an exclusive group, whether it was shown or taken', () => {
    const offer = anOffer({ exclusiveGroup: 'reds' });
    expect(reasons(offer, aMoment({ shownThisVisit: new Set(['wine-30']) }), [rival])).toEqual(['EXCLUDES_ANOTHER']);
    expect(reasons(offer, aMoment({ takenThisVisit: new Set(['wine-30']) }), [rival])).toEqual(['EXCLUDES_ANOTHER']);
  });

  it('an offer excludes neither itself nor one of another group', () => {
    const offer = anOffer({ exclusiveGroup: 'reds' });
    expect(reasons(offer, aMoment({ takenThisVisit: new Set(['wine-20', 'gone']) }))).toEqual([]);
    const white = anOffer({ exclusiveGroup: 'whites' });
    expect(reasons(white, aMoment({ takenThisVisit: new Set(['wine-30']) }), [rival])).toEqual([]);
  });

  it('one that does not stack stands alone, whichever of the two comes first', () => {
    const alone = anOffer({ stacks: false });
    const taken = anOffer({ id: 'bread-10' });
    expect(reasons(alone, aMoment({ takenThisVisit: new Set(['bread-10']) }), [taken])).toEqual(['DOES_NOT_STACK']);
    expect(reasons(taken, aMoment({ takenThisVisit: new Set(['wine-20']) }), [alone])).toEqual(['DOES_NOT_STACK']);
  });

  it('what was shown and not taken is no reason not to stack', () => {
    const alone = anOffer({ stacks: false });
    const shown = anOffer({ id: 'bread-10' });
    expect(reasons(alone, aMoment({ shownThisVisit: new Set(['bread-10']) }), [shown])).toEqual([]);
    expect(reasons(shown, aMoment({ shownThisVisit: new Set(['wine-20']) }), [alone])).toEqual([]);
    expect(reasons(alone, aMoment({ takenThisVisit: new Set(['wine-20']) }))).toEqual([]);
  });
});

describe('before a group', () => {
  const crowd = aMoment({ audience: 2, member: aMember({ segments: ['families'], tier: 'gold', birthday: '06-01', lastPurchaseAt: 0 }) });

  it.each([
    ['a birthday', { birthdayWithinDays: 0 }],
    ['a segment', { segments: ['families'] }],
    ['a tier', { tiers: ['gold'] }],
    ['a member by name', { subjects: ['0'.repeat(32)] }],
    ['somebody who stayed away', { inactiveForDays: 90 }],
  ])('an offer for %s is not shown: it would tell who somebody is', (_title, when) => {
    expect(refusals(anOffer(), crowd, [aRule(when, { about: { categories: ['wine'] } })])).toEqual([{ reason: 'NOT_FOR_GROUP' }]);
    expect(refusals(anOffer(), crowd, [aRule(when)])).toEqual([{ reason: 'NOT_FOR_GROUP' }]);
    expect(refusals(anOffer(), { ...crowd, audience: 1 }, [aRule(when)])).toEqual([]);
  });

  it('an offer that only some are not shown is shown', () => {
    expect(refusals(anOffer(), crowd, [aRule({ segments: ['staff'] }, { effect: 'forbid' })])).toEqual([]);
    expect(refusals(anOffer(), crowd, [aRule({ hours: { from: '09:00', until: '18:00' } })])).toEqual([]);
  });
});

it('finds the time of a decision where the shop is, at noon', () => {
  expect(new Date(NOON_MS).getUTCDay()).toBe(aMoment().weekday);
});
