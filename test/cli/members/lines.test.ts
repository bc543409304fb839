import { expect, it } from 'vitest';
import { memberLines } from '../../../cli/members/lines.ts';

const subject = 'ab'.repeat(16);

it('tells a member in lines that people can read, and no secret of a phone', () => {
  const lines = memberLines({
    subject,
    member: {
      memberId: 'M-1',
      firstName: 'Ada',
      language: 'fr',
      points: 120,
      segments: ['wine-lovers', 'families'],
      affinities: { wine: 0.52 },
      consents: [
        { purpose: 'recognition', givenAt: '2026-01-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' },
        { purpose: 'analytics', givenAt: '2026-01-01T00:00:00Z', withdrawnAt: '2026-02-01T00:00:00Z' },
        { purpose: 'personal-offers', givenAt: '2026-01-01T00:00:00Z' },
      ],
      vouchers: [
        { id: 'V-1', kind: 'voucher', value: 5, endsOn: '2026-12-31' },
        { id: 'G-1', kind: 'gift-card', value: 20 },
      ],
      purchases: [
        { product: 'milk', times: 4, amount: 4.8, lastOn: '2026-05-04' },
        { product: 'bread', times: 1, lastOn: '2026-05-04' },
      ],
      offers: [{ offer: 'wine-1', shown: 3, lastOn: '2026-05-04' }],
      asOf: '2026-05-01T00:00:00Z',
    },
    phones: [
      { identifiers: ['card:1234'], secrets: ['token-key'] },
      { identifiers: [], secrets: ['irk'] },
    ],
    addedHere: { purchases: 2, offers: 1 },
  });
  expect(lines).toEqual([
    'member                M-1',
    `subject               ${subject}`,
    'first name            Ada',
    'language              fr',
    'points                120',
    'segments              wine-lovers, families',
    'buys                  wine 52 %',
    'known by              card:1234, token-key (secret)',
    'phone 2               irk (secret)',
    'consents              recognition: given 2026-01-01T00:00:00Z, until 2027-01-01T00:00:00Z',
    '                      analytics: given 2026-01-01T00:00:00Z, withdrawn 2026-02-01T00:00:00Z',
    '                      personal-offers: given 2026-01-01T00:00:00Z',
    'vouchers              voucher V-1: 5, until 2026-12-31',
    '                      gift-card G-1: 20',
    'purchases             milk: 4 ×, 4.8, last on 2026-05-04',
    '                      bread: 1 ×, last on 2026-05-04',
    'offers                wine-1: shown 3 ×, redeemed 0 ×, last on 2026-05-04',
    'accounted for until   2026-05-01T00:00:00Z',
    'since then, here      2 product lines bought, 1 offers shown',
  ]);
});

it('leaves out what is not known', () => {
  const shown = {
    subject,
    member: { memberId: 'M-2', consents: [] },
    phones: [{ identifiers: [], secrets: [] }],
    addedHere: { purchases: 0, offers: 0 },
  };
  expect(memberLines(shown)).toEqual([
    'member                M-2',
    `subject               ${subject}`,
    'consents              none: never recognised',
    'since then, here      0 product lines bought, 0 offers shown',
  ]);
});
