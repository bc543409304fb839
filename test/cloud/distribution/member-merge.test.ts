import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleClaims } from '../../../cloud/distribution/claims.ts';
import { mergeRows, settleConsents } from '../../../cloud/distribution/member-merge.ts';
import { isAllowed } from '../../../contract/consent.ts';
import type { Consent, MemberFields } from '../../../contract/records.ts';

const row = (fields: Partial<MemberFields>): MemberFields => ({ memberId: 'M-1', identifiers: [], consents: [], ...fields });
const recognition = (givenAt: string, withdrawnAt?: string): Consent => ({
  purpose: 'recognition',
  givenAt,
  ...(withdrawnAt !== undefined && { withdrawnAt }),
});

describe('rows of one member', () => {
  it('a single row stays as it is', () => {
    const fields = row({ identifiers: ['card:90017'], consents: [recognition('2026-01-01T00:00:00Z')], points: 3 });
    expect(mergeRows([fields])).toEqual(fields);
  });

  it('phones that share an identifier are one phone, and what is on the own phone is on no other', () => {
    const merged = mergeRows([
      row({ identifiers: ['card:90017'], devices: [['ble:c0ffee000001', 'ble:c0ffee000002'], ['ble:c0ffee000003']] }),
      row({ identifiers: ['ble:c0ffee000003'], devices: [['ble:c0ffee000002', 'ble:c0ffee000004'], ['card:90017']] }),
    ]);
    expect(merged.identifiers).toEqual(['card:90017', 'ble:c0ffee000003']);
    expect(merged.devices).toEqual([['ble:c0ffee000001', 'ble:c0ffee000002', 'ble:c0ffee000004']]);
  });

  it('adds up purchases and offers, keeps the last word of the rest, and the latest of what is dated', () => {
    const merged = mergeRows([
      row({
        firstName: 'Ada',
        points: 10,
        tier: 'gold',
        shops: ['lyon-1'],
        segments: ['families'],
        vouchers: [{ id: 'V1', kind: 'voucher', value: 5 }],
        purchases: [{ product: 'milk', times: 1, lastOn: '2026-03-01' }],
        offers: [{ offer: 'o', shown: 2, redeemed: 1, lastOn: '2026-05-01' }],
        asOf: '2026-11-02T00:00:00Z',
        affinities: { dairy: 0.5, wine: 0.1 },
      }),
      row({
        points: 12,
        shops: ['lyon-3'],
        segments: ['organic', 'families'],
        vouchers: [{ id: 'V1', kind: 'voucher', value: 4 }],
        purchases: [{ product: 'milk', times: 2, amount: 0.1, lastOn: '2026-02-01' }],
        offers: [{ offer: 'o', shown: 3, lastOn: '2026-04-01' }],
        asOf: '2026-11-01T00:00:00Z',
        affinities: { dairy: 0.6 },
      }),
    ]);
    expect(merged).toEqual({
      memberId: 'M-1',
      identifiers: [],
      consents: [],
      firstName: 'Ada',
      points: 12,
      tier: 'gold',
      shops: ['lyon-3', 'lyon-1'],
      segments: ['families', 'organic'],
      vouchers: [{ id: 'V1', kind: 'voucher', value: 4 }],
      purchases: [{ product: 'milk', times: 3, amount: 0.1, lastOn: '2026-03-01' }],
      offers: [{ offer: 'o', shown: 5, redeemed: 1, lastOn: '2026-05-01' }],
      asOf: '2026-11-02T00:00:00Z',
      affinities: { dairy: 0.6, wine: 0.1 },
    });
  });

  it('keeps the newest five hundred lines where there are more', () => {
    const lines = (from: number, year: number) =>
      Array.from({ length: 400 }, (_, n) => ({ product: `p${from + n}`, times: 1, lastOn: `${year}-01-01` }));
    const { purchases = [] } = mergeRows([row({ purchases: lines(0, 2024) }), row({ purchases: lines(1000, 2026) })]);
    expect(purchases).toHaveLength(500);
    expect(purchases.filter(({ lastOn }) => lastOn === '2026-01-01')).toHaveLength(400);
  });
});

