import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';
import { openReplica } from '../../edge/adapters/lmdb/replica.ts';
import { openSiteFile } from '../../edge/adapters/lowdb/site-file.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { MemoryReplica } from '../../edge/adapters/memory/replica.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import { readKeys } from '../../platform/key-ring.ts';
import { readMasterKey } from '../../platform/master-key.ts';
import { SLOT_FILE_KEY_BYTES } from '../../platform/slot-head.ts';

/** What a data folder knows of a shop, copied into memory: a replay changes nothing of it. */
export interface ShopOfData {
  readonly shop: Shop;
  readonly replica: MemoryReplica;
  readonly keyRing: MemoryKeyRing;
}

interface Place {
  readonly data: string;
  readonly keys: string;
  readonly site: string;
}

const SILENT = { count: () => {}, gauge: () => {}, observe: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Reads the site, and the members, offers, stock and orders that the shop last heard of. */
export async function readShopOfData({ data, keys: keysFolder, site: path }: Place): Promise<ShopOfData> {
  const site = await openSiteFile(path).read();
  if (!site) throw new AislegateError('CFG_FILE_MISSING', { path });
  const replica = new MemoryReplica();
  const keys = new Map<string, Buffer>();
  const folder = join(data, 'edge');
  if (existsSync(join(folder, 'replica.lmdb'))) {
    const kept = await openReplica({ folder: join(folder, 'replica.lmdb'), nowMs: Date.now(), telemetry: SILENT });
    const entries = kept.all();
    await kept.close();
    const key = (await readMasterKey({ folder: keysFolder, data }))?.derive('edge key ring', SLOT_FILE_KEY_BYTES);
    const ring = key && (await readKeys({ path: join(folder, 'keys.bin'), key }));
    for (const entry of entries) {
      replica.put(entry);
      const subject = entry.key.slice(entry.key.lastIndexOf('.') + 1);
      const memberKey = entry.bucket === 'members' ? ring?.get(subject) : undefined;
      if (memberKey) keys.set(subject, Buffer.from(memberKey));
    }
    await ring?.close();
  }
  return { shop: shopOf(site), replica, keyRing: new MemoryKeyRing(keys) };
}
