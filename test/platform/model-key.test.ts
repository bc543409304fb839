import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelKey } from '../../platform/model-key.ts';
import { publicKeyOf } from '../../platform/signing-key.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe("the key of headquarters' models", () => {
  it('is read from its file', async () => {
    const path = join(tempFolder(), 'models.pub');
    const key = publicKeyOf('07'.repeat(32));
    writeFileSync(path, `${key}\n`);
    expect(await readModelKey(path)).toEqual([key]);
  });

  it('is not needed: without it the shop serves what came with the program', async () => {
    expect(await readModelKey(join(tempFolder(), 'models.pub'))).toEqual([]);
  });

  it('is not guessed where the file holds something else, or cannot be read', async () => {
    const path = join(tempFolder(), 'models.pub');
    writeFileSync(path, 'half a key');
    await expect(readModelKey(path)).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
    await expect(readModelKey(tempFolder())).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
  });
});
