import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStaging } from '../../../cloud/adapters/staging/staged-pages.ts';
import { systemRandom } from '../../../platform/random.ts';
import { importIntoShop } from '../../importing/into-shop.ts';
import type { ShopMembers } from './shop-members.ts';

/** A file of members into a shop: checked and merged as headquarters does it, sealed and stored as the edge does it. */
export async function importFile(file: string, data: string, shop: ShopMembers): Promise<number> {
  const random = systemRandom();
  const folder = join(data, 'staging');
  const pages = await (await openStaging({ folder, random }))();
  const { members, rejected } = await importIntoShop(createReadStream(file, 'utf8'), {
    ...shop,
    pages,
    random,
    importedAt: '2026-11-01T00:00:00Z',
  });
  await rm(folder, { recursive: true, force: true });
  const [wrong] = rejected;
  if (wrong) throw new Error(`row ${wrong.row}: ${wrong.field} ${wrong.reason}`);
  return members;
}
