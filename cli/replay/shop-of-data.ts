import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';
import { openMemberStore } from '../../edge/adapters/lmdb/member-store.ts';
import { openReplica } from '../../edge/adapters/lmdb/replica.ts';
import { openSiteFile } from '../../edge/adapters/lowdb/site-file.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { MemberDisk, MemoryMemberStore } from '../../edge/adapters/memory/member-store.ts';
import { MemoryRecognition } from '../../edge/adapters/memory/recognition.ts';
import { MemoryReplica } from '../../edge/adapters/memory/replica.ts';
import { MemorySecretSlots } from '../../edge/adapters/memory/secret-slots.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import type { BucketEntry } from '../../edge/ports/headquarters.ts';
import type { MemberStore } from '../../edge/ports/member-store.ts';
import { readKeys } from '../../platform/key-ring.ts';
import { readMasterKey } from '../../platform/master-key.ts';
import { readSlotFile } from '../../platform/slot-file.ts';
import { SLOT_FILE_KEY_BYTES } from '../../platform/slot-head.ts';
import { knownBefore } from './known-before.ts';

/** What a data folder knows of a shop: a replay reads it and changes nothing of it. */
export interface ShopOfData {
  readonly shop: Shop;
  readonly replica: MemoryReplica;
  readonly keyRing: MemoryKeyRing;
  readonly members: MemoryMemberStore;
  readonly recognition: MemoryRecognition;
  readonly identifierKey: Uint8Array;
  close(): Promise<void>;
}

interface Place {
  readonly data: string;
  readonly keys: string;
  readonly site: string;
  /** What the shop itself added to members since is not known to a day that is lived again; ms epoch. */
  readonly before: number;
}

const IDENTIFIER_KEY_BYTES = 32;
const SILENT = { count: () => {}, gauge: () => {}, observe: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Reads the site, and the members, offers, stock and orders that the shop last heard of. */
export async function readShopOfData({ data, keys: keysFolder, site: path, before }: Place): Promise<ShopOfData> {
  const site = await openSiteFile(path).read();
  if (!site) throw new AislegateError('CFG_FILE_MISSING', { path });
  const folder = join(data, 'edge');
  const replica = new MemoryReplica();
  for (const entry of await recordsIn(join(folder, 'replica.lmdb'))) replica.put(entry);
  const masterKey = await readMasterKey({ folder: keysFolder, data });
  const ring =
    masterKey && (await readKeys({ path: join(folder, 'keys.bin'), key: masterKey.derive('edge key ring', SLOT_FILE_KEY_BYTES) }));
  const store = await storeIn(join(folder, 'members.lmdb'));
  const secrets =
    masterKey &&
    (await readSlotFile({ path: join(folder, 'recognition.bin'), key: masterKey.derive('edge recognition', SLOT_FILE_KEY_BYTES) }));
  const slots = new MemorySecretSlots();
  for (const subject of secrets ? (store?.subjects() ?? []) : []) {
    const own = secrets?.slotsOf(subject) ?? [];
    if (own.length > 0) await slots.put(new Map([[subject, own.map((slot) => secrets?.contentOf(slot) ?? new Uint8Array())]]));
  }
  await secrets?.close();
  return {
    shop: shopOf(site),
    replica,
    keyRing: new MemoryKeyRing(new Map(), ring),
    members: new MemoryMemberStore(new MemberDisk(), store && knownBefore(store, (subject) => ring?.get(subject), before)),
    recognition: new MemoryRecognition(slots),
    identifierKey: masterKey?.derive('edge identifier index', IDENTIFIER_KEY_BYTES) ?? new Uint8Array(IDENTIFIER_KEY_BYTES),
    close: async () => {
      await ring?.close();
      await store?.close();
    },
  };
}

async function recordsIn(folder: string): Promise<readonly BucketEntry[]> {
  if (!existsSync(folder)) return [];
  const replica = await openReplica({ folder, nowMs: Date.now(), telemetry: SILENT });
  const entries = replica.all();
  await replica.close();
  return entries;
}

async function storeIn(folder: string): Promise<MemberStore | undefined> {
  return existsSync(folder) ? openMemberStore({ folder, nowMs: Date.now(), telemetry: SILENT }) : undefined;
}
