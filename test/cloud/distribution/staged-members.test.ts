import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StagedMembers } from '../../../cloud/distribution/staged-members.ts';
import { decodeMember } from '../../../contract/member-codec.ts';
import type { MemberFields } from '../../../contract/records.ts';
import { stagedInMemory } from '../../fakes/staged-pages.ts';

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };

async function imported(rows: readonly MemberFields[]) {
  const staged = new StagedMembers({ pages: await stagedInMemory(), random });
  // In two parts, as a file comes.
  await staged.add(rows.slice(0, rows.length / 2));
  await staged.add(rows.slice(rows.length / 2));
  const members: { row: number; fields: MemberFields | undefined }[] = [];
  for await (const page of staged.members()) members.push(...page.map(({ row, encoded }) => ({ row, fields: decodeMember(encoded) })));
  return { staged, members };
}

it('has each member once, and each identifier with one member at most, whatever the file says', async () => {
  const row = fc.record({
    memberId: fc.constantFrom('M-1', 'M-2', 'M-3', 'M-4'),
    identifiers: fc.uniqueArray(fc.constantFrom('card:1001', 'card:1002', 'card:1003', 'card:1004'), { maxLength: 2 }),
    consents: fc.array(
      fc.record({ purpose: fc.constant('recognition' as const), givenAt: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z') }),
      { maxLength: 1 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
      const { members, staged } = await imported(rows);
      const numbers = members.map(({ fields }) => fields?.memberId);
      expect(numbers).toEqual([...new Set(rows.map(({ memberId }) => memberId))]);
      const identifiers = members.flatMap(({ fields }) => fields?.identifiers ?? []);
      expect(new Set(identifiers).size).toBe(identifiers.length);
      const claimed = new Set(rows.flatMap((one) => one.identifiers));
      expect(claimed.size === identifiers.length || staged.notes.some(({ field }) => field === 'identifiers')).toBe(true);
    }),
  );
});

it('finds the rows of a member again across thousands of others', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => ({ memberId: `M-${n % 2000}`, identifiers: [`card:${10_000 + n}`], consents: [] }));
  const { members, staged } = await imported(rows);
  expect(members).toHaveLength(2000);
  expect(members[7]).toEqual({ row: 8, fields: { memberId: 'M-7', identifiers: ['card:10007', 'card:12007'], consents: [] } });
  expect(staged.notes).toHaveLength(1000);
  expect(staged.notes[0]).toEqual({ row: 2001, field: 'member_id', reason: 'is of the member of row 1: merged' });
});

it('refuses a member who would not fit into a record', async () => {
  const lines = Array.from({ length: 500 }, (_, n) => ({ product: `${n}-${'x'.repeat(60)}`.slice(0, 64), times: 1, lastOn: '2026-01-01' }));
  const offers = lines.map(({ product, lastOn }) => ({ offer: product, shown: 1, lastOn }));
  const { staged } = await imported([{ memberId: 'M-1', identifiers: [], consents: [], purchases: lines, offers }]);
  expect(staged.rejected).toMatchObject([{ row: 1, reason: expect.stringMatching(/^is too large/u) }]);
});
