import { beforeEach, expect, it } from 'vitest';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { MemoryMemberStore } from '../../../edge/adapters/memory/member-store.ts';
import { marksToGoOnFrom, notingSecrets } from '../../../edge/identity/what-was-lost.ts';
import type { MemberStore } from '../../../edge/ports/member-store.ts';

const [ADA, BOB] = ['ab', 'cd'].map((byte) => byte.repeat(16)) as [string, string];
const MARK = { key: `all.${BOB}`, revision: 12 };
const row = (subject: string) => ({ subject, record: new Uint8Array(40), index: [] });

let keyRing: MemoryKeyRing;
let store: MemberStore;
let secrets: { tokenKeys: number; irks: number; eidKeys: number };
const recognition = { sizes: () => secrets };

beforeEach(async () => {
  secrets = { tokenKeys: 2, irks: 1, eidKeys: 0 };
  keyRing = new MemoryKeyRing();
  store = notingSecrets(new MemoryMemberStore(), recognition);
  await keyRing.put(new Map([ADA, BOB].map((subject) => [subject, new Uint8Array(32).fill(1)])));
  await store.write([row(ADA), row(BOB)], new Map([['members/all', MARK]]));
});

it('goes on from where the buckets were read, after a restart that lost nothing', () => {
  expect(marksToGoOnFrom(store, keyRing, recognition)).toEqual(new Map([['members/all', MARK]]));
});

it('reads everything again where secrets of phones are gone', () => {
  secrets = { ...secrets, tokenKeys: 1 };
  expect(marksToGoOnFrom(store, keyRing, recognition)).toBeUndefined();
});

it('reads everything again where keys of members are gone, and where as many others stand in their place', async () => {
  await keyRing.destroy(BOB);
  expect(marksToGoOnFrom(store, keyRing, recognition)).toBeUndefined();
  await keyRing.put(new Map([['ef'.repeat(16), new Uint8Array(32).fill(2)]]));
  expect(marksToGoOnFrom(store, keyRing, recognition)).toBeUndefined();
});

it('is in everything else the store that it notes for', async () => {
  expect([store.size(), [...store.subjects()], store.get(ADA)?.subject]).toEqual([2, [ADA, BOB], ADA]);
  const index = [new Uint8Array(9).fill(7)];
  await store.write([{ ...row(ADA), index }]);
  const hash = new Uint8Array(8).fill(7);
  expect(store.whoHas(hash)).toEqual({ subject: ADA, tag: 7 });
  await store.close();
});
