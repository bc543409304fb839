import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStaging } from '../../../../cloud/adapters/staging/staged-pages.ts';
import { stagedInMemory } from '../../../fakes/staged-pages.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)), id: () => randomBytes(16).toString('hex') };
const page = (text: string) => new Uint8Array(Buffer.from(text));

describe.each([
  ['in memory', async () => stagedInMemory],
  ['in files', async () => openStaging({ folder: join(tempFolder(), 'imports'), random })],
])('pages %s', (_name, make) => {
  it('are read as they were written, in any order, and of each import by itself', async () => {
    const open = await make();
    const [one, other] = [await open(), await open()];
    await Promise.all([one.append(page('first')), one.append(page('')), one.append(page('third'))]);
    await other.append(page('another'));
    expect(Buffer.from(await one.read(2)).toString()).toBe('third');
    expect(Buffer.from(await one.read(0)).toString()).toBe('first');
    expect(await one.read(1)).toHaveLength(0);
    expect(Buffer.from(await other.read(0)).toString()).toBe('another');
    await one.discard();
    expect(Buffer.from(await other.read(0)).toString()).toBe('another');
    await other.discard();
  });
});

describe('pages in files', () => {
  it('say nothing to whoever reads the disk, and are gone when they are discarded', async () => {
    const folder = join(tempFolder(), 'imports');
    const staged = await (await openStaging({ folder, random }))();
    await staged.append(page('card:2910048815213'));
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file)).includes('2910048815213')).toBe(false);
    await staged.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that an earlier process left are removed', async () => {
    const folder = join(tempFolder(), 'imports');
    mkdirSync(folder);
    writeFileSync(join(folder, 'left'), 'over');
    await openStaging({ folder, random });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that were changed on the disk are refused', async () => {
    const folder = join(tempFolder(), 'imports');
    const staged = await (await openStaging({ folder, random }))();
    await staged.append(page('a page of members'));
    const path = join(folder, readdirSync(folder)[0] ?? '');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    await expect(staged.read(0)).rejects.toMatchObject({ code: 'HQ_IMPORT_INVALID' });
    await staged.discard();
  });
});
