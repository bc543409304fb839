import { describe, expect, it } from 'vitest';
import { LogCursor } from '../../../../models/offer-ranker/history/log-cursor.ts';
import { windBack } from '../../../../models/offer-ranker/history/wind-back.ts';
import { DAY_MS, day, JAM, log, offer, purchase, SOAP, slate, TEA, TEA_AGAIN, twoCampaigns } from './a-log.ts';

describe('what a member had done', () => {
  const bought = [
    purchase('m1', 0, 'tea', { discount: 0.5, couponDiscount: 1 }),
    purchase('m1', 0, 'jam', { discount: 0.5 }),
    purchase('m1', 60, 'tea', { at: day(60) + DAY_MS / 2 }),
    purchase('m1', 61, 'tea'),
    purchase('m2', 5, 'soap'),
  ];

  it('is what is dated before the moment, each product with how long ago and how faded', () => {
    const cursor = new LogCursor(log({ slates: [], purchases: bought }));
    cursor.windTo(day(61));
    const { lines, offers, ...trips } = cursor.history('m1');
    expect(lines).toEqual([
      { product: 'tea', times: 2, lastDaysAgo: 0.5, decayed: expect.closeTo(0.5 ** (61 / 60) + 0.5 ** (0.5 / 60)) },
      { product: 'jam', times: 1, lastDaysAgo: 61, decayed: expect.closeTo(0.5 ** (61 / 60)) },
    ]);
    expect(offers).toEqual([]);
    expect(trips).toEqual({ activeCampaigns: 0, trips: 2, trips30Days: 1, couponLines: 1, discountShare: expect.closeTo(1 / 7) });
    expect(cursor.history('never seen')).toMatchObject({ lines: [], trips: 0, discountShare: undefined });
    cursor.windTo(day(62));
    expect(cursor.history('m1').lines[0]).toMatchObject({ times: 3, lastDaysAgo: 1 });
  });

  it('is which offers the member was shown, and which of them were redeemed by then', () => {
    const shown = slate('m1', 10, [TEA, JAM], { 'tea-1': { redeemedAt: day(12), shownShare: 0.5 }, 'jam-1': { redeemedAt: day(20) } });
    const hidden = slate('m1', 11, [SOAP], { 'soap-2': { shown: false } });
    const cursor = new LogCursor(log({ slates: [shown, hidden], purchases: [] }));
    cursor.windTo(day(20));
    expect(cursor.history('m1').offers).toEqual([
      { code: 'tea-1', campaign: 'from-10', campaignType: 'B', startedDaysAgo: 10, shownShare: 0.5, redeemedDaysAgo: 8 },
      { code: 'jam-1', campaign: 'from-10', campaignType: 'B', startedDaysAgo: 10, shownShare: 1, redeemedDaysAgo: undefined },
    ]);
    expect(cursor.history('m1', 2).activeCampaigns).toBe(3);
    cursor.windTo(day(31));
    expect(cursor.history('m1').activeCampaigns).toBe(0);
  });
});

