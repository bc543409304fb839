import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureRows } from '../../../../models/offer-ranker/features/feature-rows.ts';
import type { MemberHistory } from '../../../../models/offer-ranker/features/inputs.ts';
import { prepareOffers } from '../../../../models/offer-ranker/features/prepare.ts';
import { FEATURES } from '../../../../models/offer-ranker/features/table.ts';
import { bought, DRINK, FIGURES, featuresByName, HOT, JAM, NEW, NOBODY, OFFERS, TEA } from './a-chain.ts';

const SHOPPER: MemberHistory = { lines: [bought('tea', 4), bought('juice', 1), bought('jam', 5, 60)], offers: [] };

describe('what the member bought', () => {
  const [tea, hot, jam] = featuresByName(SHOPPER);

  it('counts lines of the products and of the categories of an offer', () => {
    expect(tea?.['ownLines']).toBeCloseTo(Math.log1p(4));
    expect(hot?.['categoryLines']).toBeCloseTo(Math.log1p(5));
    expect(jam?.['ownDecayed']).toBeCloseTo(Math.log1p(2.5));
    expect(jam?.['ownRecency']).toBeCloseTo(1 / 67);
    expect(tea?.['ownAboveAudience']).toBeCloseTo(Math.log1p(4) - 0.25);
    expect(hot?.['ownAboveAudience']).toBeNaN();
  });

  it('estimates from the like what is not bought often enough to be counted', () => {
    // Of the 50 lines of hot drinks 40 are tea, of the 80 of drinks too, of the 100 of food too, of the 70 of this manufacturer too.
    expect(tea?.['estimateByType']).toBeCloseTo(Math.log(4 * (40 / 50) + 0.01));
    expect(tea?.['estimateByCategory']).toBeCloseTo(Math.log(5 * (40 / 80) + 0.01));
    expect(tea?.['estimateByDepartment']).toBeCloseTo(Math.log(10 * (40 / 100) + 0.01));
    expect(tea?.['estimateByManufacturer']).toBeCloseTo(Math.log(5 * (40 / 70) + 0.01));
    expect(tea?.['estimateByLine']).toBeCloseTo(Math.log(5 * (40 / 70) + 0.01));
    expect(tea?.['expectedLines']).toBeCloseTo(Math.log(10 * 0.4 + 0.01));
    const backedOff = 4 + 0.5 * 5 * (40 / 70) + 0.5 * 4 * (40 / 50) + 0.25 * 5 * (40 / 80) + 0.02 * 4;
    expect(tea?.['ownLinesBackedOff']).toBeCloseTo(Math.log(backedOff + 0.01));
    expect(tea?.['ownShare5']).toBeCloseTo(Math.log((4 + 5 * 0.4 + 1e-4) / 15));
    expect(tea?.['ownShare20']).toBeCloseTo(Math.log((4 + 20 * 0.4 + 1e-4) / 30));
  });

  it('compares the mix of categories and types', () => {
    expect(tea?.['categoryShare']).toBeCloseTo(0.5);
    expect(tea?.['categoryCosine']).toBeCloseTo(5 / Math.hypot(5, 5));
    expect(hot?.['typeCosine']).toBeCloseTo(4 / Math.hypot(4, 1, 5));
  });

  it('counts per 120 days, whatever the log is long: not a running total', () => {
    const longer = featuresByName(SHOPPER, { figures: { ...FIGURES, historyDays: 240 } })[0];
    expect(longer?.['ownLines']).toBeCloseTo(Math.log1p(2));
    expect(longer?.['lines']).toBeCloseTo(Math.log1p(5));
    const short = featuresByName(SHOPPER, { figures: { ...FIGURES, historyDays: 3 } })[0];
    expect(short?.['ownLines']).toBeCloseTo(Math.log1p(16));
  });
});

