import { expect, it } from 'vitest';
import { createShownMember } from '../../../edge/identity/shown-member.ts';
import { NOON_MS } from '../../support/facts.ts';
import { knownMembers } from '../../support/known-members.ts';

const ADA = 'ab'.repeat(16);
const IRK = `irk:${'0a'.repeat(16)}`;
const consents = (['recognition', 'analytics'] as const).map((purpose) => ({ purpose, givenAt: '2026-01-01T00:00:00Z' }));

it('shows a member with what was added here, and of secrets only that they are there', async () => {
  const members = knownMembers();
  const shownMember = createShownMember(members);
  const devices = [['app:kid', `token-key:${'0b'.repeat(16)}`]];
  await members.put(ADA, { memberId: 'M-1', firstName: 'Ada', identifiers: ['card:1234', IRK], devices, consents });
  expect(shownMember('M-1')).toEqual({
    subject: ADA,
    member: { memberId: 'M-1', firstName: 'Ada', consents },
    phones: [
      { identifiers: ['card:1234'], secrets: ['irk'] },
      { identifiers: ['app:kid'], secrets: ['token-key'] },
    ],
    addedHere: { purchases: 0, offers: 0 },
  });
  await members.enrichment.bought(ADA, NOON_MS, [{ product: 'milk', amount: 1.2 }]);
  const shown = shownMember('card:1234');
  expect([shown?.addedHere.purchases, shown?.member.purchases?.[0]?.product]).toEqual([1, 'milk']);
  expect(JSON.stringify(shown)).not.toMatch(/0a0a|0b0b/u);
});

it('shows nobody whom the shop does not know, or whose key is gone', async () => {
  const members = knownMembers();
  const shownMember = createShownMember(members);
  expect(shownMember('M-1')).toBeUndefined();
  await members.put(ADA, { memberId: 'M-1', identifiers: [], consents });
  await members.keyRing.destroy(ADA);
  members.directory.forget(ADA);
  expect([shownMember('M-1'), shownMember(ADA)]).toEqual([undefined, undefined]);
});