describe('what was known of everybody', () => {
  it('is what was sold, a bulk buyer counting as twenty pieces', () => {
    const purchases = [
      purchase('m1', 0, 'tea', { quantity: 50, amount: 100 }),
      purchase('m2', 90, 'tea'),
      purchase('m2', 91, 'tea'),
      purchase('m2', 1, 'unlisted'),
    ];
    const cursor = new LogCursor(log({ slates: [slate('m1', 95, [JAM])], purchases }));
    cursor.windTo(day(91));
    const { historyDays, products } = cursor.figures([]);
    expect(historyDays).toBe(91);
    expect(Object.fromEntries(products)).toEqual({
      tea: {
        category: 'drinks',
        type: 'hot',
        department: 'food',
        manufacturer: 'm1',
        isPrivateLabel: false,
        lines: 2,
        amount: 102,
        quantity: 21,
      },
      jam: {
        category: 'spreads',
        type: undefined,
        department: 'food',
        manufacturer: 'Private',
        isPrivateLabel: true,
        lines: 0,
        amount: 0,
        quantity: 0,
      },
    });
    const early = new LogCursor(log({ slates: [], purchases: [] }));
    early.windTo(day(3));
    expect(early.figures([]).historyDays).toBe(30);
  });

  it('is how often offers were redeemed by then, their exposures weighed by the chance that they were any', () => {
    const both = offer('both', 10, { code: 'B', products: ['tea', 'jam'], value: 3, minimumQuantity: 2 });
    const anything = offer('any', 10, { products: [], category: 'care' });
    const slates = [
      slate('m1', 10, [both, anything], { both: { shownShare: 0.5, redeemedAt: day(11) }, any: { redeemedAt: day(50) } }),
      slate('m2', 10, [both], { both: { shownShare: 0.5, shown: false, redeemedAt: day(11) } }),
      slate('m3', 20, [both], { both: { redeemedAt: day(15) } }),
    ];
    const cursor = new LogCursor(log({ slates, purchases: [] }));
    cursor.windTo(day(20));
    const { rates, pastOffers } = cursor.figures([]);
    expect(rates.overall).toEqual({ exposed: 1.5, redeemed: 1 });
    expect(rates.byCode.get('B')).toEqual({ exposed: 0.5, redeemed: 1 });
    expect(rates.byDeal.get('amount-off|3|2')).toEqual({ exposed: 0.5, redeemed: 1 });
    expect(Object.fromEntries(rates.byCategory)).toEqual({
      drinks: { exposed: 0.25, redeemed: 0.5 },
      spreads: { exposed: 0.25, redeemed: 0.5 },
      care: { exposed: 1, redeemed: 0 },
    });
    expect([...rates.byManufacturer.keys()]).toEqual(['m1', 'Private']);
    expect([...pastOffers.keys()]).toEqual(['B', 'any']);
    cursor.windTo(day(21));
    expect(cursor.figures([]).rates.overall).toEqual({ exposed: 2.5, redeemed: 2 });
  });

  it('is how those bought who are sent an offer together, where they are enough for a mean', () => {
    const cursor = new LogCursor(twoCampaigns());
    cursor.windTo(day(30));
    const members = Array.from({ length: 12 }, (_, number) => slate(`m${number}`, 30, number < 11 ? [TEA_AGAIN] : [TEA_AGAIN, SOAP]));
    const { audiences } = cursor.figures([...members, slate('a newcomer', 30, [TEA_AGAIN])]);
    expect([...(audiences?.keys() ?? [])]).toEqual(['tea-2']);
    expect(audiences?.get('tea-2')).toEqual({
      meanLines: expect.closeTo((12 * 40) / 13),
      meanLogLines: expect.closeTo((12 * Math.log1p(40)) / 13),
    });
    const wide = offer('wide', 30, { products: ['tea', 'jam', 'x1', 'x2', 'x3'] });
    const seen = cursor.figures(Array.from({ length: 12 }, (_, number) => slate(`m${number}`, 30, [wide])));
    expect(seen.audiences?.get('wide')?.meanLines).toBeCloseTo(80);
  });
});

describe('winding a log back', () => {
  it('gives each slate with what was known before it, in time order, and the offers of its own campaign', () => {
    const all = Array.from(windBack(twoCampaigns()), ({ slate: { slateId }, places, prepared, history }) => [
      slateId,
      Array.from(places, (place) => prepared.offers[place]?.id),
      history.offers.filter(({ redeemedDaysAgo }) => redeemedDaysAgo !== undefined).length,
    ]);
    expect(all).toHaveLength(24);
    expect(all[0]).toEqual(['m0-10-from-10', ['tea-1', 'jam-1'], 0]);
    expect(all[12]).toEqual(['m0-30-from-30', ['tea-2', 'soap-2'], 1]);
    expect(all[14]).toEqual(['m2-30-from-30', ['tea-2', 'soap-2'], 0]);
  });

  it('looks only at the slates that are asked for, with all the history there is', () => {
    const rows = (span?: { from?: number; until?: number }) => Array.from(windBack(twoCampaigns(), span), (past) => past.rows());
    expect(rows({ from: day(30) })).toEqual(rows().slice(12));
    expect(rows({ until: day(30) })).toEqual(rows().slice(0, 12));
  });

  it('counts campaigns that begin at the same moment as running, the scored one not', () => {
    const other = offer('other', 10, { campaignId: 'other' });
    const pasts = windBack(log({ slates: [slate('m1', 10, [TEA]), slate('m1', 10, [other]), slate('m2', 10, [TEA])], purchases: [] }));
    expect(Array.from(pasts, ({ history }) => history.activeCampaigns)).toEqual([1, 1, 0]);
  });

  it('takes what is known of everybody once a day, and of the member at the very moment', () => {
    const [morning, noon, next] = [slate('m1', 10, [TEA]), { ...slate('m1', 10, [TEA]), shownAt: day(10.5) }, slate('m1', 11, [TEA])];
    const pasts = Array.from(windBack(log({ slates: [morning, noon, next], purchases: [purchase('m1', 10.25, 'tea')] })));
    expect(pasts.map(({ prepared }) => prepared.lines[0])).toEqual([0, 0, 1]);
    expect(pasts.map(({ history }) => history.lines.length)).toEqual([0, 1, 1]);
    expect(pasts[0]?.prepared).toBe(pasts[1]?.prepared);
  });
});