describe('what an offer is', () => {
  const [tea, hot, jam, drink, fresh] = featuresByName(NOBODY);

  it('is worth its amount, its percentage, or nobody knows how much', () => {
    expect([tea?.['faceValue'], tea?.['price'], tea?.['discountShare']]).toEqual([1, 2, 0.25]);
    expect([drink?.['faceValue'], drink?.['discountShare']].map((value) => Math.round((value ?? 0) * 1000) / 1000)).toEqual([0.23, 0.1]);
    expect([jam?.['faceValue'], jam?.['noMoneyOff'], fresh?.['faceValue'], tea?.['noMoneyOff']]).toEqual([Number.NaN, 1, Number.NaN, 0]);
    const [free] = featuresByName(NOBODY, { offers: [{ ...TEA, kind: 'free-item', value: undefined }] });
    expect([free?.['faceValue'], free?.['discountShare']]).toEqual([2, 0.5]);
  });

  it('is of a campaign of one type or another, where the chain has types', () => {
    expect([tea?.['personalCampaign'], tea?.['broadCampaign'], hot?.['broadCampaign'], jam?.['personalCampaign']]).toEqual([
      1,
      0,
      1,
      Number.NaN,
    ]);
  });

  it('is for the products of its category where it names none, and about its category where its products are not known', () => {
    expect(drink?.['productCount']).toBeCloseTo(Math.log1p(3));
    expect(drink?.['chainLines']).toBeCloseTo(Math.log1p(80));
    expect([fresh?.['categoryCount'], fresh?.['manufacturerCount'], fresh?.['price']]).toEqual([
      expect.closeTo(Math.log1p(1)),
      0,
      Number.NaN,
    ]);
    expect(jam?.['privateLabelShare']).toBe(1);
    expect(tea?.['audienceLines']).toBeCloseTo(Math.log1p(5));
  });

  it('was redeemed as often as the like of it, the fewer exposures the more so', () => {
    const drinks = (9.5 + 50 * 0.01) / 500;
    expect(tea?.['categoryRate']).toBeCloseTo(Math.log(drinks));
    expect(tea?.['manufacturerRate']).toBeCloseTo(Math.log(0.01));
    expect(tea?.['offerRate']).toBeCloseTo(Math.log((3 + 50 * drinks) / 100));
    const kind = (8 + 50 * 0.01) / 450;
    expect(tea?.['dealRate']).toBeCloseTo(Math.log((8 + 100 * kind) / 500));
    expect(fresh?.['typeRate']).toBeCloseTo(Math.log(0.01));
  });

  it('has no rates where nothing was ever shown', () => {
    const rates = { ...FIGURES.rates, overall: { exposed: 0, redeemed: 0 } };
    expect(featuresByName(NOBODY, { figures: { ...FIGURES, rates } })[0]?.['typeRate']).toBeNaN();
  });
});

