import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';
import { openReplica } from '../../edge/adapters/lmdb/replica.ts';
import { openSiteFile } from '../../edge/adapters/lowdb/site-file.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { MemoryReplica } from '../../edge/adapters/memory/replica.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import { openKeyRing } from '../../platform/key-ring.ts';

/** What a data folder knows of a shop, copied into memory: a replay changes nothing of it. */
export interface ShopOfData {
  readonly shop: Shop;
  readonly replica: MemoryReplica;
  readonly keyRing: MemoryKeyRing;
}

const SILENT = { count: () => {}, gauge: () => {}, observe: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Reads the site, and the members, offers, stock and orders that the shop last heard of. */
export async function readShopOfData({ data, site: path }: { readonly data: string; readonly site: string }): Promise<ShopOfData> {
  const site = await openSiteFile(path).read();
  if (!site) throw new AislegateError('CFG_FILE_MISSING', { path });
  const replica = new MemoryReplica();
  const keys = new Map<string, Buffer>();
  const folder = join(data, 'edge');
  if (existsSync(join(folder, 'replica.lmdb'))) {
    const kept = await openReplica({ folder: join(folder, 'replica.lmdb'), nowMs: Date.now(), telemetry: SILENT });
    const entries = kept.all();
    await kept.close();
    const ring = await openKeyRing(join(folder, 'keys.bin'));
    for (const entry of entries) {
      replica.put(entry);
      const subject = entry.key.slice(entry.key.lastIndexOf('.') + 1);
      const key = entry.bucket === 'members' ? ring.get(subject) : undefined;
      if (key) keys.set(subject, Buffer.from(key));
    }
    await ring.close();
  }
  return { shop: shopOf(site), replica, keyRing: new MemoryKeyRing(keys) };
}
