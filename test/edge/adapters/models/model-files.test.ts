import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModelFiles } from '../../../../edge/adapters/models/model-files.ts';
import { modelStoreContract, SHIPPED } from '../../../contract/model-store.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

async function folders(): Promise<{ folder: string; shipped: string }> {
  const at = tempFolder();
  const shipped = join(at, 'shipped.json');
  await writeFile(shipped, SHIPPED);
  return { folder: join(at, 'models'), shipped };
}

modelStoreContract('a folder', async () => openModelFiles(await folders()));

describe('models in a folder', () => {
  it('are still there after a restart, and what is no model is not touched', async () => {
    const at = await folders();
    const before = await openModelFiles(at);
    await before.keep(Buffer.from('one'));
    await writeFile(join(at.folder, 'notes.txt'), 'of the shop');
    const after = await openModelFiles(at);
    await after.keep(Buffer.from('two'));
    expect((await after.list()).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['two', 'one', SHIPPED.toString()]);
  });

  it('do without a model that the software came with where there is none', async () => {
    const { folder } = await folders();
    expect(await (await openModelFiles({ folder, shipped: join(folder, 'missing') })).list()).toEqual([]);
  });
});
