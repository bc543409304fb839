import { describe, expect, it } from 'vitest';
import { demoOffers, demoStock } from '../../../cli/demo/goods.ts';
import { demoMembers } from '../../../cli/demo/people.ts';
import { DEMO_SITE } from '../../../cli/demo/shop.ts';
import { checker } from '../../../contract/check.ts';
import { Offer } from '../../../contract/offers/offer.ts';
import { MemberFields, StockRecord } from '../../../contract/records.ts';
import { DEMO_BEACON } from '../../../devices/simulator/demo-beacon.ts';
import { parseSite } from '../../../edge/config/site.ts';

const NOW_MS = Date.UTC(2027, 5, 1);

describe('the demo shop', () => {
  it('is a valid site with a screen in each department and scanners in all of them', () => {
    const site = parseSite(DEMO_SITE);
    const zones = site.zones.map(({ id }) => id);
    expect(new Set(site.screens?.map(({ zone }) => zone))).toEqual(new Set(zones));
    const inside = site.scanners.filter(({ side }) => side !== 'outside');
    expect(new Set(inside.map(({ zone }) => zone))).toEqual(new Set(zones));
    expect(inside).toHaveLength(12);
    expect(site.scanners).toHaveLength(13);
  });

  it('has members with consent today, each with a beacon and a card of its own', () => {
    const members = demoMembers(NOW_MS);
    for (const member of members) expect(checker(MemberFields)(member)).toMatchObject({ ok: true });
    const beacons = members.flatMap(({ identifiers }) => identifiers.slice(0, 1));
    expect(beacons[0]).toBe(DEMO_BEACON);
    expect(new Set(beacons).size).toBe(members.length);
    expect(new Set(members.flatMap(({ identifiers }) => identifiers)).size).toBe(2 * members.length);
    for (const { givenAt, expiresAt = '' } of members.flatMap(({ consents }) => consents)) {
      expect(Date.parse(givenAt)).toBeLessThan(NOW_MS);
      expect(Date.parse(expiresAt)).toBeGreaterThan(NOW_MS);
    }
  });

  it('has an offer for every department that runs today and can be had', () => {
    const offers = demoOffers(NOW_MS);
    for (const offer of offers) expect(checker(Offer)(offer)).toMatchObject({ ok: true });
    const stock = new Map(demoStock().map(({ product, quantity }) => [product, quantity]));
    const running = offers.filter(({ startsAt, endsAt }) => Date.parse(startsAt) < NOW_MS && NOW_MS < Date.parse(endsAt));
    for (const { id } of DEMO_SITE.zones) {
      const here = running.filter(
        ({ zones, products }) => zones?.includes(id) && (products ?? []).every((product) => (stock.get(product) ?? 0) > 0),
      );
      expect(here.length, id).toBeGreaterThan(0);
    }
  });

  it('says what each offer earns, and of which brand its products are', () => {
    for (const { margin, brand, products } of demoOffers(NOW_MS)) {
      expect(margin).toBeGreaterThan(0);
      expect(brand === undefined).toBe(products === undefined);
    }
  });

  it('has one empty shelf, so that the reason can be seen', () => {
    for (const record of demoStock()) expect(checker(StockRecord)(record)).toMatchObject({ ok: true });
    expect(demoStock().filter(({ quantity }) => quantity === 0)).toHaveLength(1);
  });
});
