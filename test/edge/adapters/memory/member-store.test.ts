import { expect, it } from 'vitest';
import { MemberDisk, MemoryMemberStore } from '../../../../edge/adapters/memory/member-store.ts';
import { memberStoreContract } from '../../../contract/member-store.ts';

memberStoreContract('memory', async () => {
  const disk = new MemberDisk();
  return { open: async () => new MemoryMemberStore(disk) };
});

const ADA = 'ab'.repeat(16);
const BOB = 'cd'.repeat(16);
const CY = 'ef'.repeat(16);
const hash = (n: number): Uint8Array => new Uint8Array(8).fill(n);
const row = (subject: string, n: number) => ({ subject, record: new Uint8Array([n]), index: [hash(n)], revision: n });

it('shows the members of a shop below, and changes nothing there', async () => {
  const below = new MemoryMemberStore();
  await below.write([row(ADA, 1), row(BOB, 2)]);
  const store = new MemoryMemberStore(new MemberDisk(), below);
  await store.write([
    { subject: ADA, additions: new Uint8Array([9]) },
    { subject: BOB, removed: true },
    { subject: CY, additions: new Uint8Array([9]) },
    row(CY, 3),
  ]);
  expect([store.whoHas(hash(1))?.subject, store.get(ADA)]).toEqual([
    ADA,
    { subject: ADA, record: new Uint8Array([1]), revision: 1, additions: new Uint8Array([9]) },
  ]);
  expect([store.whoHas(hash(2)), store.get(BOB), store.whoHas(hash(3))?.subject]).toEqual([undefined, undefined, CY]);
  expect([[...store.subjects()].sort(), store.size()]).toEqual([[ADA, CY], 2]);
  await store.write([row(BOB, 2)]);
  expect([store.whoHas(hash(2))?.subject, store.size()]).toEqual([BOB, 3]);
  expect([below.get(ADA)?.additions, below.whoHas(hash(2))?.subject, below.size()]).toEqual([undefined, BOB, 2]);
});
