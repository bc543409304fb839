import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../contract/offers/offer.ts';
import { createAttribution } from '../../../edge/offers/attribution.ts';
import type { Purchase } from '../../../edge/offers/redeemable.ts';
import { createRedemptions, type OpenExposure } from '../../../edge/offers/redemptions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T = Date.UTC(2026, 5, 1, 10);
const ANNA = 'a'.repeat(32);
const BEN = 'b'.repeat(32);
const id = (digit: string): string => digit.repeat(32);
const period = { startsAt: '2026-01-01T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' };
const RED: Offer = {
  id: 'red',
  campaign: 'june',
  title: 'A good red',
  kind: 'percent-off',
  category: 'wine',
  products: ['merlot'],
  ...period,
};
const OFFERS: Record<string, Offer> = {
  red: RED,
  three: { ...RED, id: 'three', minimumQuantity: 3 },
  rich: { ...RED, id: 'rich', minimumSpend: 50 },
  wines: { ...RED, id: 'wines', products: undefined as never, brand: 'rosso' },
  pair: { ...RED, id: 'pair', kind: 'bundle', products: ['merlot', 'brie'] },
  card: { ...RED, id: 'card', kind: 'voucher', code: 'V-1' },
  tale: { ...RED, id: 'tale', kind: 'information' },
};
const GOODS = { merlot: { category: 'wine', brand: 'rosso' }, brie: { category: 'cheese' } };

const shown = (offer: string, more: Partial<OpenExposure> = {}): OpenExposure => ({
  decisionId: id('d'),
  visitId: id('e'),
  offer,
  code: OFFERS[offer]?.code ?? offer,
  shownAt: T,
  closesAt: T + 12 * HOUR,
  ...more,
});
const merlot = (quantity = 1, amount = 8) => ({ product: 'merlot', quantity, amount });
const receipt = (more: Partial<Purchase> = {}): Purchase => ({
  receiptId: id('1'),
  subject: ANNA,
  t: T + HOUR,
  lines: [merlot()],
  total: 8,
  ...more,
});

const shop = (saved: { key: string; value: object }[] = []) =>
  createRedemptions({ saved, offerOf: (offer) => OFFERS[offer], productOf: (product) => GOODS[product as keyof typeof GOODS] });

function having(...offers: string[]) {
  const redemptions = shop();
  for (const [index, offer] of offers.entries()) redemptions.exposed(ANNA, shown(offer, { decisionId: id(String(index)) }));
  return redemptions;
}
const redeemedIn = (offer: string, more: Partial<Purchase> = {}) =>
  having(offer)
    .redeemedBy(receipt(more))
    .facts.map(({ data }) => data);

describe('an offer is redeemed', () => {
  it('when its product is bought, with what was paid for it', () => {
    const lines = [merlot(2, 16), { product: 'soap', quantity: 1, amount: 3 }];
    expect(having('red').redeemedBy(receipt({ lines, total: 19 }))).toMatchObject({
      facts: [
        {
          kind: 'redemption',
          t: T + HOUR,
          data: {
            redemptionId: expect.stringMatching(/^[0-9a-f]{32}$/u),
            decisionId: id('0'),
            visitId: id('e'),
            subject: ANNA,
            offer: 'red',
            receiptId: id('1'),
            proof: 'products',
            at: '2026-06-01T11:00:00.000Z',
            amount: 16,
          },
        },
      ],
      changes: [{ key: `open-exposure/${ANNA}`, value: undefined }],
      redeemed: [{ decisionId: id('0'), offer: 'red', t: T + HOUR }],
      bought: { offers: ['red'], categories: ['wine'], brands: ['rosso'] },
    });
  });

  it('when the till tells its code, whatever was bought', () => {
    expect(redeemedIn('card', { offers: ['V-1'], lines: [] })).toMatchObject([{ offer: 'card', proof: 'code' }]);
    expect(redeemedIn('card')).toEqual([]);
  });

  it('not by its products where the till tells that it gave other offers; what is only to read no till knows', () => {
    expect(redeemedIn('red', { offers: [] })).toEqual([]);
    expect(redeemedIn('tale', { offers: [] })).toHaveLength(1);
  });

  it('by anything of its category where it names no product', () => {
    expect(redeemedIn('wines')).toHaveLength(1);
    expect(redeemedIn('wines', { lines: [{ product: 'brie', quantity: 1, amount: 4 }] })).toEqual([]);
  });

  it('only when enough of it is bought, and not brought back', () => {
    expect(redeemedIn('three', { lines: [merlot(2), merlot(1)] })).toHaveLength(1);
    expect(redeemedIn('three', { lines: [merlot(3), merlot(-1, -8)] })).toEqual([]);
    expect(redeemedIn('red', { lines: [merlot(1), merlot(-1, -8)] })).toEqual([]);
    expect(redeemedIn('rich', { total: 49.99 })).toEqual([]);
    expect(redeemedIn('rich', { total: 50 })).toHaveLength(1);
    expect(redeemedIn('pair')).toEqual([]);
    expect(redeemedIn('pair', { lines: [merlot(), { product: 'brie', quantity: 1, amount: 4 }] })).toHaveLength(1);
  });

  it('only between being shown and its last moment, by the member who saw it', () => {
    expect(redeemedIn('red', { t: T - 1 })).toEqual([]);
    expect(redeemedIn('red', { t: T + 12 * HOUR })).toHaveLength(1);
    expect(redeemedIn('red', { t: T + 12 * HOUR + 1 })).toEqual([]);
    expect(redeemedIn('red', { subject: BEN })).toEqual([]);
  });

  it('by its code even where headquarters took the offer away meanwhile', () => {
    const redemptions = shop();
    redemptions.exposed(ANNA, shown('gone'));
    expect(redemptions.redeemedBy(receipt()).facts).toEqual([]);
    const { facts } = redemptions.redeemedBy(receipt({ offers: ['gone'] }));
    expect(facts).toMatchObject([{ data: { offer: 'gone', proof: 'code' } }]);
    expect(facts[0]?.data).not.toHaveProperty('amount');
  });
});