describe('what the member was sent and redeemed', () => {
  const sent = (code: string, campaign: string, more: Partial<MemberHistory['offers'][number]> = {}) => ({
    ...{ code, campaign, campaignType: 'B', startedDaysAgo: 90, shownShare: 1, ...more },
  });
  const history: MemberHistory = {
    lines: [],
    offers: [
      sent('T', 'one', { redeemedDaysAgo: 20 }),
      sent('S', 'one'),
      sent('S', 'two', { campaignType: 'A', startedDaysAgo: 0, shownShare: 0.25, redeemedDaysAgo: 50 }),
      sent('gone', 'three', { redeemedDaysAgo: 100 }),
    ],
    ...{ trips: 7, trips30Days: 1, couponLines: 2, discountShare: 0.2, activeCampaigns: 1 },
  };
  const [tea, hot, jam] = featuresByName(history);

  it('is told of the member', () => {
    expect(tea?.['redemptionsPerCampaign']).toBeCloseTo(3.1 / 4);
    expect(tea?.['recentRedemptionsPerCampaign']).toBeCloseTo((0.5 + 1 + 0.5 + 0.1) / 3);
    expect(tea?.['campaignsUsedShare']).toBeCloseTo(3.1 / 4);
    expect(tea?.['redemptionsPerPersonalCampaign']).toBeCloseTo(1.2 / 2);
    expect(tea?.['redemptionsPerBroadCampaign']).toBeCloseTo(2.1 / 3);
    expect(tea?.['daysSinceRedemption']).toBe(20);
    expect(tea?.['redemptions60Days']).toBeCloseTo(Math.log1p(2));
    expect(tea?.['redemptions21Days']).toBeCloseTo(Math.log1p(1));
    expect([tea?.['campaigns'], tea?.['activeCampaigns']]).toEqual([3, 1]);
    expect(tea?.['trips']).toBeCloseTo(Math.log1p(7));
  });

  it('bears on offers that are the same, or for the same things', () => {
    expect([tea?.['sameRedeemed'], hot?.['sameRedeemed'], tea?.['sameSent']]).toEqual([1, 0, 1]);
    expect(tea?.['categoryRedeemed']).toBeCloseTo(1 + 0.75);
    expect(jam?.['categoryRedeemed']).toBeCloseTo(0.25);
    expect(tea?.['manufacturerRedeemed']).toBeCloseTo(1 + 0.5);
    expect(tea?.['typeRedeemed']).toBeCloseTo(1 + 0.5);
    expect(tea?.['productsRedeemed']).toBeCloseTo(1 + 1 / Math.sqrt(4));
    expect(hot?.['productsRedeemed']).toBeCloseTo(1 / Math.sqrt(2) + 2 / Math.sqrt(4 * 2));
  });

  it('counts what was sent only where it is known to have been', () => {
    expect(jam?.['categorySent']).toBeCloseTo(0.5 * 0.25);
    expect(tea?.['typeSent']).toBeCloseTo(0.5 + 0.5 * 0.5);
  });

  it('tells whether the member redeems offers of this kind and for so many pieces', () => {
    expect(tea?.['moneyOffRedeemed']).toBeCloseTo(1.7 / 4);
    expect(jam?.['moneyOffRedeemed']).toBeCloseTo(2.3 / 4);
    expect(tea?.['multipleRedeemed']).toBeCloseTo(1.25 / 4);
    expect(hot?.['multipleRedeemed']).toBeCloseTo(1 - 1.25 / 4);
  });

  it('is missing where the log does not tell, which is not the same as none', () => {
    const [nobody] = featuresByName(NOBODY);
    for (const name of ['trips', 'trips30Days', 'couponLines', 'cardDiscountShare', 'activeCampaigns']) expect(nobody?.[name]).toBeNaN();
    expect([nobody?.['daysSinceRedemption'], nobody?.['redemptions']]).toEqual([400, 0]);
  });
});

describe('the moment', () => {
  it('is missing where the log does not tell', () => {
    const [row] = featuresByName(SHOPPER);
    const unknown = FEATURES.filter(({ part, group }) => part === 'moment' || group === 'place' || group === 'basket');
    expect(unknown.map(({ name }) => row?.[name])).toEqual(unknown.map(() => Number.NaN));
  });

  it('tells the hour, the day, the dwell and the returns', () => {
    const moment = { hour: 6, weekday: 6, dwellMs: 600_000, zoneDwellMs: 60_000, returns: 2 };
    const [row] = featuresByName(SHOPPER, { moment });
    expect([row?.['hourSin'], row?.['weekend']]).toEqual([1, 1]);
    expect(row?.['hourCos']).toBeCloseTo(0);
    expect(row?.['visitMinutes']).toBeCloseTo(Math.log1p(10));
    expect(row?.['zoneMinutes']).toBeCloseTo(Math.log1p(1));
    expect(row?.['returns']).toBeCloseTo(Math.log1p(2));
  });

  it('crosses the shelf where the member stands with the category of the offer', () => {
    const moment = { zone: 'z1', zoneCategories: ['drinks', 'space', 'nothing'], zoneDwellMs: 120_000, returns: 1 };
    const [tea, , jam, drink, fresh] = featuresByName(SHOPPER, { moment });
    expect([tea?.['zoneOfOffer'], jam?.['zoneOfOffer']]).toEqual([1, 0]);
    expect([tea, jam, drink, fresh].map((row) => row?.['categoryOfZone'])).toEqual([1, 0, 1, 1]);
    expect(tea?.['zoneAffinity']).toBeCloseTo(0.5);
    expect(tea?.['zoneMinutesOfCategory']).toBeCloseTo(Math.log1p(2));
    expect([tea?.['zoneReturnsOfCategory'], jam?.['zoneReturnsOfCategory']]).toEqual([1, 0]);
    expect(featuresByName(SHOPPER, { moment: { zone: 'elsewhere' } })[0]?.['zoneOfOffer']).toBe(0);
  });

  it('looks into the basket', () => {
    const [tea, hot, jam] = featuresByName(SHOPPER, { moment: { basket: ['tea', 'jam', 'moon', 'nothing'] } });
    expect([tea?.['basketHolds'], hot?.['basketHolds'], jam?.['basketHolds']]).toEqual([1, 1, 1]);
    expect(tea?.['basketCategoryShare']).toBe(0.25);
    expect(tea?.['basketSize']).toBeCloseTo(Math.log1p(4));
    expect(featuresByName(SHOPPER, { moment: { basket: [] } })[0]?.['basketHolds']).toBe(0);
  });
});

