import { expect, it } from 'vitest';
import { importIntoShop } from '../../../cli/importing/into-shop.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { MemoryMemberStore } from '../../../edge/adapters/memory/member-store.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { MemoryRecognition } from '../../../edge/adapters/memory/recognition.ts';
import { createMemberDirectory } from '../../../edge/identity/directory.ts';
import { createIdentifierHash } from '../../../edge/identity/identifier-hash.ts';
import { stagedInMemory } from '../../fakes/staged-pages.ts';

const T = Date.parse('2026-11-22T09:00:00Z');
const HEADER = 'member_id,identifiers,identifiers_2,consents,consent_given_at\n';

async function shop() {
  const [store, keyRing, recognition] = [new MemoryMemberStore(), new MemoryKeyRing(), new MemoryRecognition()];
  const hash = createIdentifierHash(new Uint8Array(32).fill(3));
  const directory = createMemberDirectory({ store, keyRing, hash });
  const random = seededRandom(7);
  const take = async (text: string) =>
    importIntoShop([text], {
      store,
      keyRing,
      recognition,
      hash,
      pages: await stagedInMemory(),
      random,
      importedAt: '2026-11-22T08:00:00Z',
    });
  return { store, recognition, directory, take };
}

it('members of a file are known in the shop by what they carry, with what they agreed to', async () => {
  const { directory, recognition, take } = await shop();
  const rows = [
    `M-1,card:90017|token-key:${'5b'.repeat(16)},ble:c0ffee000001,recognition|analytics,2026-01-01T00:00:00Z`,
    'M-2,card:90018,,analytics,2026-01-01T00:00:00Z',
    'M-1,card:90019,,personal-offers,2026-02-01T00:00:00Z',
  ];
  expect(await take(HEADER + rows.join('\n'))).toMatchObject({ members: 2, rejected: [], notes: [{ row: 3 }] });
  const ada = directory.ownerOf('card:90017');
  expect(directory.ownerOf('card:90019')).toEqual(ada);
  expect(directory.ownerOf('ble:c0ffee000001')).toEqual({ subject: ada?.subject, device: 1 });
  expect(recognition.sizes()).toMatchObject({ tokenKeys: 1 });
  expect(directory.allows(ada?.subject ?? '', 'personal-offers', T)).toBe(true);
  const bo = directory.ownerOf('card:90018');
  expect(directory.allows(bo?.subject ?? '', 'recognition', T)).toBe(false);
});

it('nobody of a file with a wrong row is known', async () => {
  const { store, take } = await shop();
  expect(await take(`${HEADER}M-1,card:90017,,recognition,\n,card:90018,,,\n`)).toMatchObject({
    members: 0,
    rejected: [{ row: 2, field: 'member_id', reason: 'is missing' }],
  });
  expect(store.size()).toBe(0);
});
