import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../../contract/offers/offer.ts';
import type { Condition } from '../../../../contract/offers/rule.ts';
import type { RuleMoment } from '../../../../edge/offers/rules/moment.ts';
import { stockBy } from '../../../../edge/offers/stock.ts';
import { aMember, aMoment, anOffer, aRule, NOON_MS, refusals } from './made-up-moment.ts';

const DAY_MS = 86_400_000;
const REFUSED = [{ reason: 'RULE', rule: 'the-rule' }];
const shop = aMoment().shop;
const nothing = { products: new Set<string>(), categories: new Set<string>(), spend: 0 };
const never = { anything: false, category: () => false, brand: () => false, product: () => false };

type Case = readonly [title: string, when: Condition, moment: Partial<RuleMoment>, holds: boolean, offer?: Partial<Offer>];

const CASES: readonly Case[] = [
  ['nothing is asked', {}, {}, true],
  ['within a period', { period: { from: '2026-06-01T12:00:00Z', until: '2026-06-02T00:00:00Z' } }, {}, true],
  ['at the end of a period', { period: { until: '2026-06-01T12:00:00Z' } }, {}, false],
  ['before a period', { period: { from: '2026-06-01T12:00:01Z' } }, {}, false],
  ['a period without ends', { period: {} }, {}, true],
  ['a period from a day that never is', { period: { from: '2026-02-31T00:00:00Z' } }, {}, false],
  ['within hours', { hours: { from: '12:00', until: '14:00' } }, {}, true],
  ['at the end of hours', { hours: { from: '10:00', until: '12:00' } }, {}, false],
  ['before hours', { hours: { from: '12:01', until: '14:00' } }, {}, false],
  ['late in hours across midnight', { hours: { from: '22:00', until: '02:00' } }, { minuteOfDay: 1439 }, true],
  ['early in hours across midnight', { hours: { from: '22:00', until: '02:00' } }, { minuteOfDay: 0 }, true],
  ['outside hours across midnight', { hours: { from: '22:00', until: '02:00' } }, { minuteOfDay: 120 }, false],
  ['hours around the clock', { hours: { from: '09:00', until: '09:00' } }, {}, true],
  ['on a weekday', { weekdays: [0, 1] }, {}, true],
  ['on another weekday', { weekdays: [0, 6] }, {}, false],
  ['in the shop', { shops: ['mill-street'] }, {}, true],
  ['in another shop', { shops: ['harbour'] }, {}, false],
  ['in a shop of the format', { shopFormats: ['city'] }, { shop: { ...shop, format: 'city' } }, true],
  ['in a shop whose format nobody gave', { shopFormats: ['city'] }, {}, false],
  ['in the region', { shopRegions: ['north'] }, { shop: { ...shop, region: 'north' } }, true],
  ['in another region', { shopRegions: ['north'] }, { shop: { ...shop, region: 'south' } }, false],
  ['with every service', { shopServices: ['cafe', 'post'] }, { shop: { ...shop, services: ['post', 'cafe', 'keys'] } }, true],
  ['with one service of two', { shopServices: ['cafe', 'post'] }, { shop: { ...shop, services: ['post'] } }, false],
  ['while the shop is open', { shopOpen: true }, {}, true],
  ['outside the opening hours', { shopOpen: false }, {}, false],
  ['on the channel', { channels: ['screen'] }, {}, true],
  ['on another channel', { channels: ['phone', 'till'] }, {}, false],
  ['in the zone', { zones: ['wine'] }, {}, true],
  ['in another zone', { zones: ['bakery'] }, {}, false],
  ['for the member', { subjects: ['0'.repeat(32)] }, {}, true],
  ['for another member', { subjects: ['1'.repeat(32)] }, {}, false],
  ['for one of the segments', { segments: ['families', 'vegans'] }, { member: aMember({ segments: ['vegans'] }) }, true],
  ['for other segments', { segments: ['families'] }, { member: aMember({ segments: ['vegans'] }) }, false],
  ['for the tier', { tiers: ['gold'] }, { member: aMember({ tier: 'gold' }) }, true],
  ['for members of a tier, without one', { tiers: ['gold'] }, {}, false],
  ['with a product in the basket', { basketProducts: ['brie', 'gouda'] }, { basket: { ...nothing, products: new Set(['gouda']) } }, true],
  ['without the product in the basket', { basketProducts: ['brie'] }, { basket: { ...nothing, products: new Set(['gouda']) } }, false],
  ['with the category in the basket', { basketCategories: ['cheese'] }, { basket: { ...nothing, categories: new Set(['cheese']) } }, true],
  ['without the category in the basket', { basketCategories: ['cheese'] }, {}, false],
  ['with the least spend', { minimumSpend: 30 }, { basket: { ...nothing, spend: 30 } }, true],
  ['with less than the least spend', { minimumSpend: 30 }, { basket: { ...nothing, spend: 29.99 } }, false],
  ['with enough in stock of one product', { stockAtLeast: 3 }, {}, true, { products: ['merlot'] }],
  ['with too little in stock', { stockAtLeast: 4 }, {}, false, { products: ['merlot', 'malbec'] }],
  ['with stock that nobody knows', { stockAtLeast: 1 }, { stock: stockBy(() => undefined) }, false, { products: ['merlot'] }],
  ['with stock that nobody asks for', { stockAtLeast: 4 }, {}, true],
  ['for the first purchase ever', { firstPurchase: 'any' }, { member: aMember({ hasBought: never }) }, true],
  ['for a later purchase', { firstPurchase: 'any' }, {}, false],
  ['for the first of the category', { firstPurchase: 'category' }, { member: aMember({ hasBought: never }) }, true],
  ['for a later one of the category', { firstPurchase: 'category' }, {}, false],
  ['for the first of the brand', { firstPurchase: 'brand' }, { member: aMember({ hasBought: never }) }, true, { brand: 'acme' }],
  ['for the first of a brand that nobody named', { firstPurchase: 'brand' }, { member: aMember({ hasBought: never }) }, false],
  ['for a later one of the brand', { firstPurchase: 'brand' }, {}, false, { brand: 'acme' }],
  ['for the first of the product', { firstPurchase: 'product' }, { member: aMember({ hasBought: never }) }, true, { products: ['merlot'] }],
  ['for the first of products that nobody named', { firstPurchase: 'product' }, { member: aMember({ hasBought: never }) }, false],
  ['for a later one of a product', { firstPurchase: 'product' }, {}, false, { products: ['merlot'] }],
  ['on the birthday', { birthdayWithinDays: 0 }, { member: aMember({ birthday: '06-01' }) }, true],
  ['near the birthday', { birthdayWithinDays: 3 }, { member: aMember({ birthday: '05-29' }) }, true],
  ['too far from the birthday', { birthdayWithinDays: 3 }, { member: aMember({ birthday: '06-05' }) }, false],
  ['for a birthday that nobody knows', { birthdayWithinDays: 366 }, {}, false],
  ['for a birthday that never is', { birthdayWithinDays: 366 }, { member: aMember({ birthday: '02-30' }) }, false],
  ['long since the last purchase', { inactiveForDays: 30 }, { member: aMember({ lastPurchaseAt: NOON_MS - 30 * DAY_MS }) }, true],
  ['not long since the last purchase', { inactiveForDays: 30 }, { member: aMember({ lastPurchaseAt: NOON_MS - 30 * DAY_MS + 1 }) }, false],
  ['for who never bought anything and so did not stop', { inactiveForDays: 30 }, {}, false],
  ['all of several conditions', { weekdays: [1], zones: ['wine'] }, {}, true],
  ['one of several conditions', { weekdays: [1], zones: ['bakery'] }, {}, false],
  [
    'stock, and the first of the brand',
    { stockAtLeast: 3, firstPurchase: 'brand' },
    { member: aMember({ hasBought: never }) },
    true,
    { products: ['merlot'], brand: 'acme' },
  ],
  ['the part about the offer, but not the rest', { weekdays: [2], stockAtLeast: 1 }, {}, false, { products: ['merlot'] }],
];

describe.each([{}, { categories: ['wine'] }])('a rule about %j', (about) => {
  it.each(CASES.map(([title, when, change, holds, offer = {}]) => ({ title, when, change, holds, offer })))('$title', (tried) => {
    const { when, change, holds, offer } = tried;
    const moment = aMoment({ ...change, stock: change.stock ?? stockBy(() => 3) });
    const told = refusals(anOffer(offer), moment, [aRule(when, { about })]).filter(({ reason }) => reason === 'RULE');
    const forbids = refusals(anOffer(offer), moment, [aRule(when, { about, effect: 'forbid' })]).filter(({ reason }) => reason === 'RULE');
    expect({ required: told, forbidden: forbids }).toEqual({ required: holds ? [] : REFUSED, forbidden: holds ? REFUSED : [] });
  });
});