describe('the slate', () => {
  it('ranks, equal offers sharing the mean of their ranks', () => {
    const rows = featuresByName(NOBODY);
    expect(rows.map((row) => row['rankChainLines'])).toEqual([3, 2, 4, 1, 5].map((rank) => expect.closeTo(rank / 5)));
    expect(rows.map((row) => row['rankBackedOff'])).toEqual(rows.map(() => expect.closeTo(3 / 5)));
  });

  it('says how an offer stands among the others', () => {
    const rows = featuresByName(SHOPPER);
    const counted = rows.map((row) => row['ownLinesBackedOff'] ?? 0);
    const mean = counted.reduce((sum, value) => sum + value, 0) / 5;
    const deviation = Math.sqrt(counted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5);
    expect(rows[0]?.['standingBackedOff']).toBeCloseTo(((counted[0] ?? 0) - mean) / (deviation + 0.001), 4);
    expect(rows[0]?.['behindBest']).toBeCloseTo((counted[0] ?? 0) - Math.max(...counted));
    expect(rows[0]?.['ownShareOfSlate']).toBeCloseTo(4 / (4 + 4 + 5 + 5));
    expect(rows[0]?.['ownFractionOfSlate']).toBeCloseTo(4 / 5);
    expect(rows[0]?.['interestInSlate']).toBeCloseTo(Math.log(counted.reduce((sum, value) => sum + Math.exp(value), 0)));
    expect(rows[0]?.['slateSize']).toBeCloseTo(Math.log(5));
    expect(rows[0]?.['competition']).toBeCloseTo(Math.log(3));
    expect(rows[4]?.['competition']).toBeCloseTo(0, 5);
  });

  it('is exactly the offers that are asked for, in their order', () => {
    const prepared = prepareOffers(OFFERS, FIGURES);
    const some = featureRows(prepared, SHOPPER, {}, [2, 0]);
    const own = featuresByName(SHOPPER, { offers: [JAM, TEA] });
    const width = FEATURES.length;
    for (const [place, row] of own.entries()) {
      expect(Array.from(some.subarray(place * width, (place + 1) * width))).toEqual(FEATURES.map(({ name }) => row[name]));
    }
    expect(featureRows(prepared, SHOPPER, {}, [])).toHaveLength(0);
  });
});

describe('the features', () => {
  const lines = fc.array(
    fc.record({
      product: fc.constantFrom('tea', 'coffee', 'juice', 'jam', 'soap', 'moon', 'unheard of'),
      times: fc.integer({ min: 1, max: 30 }),
    }),
  );

  it('are the same whoever was looked at before, and in whatever order the lines come', () => {
    const prepared = prepareOffers(OFFERS, FIGURES);
    const rowsOf = (own: readonly { readonly product: string; readonly times: number }[]) =>
      featureRows(prepared, { lines: own.map(({ product, times }) => bought(product, times)), offers: [] }, {}, [0, 1, 2, 3, 4]);
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const first = rowsOf(one);
        rowsOf(other);
        const again = rowsOf(one.toReversed());
        for (const [index, value] of first.entries()) {
          const { name } = FEATURES[index % FEATURES.length] ?? { name: '' };
          // Ranks jump where sums that are equal but for the order of adding meet.
          if (!Number.isNaN(value) && !name.startsWith('rank')) expect(again[index], name).toBeCloseTo(value, 4);
        }
      }),
    );
  });

  it('are numbers or missing, never infinite, for a chain that knows nothing yet', () => {
    const none = { ...FIGURES, products: new Map(), pastOffers: new Map(), audiences: undefined };
    const rows = featuresByName(SHOPPER, { figures: none, offers: [HOT, DRINK, NEW] });
    for (const row of rows)
      for (const [name, value] of Object.entries(row)) expect(Number.isNaN(value) || Number.isFinite(value), name).toBe(true);
  });
});