describe('a showing', () => {
  it('is redeemed at most once, the last of several of the same offer first', () => {
    const redemptions = shop();
    redemptions.exposed(ANNA, shown('red', { decisionId: id('1') }));
    redemptions.exposed(ANNA, shown('red', { decisionId: id('2'), shownAt: T + 1 }));
    const decisions = [1, 2, 3].map((n) =>
      redemptions.redeemedBy(receipt({ receiptId: id(String(n)) })).redeemed.map((one) => one.decisionId),
    );
    expect(decisions).toEqual([[id('2')], [id('1')], []]);
  });

  it('has the same name for its redemption by the same receipt, after a restart too', () => {
    const nameOf = (receiptId: string) => redeemedIn('red', { receiptId }).map((data) => 'redemptionId' in data && data.redemptionId);
    expect(nameOf(id('1'))).toEqual(nameOf(id('1')));
    expect(nameOf(id('1'))).not.toEqual(nameOf(id('2')));
  });

  it('is open again where the redemption could not be written', () => {
    const redemptions = having('red');
    redemptions.redeemedBy(receipt()).undo();
    expect(redemptions.redeemedBy(receipt()).facts).toHaveLength(1);
    redemptions.redeemedBy(receipt()).undo();
    expect(redemptions.redeemedBy(receipt()).facts).toEqual([]);
  });

  it('is known after a restart', () => {
    const saved = shop()
      .exposed(ANNA, shown('red'))
      .flatMap(({ key, value }) => (value ? [{ key, value }] : []));
    expect(shop(saved).redeemedBy(receipt()).facts).toHaveLength(1);
  });

  it('is told twice and kept once, and of very many the newest are kept', () => {
    const redemptions = shop();
    redemptions.exposed(ANNA, shown('red'));
    redemptions.exposed(ANNA, shown('red'));
    redemptions.redeemedBy(receipt());
    expect(redemptions.redeemedBy(receipt()).facts).toEqual([]);
    const changes = Array.from({ length: 100 }, (_, n) => redemptions.exposed(ANNA, shown('red', { decisionId: String(n) })));
    expect(changes.at(-1)).toMatchObject([{ value: { exposures: { length: 60 } } }]);
  });

  it('is forgotten with the member, and a week after nothing can redeem it', () => {
    const redemptions = having('red');
    expect(redemptions.forgetAged(T + 12 * HOUR + 7 * DAY - 1)).toEqual([]);
    expect(redemptions.forgetAged(T + 12 * HOUR + 7 * DAY)).toEqual([{ key: `open-exposure/${ANNA}`, value: undefined }]);
    redemptions.exposed(BEN, shown('red'));
    redemptions.forget(BEN);
    expect(redemptions.redeemedBy(receipt({ subject: BEN })).facts).toEqual([]);
  });

  it('of very many members is forgotten in parts', () => {
    const redemptions = shop();
    for (let n = 0; n < 1500; n += 1) redemptions.exposed(String(n).padStart(32, '0'), shown('red'));
    expect([1, 2, 3].map(() => redemptions.forgetAged(T + 30 * DAY).length)).toEqual([1000, 500, 0]);
  });

  it('never redeems more showings than there were, whatever is bought', () => {
    const offer = fc.constantFrom(...Object.keys(OFFERS));
    const bought = fc.record({ quantity: fc.integer({ min: -3, max: 5 }), code: fc.option(offer), late: fc.integer({ min: -1, max: 13 }) });
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 9 }), fc.array(bought, { maxLength: 20 }), (offers, receipts) => {
        const redemptions = having(...offers);
        const redeemed = receipts.flatMap(({ quantity, code, late }, n) =>
          redemptions
            .redeemedBy(receipt({ receiptId: String(n), t: T + late * HOUR, lines: [merlot(quantity)], ...(code && { offers: [code] }) }))
            .redeemed.map(({ decisionId }) => decisionId),
        );
        expect(new Set(redeemed).size).toBe(redeemed.length);
      }),
    );
  });
});

describe('a purchase is credited', () => {
  const END = T + 100 * DAY;

  it('until the day in the shop is over', () => {
    expect(createAttribution('Europe/Berlin', undefined)(T, END)).toBe(Date.UTC(2026, 5, 1, 22));
  });

  it('for as long as the shop says', () => {
    expect(createAttribution('Europe/Berlin', DAY)(T, END)).toBe(T + DAY);
  });

  it('never beyond the end of the offer', () => {
    expect(createAttribution('Europe/Berlin', undefined)(T, T + 5)).toBe(T + 5);
  });
});
