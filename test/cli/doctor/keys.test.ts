import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAtKeys } from '../../../cli/doctor/keys.ts';
import { openKeyRing } from '../../../platform/key-ring.ts';
import { keysFolderOf, openMasterKey } from '../../../platform/master-key.ts';
import { SLOT_FILE_KEY_BYTES } from '../../../platform/slot-head.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function place(): { data: string; folder: string } {
  const data = tempFolder();
  mkdirSync(join(data, 'edge'));
  return { data, folder: keysFolderOf(data) };
}

async function withRing(): Promise<{ data: string; folder: string }> {
  const made = place();
  const key = (await openMasterKey(made)).derive('edge key ring', SLOT_FILE_KEY_BYTES);
  await (await openKeyRing({ path: join(made.data, 'edge/keys.bin'), key })).close();
  return made;
}

describe('the doctor, asked for the master key', () => {
  it('finds nothing wrong before the first start, and after it', async () => {
    expect(await lookAtKeys(place())).toMatchObject({ state: 'ok', detail: expect.stringContaining('first start') });
    expect(await lookAtKeys(await withRing())).toMatchObject({ state: 'ok' });
  });

  it('finds a key that was lost', async () => {
    const lost = await withRing();
    rmSync(lost.folder, { recursive: true });
    expect(await lookAtKeys(lost)).toMatchObject({
      state: 'wrong',
      detail: expect.stringContaining('keys.bin'),
      hint: expect.stringContaining('--keys'),
    });
  });

  it('finds the key of another installation', async () => {
    const other = await withRing();
    writeFileSync(join(other.folder, 'master.key'), 'ab'.repeat(32));
    expect(await lookAtKeys(other)).toMatchObject({ state: 'wrong', detail: expect.stringContaining('another master key') });
  });

  it('finds a key in the data folder, which every copy of that takes along', async () => {
    const { data } = place();
    expect(await lookAtKeys({ data, folder: join(data, 'keys') })).toMatchObject({ state: 'wrong' });
  });

  it('says that a key file of an older version is still in clear', async () => {
    const old = place();
    await openMasterKey(old);
    writeFileSync(join(old.data, 'edge/keys.bin'), Buffer.alloc(96, 1));
    expect(await lookAtKeys(old)).toMatchObject({ state: 'look', detail: expect.stringContaining('in clear') });
  });
});