describe('consents of several rows', () => {
  it.each([
    ['the later grant stands', ['2026-02-01T00:00:00Z'], ['2026-01-01T00:00:00Z'], recognition('2026-02-01T00:00:00Z')],
    [
      'a withdrawal after the grant withdraws it',
      ['2026-02-01T00:00:00Z'],
      ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'],
      recognition('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'),
    ],
    [
      'a withdrawal at the very moment withdraws it',
      ['2026-02-01T00:00:00Z'],
      ['2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z'],
      recognition('2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z'),
    ],
    [
      'a withdrawal before the grant does not',
      ['2026-02-01T00:00:00Z'],
      ['2026-01-01T00:00:00Z', '2026-01-15T00:00:00Z'],
      recognition('2026-02-01T00:00:00Z'),
    ],
    [
      'moments are compared as moments, not as texts',
      ['2026-02-01T00:30:00+02:00'],
      ['2026-01-31T23:00:00Z'],
      recognition('2026-01-31T23:00:00Z'),
    ],
  ] as const)('%s', (_what, one, other, expected) => {
    expect(settleConsents([recognition(...(one as [string])), recognition(...(other as [string]))])).toEqual([expected]);
    expect(settleConsents([recognition(...(other as [string])), recognition(...(one as [string]))])).toEqual([expected]);
  });

  it('never allow at any moment what a withdrawal since the last grant forbids', () => {
    const day = fc.integer({ min: 1, max: 9 }).map((n) => `2026-01-0${n}T00:00:00Z`);
    const consent = fc.tuple(day, fc.option(day, { nil: undefined })).map(([given, withdrawn]) => recognition(given, withdrawn));
    fc.assert(
      fc.property(fc.array(consent, { minLength: 1, maxLength: 5 }), day, (consents, at) => {
        const t = Date.parse(at);
        const lastGrant = Math.max(...consents.map(({ givenAt }) => Date.parse(givenAt)));
        const isWithdrawn = consents.some(({ withdrawnAt = '' }) => Date.parse(withdrawnAt) >= lastGrant && Date.parse(withdrawnAt) <= t);
        const isForbidden = isWithdrawn || lastGrant > t;
        expect(isForbidden && isAllowed(settleConsents(consents), 'recognition', t)).toBe(false);
      }),
    );
  });
});

describe('an identifier of two members', () => {
  const claimant = (memberRow: number, ...consents: Consent[]) => ({
    row: memberRow,
    fields: row({ memberId: `M-${memberRow}`, identifiers: ['card:90017', `card:9100${memberRow}`], consents }),
  });

  it('stays with the one whose consent to recognition is newer', () => {
    const { lost, notes } = settleClaims([
      claimant(1, recognition('2026-01-01T00:00:00Z')),
      claimant(2, recognition('2026-02-01T00:00:00Z')),
      claimant(3),
    ]);
    expect([...lost]).toEqual([
      [1, new Set(['card:90017'])],
      [3, new Set(['card:90017'])],
    ]);
    expect(notes.map((note) => note.row)).toEqual([1, 3]);
    expect(JSON.stringify(notes)).not.toContain('90017');
  });

  it('goes to nobody where neither agreed, both did at one moment, or the newer one took it back', () => {
    const givenAt = '2026-01-01T00:00:00Z';
    for (const members of [
      [claimant(1), claimant(2)],
      [claimant(1, recognition(givenAt)), claimant(2, recognition(givenAt))],
      [claimant(1), claimant(2, recognition(givenAt, '2026-02-01T00:00:00Z'))],
    ]) {
      expect([...settleClaims(members).lost.keys()]).toEqual([1, 2]);
    }
  });
});
