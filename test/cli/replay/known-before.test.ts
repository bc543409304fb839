import { expect, it } from 'vitest';
import { knownBefore } from '../../../cli/replay/known-before.ts';
import { MemoryMemberStore } from '../../../edge/adapters/memory/member-store.ts';
import { openAdditions, sealAdditions } from '../../../edge/identity/additions.ts';

const ADA = 'ad'.repeat(16);
const KEY = new Uint8Array(32).fill(7);
const RECORD = new Uint8Array([1]);

async function shop() {
  const store = new MemoryMemberStore();
  const additions = {
    bought: [1000, 3000].map((t) => ({ product: 'bread', t, on: '2026-11-22', amount: 2 })),
    shown: [1500, 2500].map((t) => ({ offer: 'jam', t, on: '2026-11-22' })),
    redeemed: [1800, 2800].map((t) => ({ offer: 'jam', t, on: '2026-11-22' })),
  };
  await store.write([{ subject: ADA, record: RECORD, index: [] }]);
  await store.write([{ subject: ADA, additions: sealAdditions(KEY, ADA, additions, new Uint8Array(12)) }]);
  return store;
}

it('knows of members, on a day that is lived again, what the shop had added to them until then', async () => {
  const then = knownBefore(await shop(), () => KEY, 2000).get(ADA);
  const known = openAdditions(KEY, ADA, then?.additions ?? RECORD);
  expect([known.bought, known.shown, known.redeemed].map((list) => list.map(({ t }) => t))).toEqual([[1000], [1500], [1800]]);
});

it('leaves as they are those whose key is gone, and those it does not know', async () => {
  const store = await shop();
  const then = knownBefore(store, () => undefined, 2000);
  expect(then.get(ADA)).toEqual(store.get(ADA));
  expect(then.get('be'.repeat(16))).toBeUndefined();
  expect([then.size(), [...then.subjects()], then.whoHas(new Uint8Array(8))]).toEqual([1, [ADA], undefined]);
});
