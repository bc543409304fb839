import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keysFolderOf, masterKey, openMasterKey, readMasterKey } from '../../platform/master-key.ts';
import { openSlotFile } from '../../platform/slot-file.ts';
import { SLOT_FILE_KEY_BYTES } from '../../platform/slot-head.ts';
import { tempFolder } from '../support/temp-folder.ts';

function installation(): { data: string; folder: string } {
  const data = tempFolder();
  return { data, folder: keysFolderOf(data) };
}

describe('the master key', () => {
  it('is made at the first start, beside the data folder and for its owner only, and stays', async () => {
    const place = installation();
    const first = (await openMasterKey(place)).derive('hq key ring', 32);
    expect((await openMasterKey(place)).derive('hq key ring', 32)).toEqual(first);
    expect((await readMasterKey(place))?.derive('hq key ring', 32)).toEqual(first);
    expect([statSync(place.folder).mode & 0o777, statSync(join(place.folder, 'master.key')).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(readFileSync(join(place.folder, 'master.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/u);
  });

  it('is one key for processes that start at once, and nothing else is left lying about', async () => {
    const place = installation();
    const keys = await Promise.all(Array.from({ length: 5 }, () => openMasterKey(place)));
    expect(new Set(keys.map((key) => Buffer.from(key.derive('edge key ring', 8)).toString('hex'))).size).toBe(1);
    expect(readdirSync(place.folder)).toEqual(['master.key']);
  });

  it('is refused where the key files were written under another, before anything is written', async () => {
    const place = installation();
    const key = await openMasterKey(place);
    mkdirSync(join(place.data, 'edge'));
    const ring = { path: join(place.data, 'edge', 'keys.bin'), key: key.derive('edge key ring', SLOT_FILE_KEY_BYTES) };
    await (await openSlotFile(ring)).close();
    await openMasterKey(place);
    writeFileSync(join(place.folder, 'master.key'), 'ab'.repeat(32));
    await expect(openMasterKey(place)).rejects.toMatchObject({ code: 'JRN_KEYS_LOCKED' });
  });

  it('gives each use a key of its own, in which neither it nor another shows', () => {
    const secret = Buffer.alloc(32, 3);
    const keys = (['edge key ring', 'edge recognition', 'hq key ring'] as const).map((use) => masterKey(secret).derive(use, 32));
    expect(new Set([secret, ...keys].map((key) => Buffer.from(key).toString('hex'))).size).toBe(4);
    expect(masterKey(secret).derive('edge key ring', 32)).toEqual(keys[0]);
  });

  it.each([
    ['in the data folder', (data: string) => join(data, 'keys')],
    ['the data folder itself', (data: string) => data],
    ['below it, by way of a folder that is not there', (data: string) => join(data, 'x', '..', 'y', 'keys')],
  ])('is refused %s', async (_title, folderOf) => {
    const data = tempFolder();
    await expect(openMasterKey({ data, folder: folderOf(data) })).rejects.toMatchObject({ code: 'CFG_KEYS_INSIDE' });
    expect(readdirSync(data)).toEqual([]);
  });

  it('is refused behind a link that leads into the data folder', async () => {
    const data = tempFolder();
    mkdirSync(join(data, 'keys'));
    const folder = join(tempFolder(), 'elsewhere');
    symlinkSync(join(data, 'keys'), folder);
    await expect(openMasterKey({ data, folder })).rejects.toMatchObject({ code: 'CFG_KEYS_INSIDE' });
  });

  it('is not made anew where something needs the old one', async () => {
    const place = installation();
    mkdirSync(join(place.data, 'hq'));
    const slots = await openSlotFile({ path: join(place.data, 'hq/keys.bin'), key: Buffer.alloc(SLOT_FILE_KEY_BYTES, 1) });
    await slots.close();
    await expect(openMasterKey(place)).rejects.toMatchObject({ code: 'CFG_MASTER_KEY_MISSING' });
    expect(await readMasterKey(place)).toBeUndefined();
  });

  it('is refused when everybody may read it, or when it is none, without a word of what is in it', async () => {
    const place = installation();
    mkdirSync(place.folder);
    const path = join(place.folder, 'master.key');
    writeFileSync(path, 'ab'.repeat(32), { mode: 0o600 });
    expect(await readMasterKey(place)).toBeDefined();
    chmodSync(path, 0o440);
    expect(await readMasterKey(place)).toBeDefined();
    chmodSync(path, 0o644);
    await expect(readMasterKey(place)).rejects.toMatchObject({ code: 'CFG_KEYS_EXPOSED' });
    chmodSync(path, 0o600);
    writeFileSync(path, 'ab'.repeat(31));
    const refusal = await readMasterKey(place).catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: 'CFG_FILE_UNREADABLE', message: expect.not.stringContaining('abab') });
  });

  it('tells where it cannot be made or read', async () => {
    const data = tempFolder();
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(openMasterKey({ data, folder: join(file, 'keys') })).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
    const folder = keysFolderOf(data);
    mkdirSync(join(folder, 'master.key'), { recursive: true });
    await expect(openMasterKey({ data, folder })).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
  });
});
