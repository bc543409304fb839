import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSiteFile } from '../../../../edge/adapters/lowdb/site-file.ts';
import { siteStoreContract } from '../../../contract/site-store.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

siteStoreContract('the site file', () => openSiteFile(join(tempFolder(), 'site.json')));

it('says where a site file that someone edited stops being JSON', async () => {
  const path = join(tempFolder(), 'site.json');
  writeFileSync(path, '{ "shop": ');
  await expect(openSiteFile(path).read()).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
});

it('leaves nothing beside the site file', async () => {
  const folder = tempFolder();
  const zones = [{ id: 'wine', name: 'Wine' }];
  await openSiteFile(join(folder, 'site.json')).write({ shop: { id: 'lyon', name: 'Lyon', timezone: 'UTC' }, zones, scanners: [] });
  expect(readdirSync(folder)).toEqual(['site.json']);
});
