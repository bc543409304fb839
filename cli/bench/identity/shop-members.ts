import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemberStore } from '../../../edge/adapters/lmdb/member-store.ts';
import { openRecognition } from '../../../edge/adapters/recognition/recognition.ts';
import { createMemberDirectory, type MemberDirectory } from '../../../edge/identity/directory.ts';
import { createIdentifierHash, type IdentifierHash } from '../../../edge/identity/identifier-hash.ts';
import type { KeyRing } from '../../../edge/ports/key-ring.ts';
import type { MemberStore } from '../../../edge/ports/member-store.ts';
import type { Recognition } from '../../../edge/ports/recognition.ts';
import { openKeyRing } from '../../../platform/key-ring.ts';
import { keysFolderOf, openMasterKey } from '../../../platform/master-key.ts';
import { SLOT_FILE_KEY_BYTES } from '../../../platform/slot-head.ts';

const HASH_KEY_BYTES = 32;

/** All that a shop has of its members, as the edge opens it. */
export interface ShopMembers {
  readonly keyRing: KeyRing;
  readonly recognition: Recognition;
  readonly store: MemberStore;
  readonly hash: IdentifierHash;
  readonly directory: MemberDirectory;
  close(): Promise<void>;
}

export const SILENT = { count: () => {}, gauge: () => {}, observe: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export async function openShopMembers(data: string, nowMs: number): Promise<ShopMembers> {
  const folder = join(data, 'edge');
  await mkdir(folder, { recursive: true });
  const masterKey = await openMasterKey({ folder: keysFolderOf(data), data });
  const keyRing = await openKeyRing({ path: join(folder, 'keys.bin'), key: masterKey.derive('edge key ring', SLOT_FILE_KEY_BYTES) });
  const recognition = await openRecognition({
    path: join(folder, 'recognition.bin'),
    key: masterKey.derive('edge recognition', SLOT_FILE_KEY_BYTES),
    telemetry: SILENT,
  });
  const store = await openMemberStore({ folder: join(folder, 'members.lmdb'), nowMs, telemetry: SILENT });
  const hash = createIdentifierHash(masterKey.derive('edge identifier index', HASH_KEY_BYTES));
  const directory = createMemberDirectory({ store, keyRing, hash });
  const close = async (): Promise<void> => {
    await recognition.close();
    await keyRing.close();
    await store.close();
  };
  return { keyRing, recognition, store, hash, directory, close };
}
