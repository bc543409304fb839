import { beforeEach, describe, expect, it } from 'vitest';
import { PURPOSES, type Purpose } from '../../../contract/records.ts';
import { NOON_MS } from '../../support/facts.ts';
import { type KnownMembers, knownMembers } from '../../support/known-members.ts';

const ADA = 'ab'.repeat(16);
const HOUR_MS = 3_600_000;
const consentsTo = (purposes: readonly Purpose[]) => purposes.map((purpose) => ({ purpose, givenAt: '2026-01-01T00:00:00Z' }));
const ada = {
  memberId: 'M-1',
  identifiers: ['card:1234'],
  consents: consentsTo(PURPOSES),
  purchases: [{ product: 'milk', times: 3, amount: 3.6, lastOn: '2026-05-01' }],
  offers: [{ offer: 'wine-1', shown: 2, redeemed: 1, lastOn: '2026-05-02' }],
};

let members: KnownMembers;
beforeEach(async () => {
  members = knownMembers();
  await members.put(ADA, ada);
});
const buy = (t = NOON_MS) =>
  members.enrichment.bought(ADA, t, [
    { product: 'milk', amount: 1.2 },
    { product: 'bread', amount: 2.5 },
    { product: 'no name of the catalogue', amount: 1 },
  ]);

it('adds to the record what a member buys and is shown in the shop', async () => {
  await buy();
  await members.enrichment.shown(ADA, NOON_MS, 'wine-1');
  await members.enrichment.shown(ADA, NOON_MS, 'bread-2');
  expect(members.directory.fieldsOf(ADA)).toEqual({
    ...ada,
    purchases: [
      { product: 'milk', times: 4, amount: 4.8, lastOn: '2026-05-04' },
      { product: 'bread', times: 1, amount: 2.5, lastOn: '2026-05-04' },
    ],
    offers: [
      { offer: 'wine-1', shown: 3, redeemed: 1, lastOn: '2026-05-04' },
      { offer: 'bread-2', shown: 1, lastOn: '2026-05-04' },
    ],
  });
});

it('adds to the record what a member redeems in the shop, so that the next offer is decided with it', async () => {
  await members.enrichment.shown(ADA, NOON_MS, 'bread-2');
  await members.enrichment.redeemed(ADA, NOON_MS + 1, 'bread-2');
  await members.enrichment.redeemed(ADA, NOON_MS + 1, 'wine-1');
  await members.enrichment.redeemed(ADA, NOON_MS + 1, 'tea-3');
  expect(members.directory.fieldsOf(ADA)?.offers).toEqual([
    { offer: 'wine-1', shown: 2, redeemed: 2, lastOn: '2026-05-04' },
    { offer: 'bread-2', shown: 1, redeemed: 1, lastOn: '2026-05-04' },
    { offer: 'tea-3', shown: 1, redeemed: 1, lastOn: '2026-05-04' },
  ]);
});

it('counts nothing twice once headquarters accounts for it', async () => {
  await buy(NOON_MS);
  await buy(NOON_MS + 2 * HOUR_MS);
  await members.put(ADA, { ...ada, purchases: [], asOf: new Date(NOON_MS + HOUR_MS).toISOString() });
  expect(members.directory.fieldsOf(ADA)?.purchases).toEqual([
    { product: 'milk', times: 1, amount: 1.2, lastOn: '2026-05-04' },
    { product: 'bread', times: 1, amount: 2.5, lastOn: '2026-05-04' },
  ]);
  await members.put(ADA, { ...ada, asOf: new Date(NOON_MS + 3 * HOUR_MS).toISOString() });
  expect(members.directory.fieldsOf(ADA)?.purchases).toEqual(ada.purchases);
  expect(members.store.get(ADA)?.additions).toBeUndefined();
});

it('keeps what happened here when a record comes that does not say until when it accounts', async () => {
  await buy();
  await members.put(ADA, { ...ada, firstName: 'Ada' });
  expect(members.directory.fieldsOf(ADA)).toMatchObject({
    firstName: 'Ada',
    purchases: [{ product: 'milk', times: 4 }, { product: 'bread' }],
  });
});

describe('without consent', () => {
  it.each([
    ['analytics', 'purchases'],
    ['personal-offers', 'offers'],
  ] as const)('to %s nothing is added to the %s', async (purpose, field) => {
    await members.put(ADA, { ...ada, consents: consentsTo(PURPOSES.filter((one) => one !== purpose)) });
    await buy();
    await members.enrichment.shown(ADA, NOON_MS, 'bread-2');
    expect(members.directory.fieldsOf(ADA)?.[field]).toEqual(ada[field]);
  });

  it('what was added goes when the consent is withdrawn', async () => {
    await buy();
    await members.enrichment.shown(ADA, NOON_MS, 'bread-2');
    await members.put(ADA, { ...ada, consents: consentsTo(['recognition', 'personal-offers']) });
    expect(members.directory.fieldsOf(ADA)?.purchases).toEqual(ada.purchases);
    expect(members.directory.fieldsOf(ADA)?.offers).toHaveLength(2);
    await members.put(ADA, { ...ada, consents: [] });
    expect(members.store.get(ADA)?.additions).toBeUndefined();
  });
});

it('adds nothing to nobody, nothing where there is no product to name, and nothing without a key', async () => {
  await members.enrichment.bought('cd'.repeat(16), NOON_MS, [{ product: 'milk', amount: 1 }]);
  await members.enrichment.bought(ADA, NOON_MS, [{ product: 'milk & honey', amount: 1 }]);
  expect([members.store.size(), members.store.get(ADA)?.additions]).toEqual([1, undefined]);
  members.directory.fieldsOf(ADA);
  await members.keyRing.destroy(ADA);
  await buy();
  expect(members.store.get(ADA)?.additions).toBeUndefined();
});

it('keeps the last five hundred of each, so that no till can fill the disk', async () => {
  for (let n = 0; n < 6; n += 1) {
    await members.enrichment.bought(
      ADA,
      NOON_MS + n,
      Array.from({ length: 100 }, (_, i) => ({ product: `p-${n}-${i}`, amount: 1 })),
    );
  }
  const products = members.directory.fieldsOf(ADA)?.purchases?.map(({ product }) => product) ?? [];
  expect([products.length, products.includes('p-0-99'), products.includes('p-1-0')]).toEqual([501, false, true]);
});

it('reads nothing from what was sealed under another key, and forgets it with the next record', async () => {
  await buy();
  await members.keyRing.put(new Map([[ADA, new Uint8Array(32).fill(3)]]));
  members.directory.forget(ADA);
  expect(members.directory.fieldsOf(ADA)).toBeUndefined();
});
