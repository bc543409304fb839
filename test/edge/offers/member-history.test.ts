import { expect, it } from 'vitest';
import { memberHistoryOf } from '../../../edge/offers/member-history.ts';
import { ruleMemberOf } from '../../../edge/offers/rule-member.ts';
import { ADA, book, NOW, offer, PROFILE } from './offer-stand.ts';

const TODAY = '2026-06-01';
const offers = book(
  offer('o1', { code: 'C1', products: ['red'], brand: 'Lune' }),
  offer('o2', { campaign: 'summer' }),
  offer('over', { campaign: 'winter', startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-02-01T00:00:00Z' }),
);

it('counts what the member bought, and fades it as if all had been bought on the last day', () => {
  const purchases = [
    { product: 'red', times: 4, amount: 20, lastOn: '2026-04-02' },
    { product: 'roll', times: 1, lastOn: '2026-06-01' },
    { product: 'bun', times: 1, lastOn: '2026-06-01' },
    { product: 'later', times: 1, lastOn: '2026-06-09' },
  ];
  const history = memberHistoryOf({ ...PROFILE, purchases }, TODAY, NOW, offers);
  expect(history.lines[0]).toEqual({ product: 'red', times: 4, lastDaysAgo: 60, decayed: 2 });
  expect(history.lines[3]).toMatchObject({ lastDaysAgo: 0, decayed: 1 });
  expect([history.trips, history.trips30Days]).toEqual([3, 2]);
});

it('knows by their codes the offers that the member was shown, and what became of them', () => {
  const told = [
    { offer: 'o1', shown: 3, redeemed: 1, lastOn: '2026-05-31' },
    { offer: 'over', shown: 1, lastOn: '2026-01-10' },
    { offer: 'unknown', shown: 1, lastOn: '2026-05-22' },
    { offer: 'o2', shown: 0, redeemed: 0, lastOn: '2026-05-22' },
  ];
  const history = memberHistoryOf({ ...PROFILE, offers: told }, TODAY, NOW, offers);
  expect(history.offers).toMatchObject([
    { code: 'C1', campaign: 'spring', shownShare: 1, redeemedDaysAgo: 1 },
    { code: 'over', campaign: 'winter' },
    { code: 'unknown', campaign: 'unknown', startedDaysAgo: 10 },
  ]);
  expect(history.offers[0]?.startedDaysAgo).toBe(31);
  expect(history.activeCampaigns).toBe(2);
});

it('reads the record of a member once a day, and again when other offers are out', () => {
  const profile = {
    ...PROFILE,
    purchases: [{ product: 'red', times: 4, lastOn: '2026-05-31' }],
    offers: [{ offer: 'o1', shown: 1, lastOn: '2026-05-31' }],
  };
  const first = memberHistoryOf(profile, TODAY, NOW, offers);
  const again = memberHistoryOf({ ...profile }, TODAY, NOW + 60_000, offers);
  expect([again.lines === first.lines, again.offers === first.offers]).toEqual([true, true]);
  const tomorrow = memberHistoryOf(profile, '2026-06-02', NOW + 86_400_000, offers);
  expect([tomorrow.lines[0]?.lastDaysAgo, tomorrow.offers[0]?.startedDaysAgo]).toEqual([2, 32]);
  const others = memberHistoryOf(profile, '2026-06-02', NOW + 86_400_000, book(offer('o1', { code: 'C9' })));
  expect([others.offers[0]?.code, others.lines === tomorrow.lines]).toEqual(['C9', true]);
});

it('shows rules what the member bought before, and which vouchers are good today', () => {
  const profile = {
    ...PROFILE,
    segments: ['families'],
    tier: 'gold',
    birthday: '06-03',
    purchases: [
      { product: 'red', times: 1, lastOn: '2026-05-01' },
      { product: 'strange', times: 1, lastOn: '2026-05-20' },
    ],
    vouchers: [
      { id: 'v1', kind: 'voucher' as const, value: 5, endsOn: '2026-05-31' },
      { id: 'v2', kind: 'gift-card' as const, value: 5, endsOn: TODAY },
      { id: 'v3', kind: 'voucher' as const, value: 0 },
    ],
  };
  const member = ruleMemberOf(ADA, profile, TODAY, offers);
  expect(member).toMatchObject({ subject: ADA, tier: 'gold', birthday: '06-03', segments: ['families'] });
  expect(member.lastPurchaseAt).toBe(Date.UTC(2026, 4, 20));
  const { hasBought } = member;
  expect([hasBought.anything, hasBought.category('wine'), hasBought.brand('Lune'), hasBought.product('red')]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([hasBought.category('bakery'), hasBought.brand('Sol'), hasBought.product('white')]).toEqual([false, false, false]);
  expect([...member.vouchers]).toEqual(['gift-card']);
  const stranger = ruleMemberOf(ADA, PROFILE, TODAY, offers);
  expect([stranger.hasBought.anything, stranger.lastPurchaseAt, stranger.tier]).toEqual([false, undefined, undefined]);
});
