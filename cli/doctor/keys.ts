import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';
import { GUARDED_FILES, MASTER_KEY_FILE, type MasterKeyOptions, readMasterKey } from '../../platform/master-key.ts';
import { checkSlotFile, isSlotFile, SLOT_FILE_KEY_BYTES } from '../../platform/slot-head.ts';
import { type Finding, look, ok, wrong } from './finding.ts';

const WHAT = 'master key';

/** Is the key there, outside the data folder, and does it open what is in that? */
export async function lookAtKeys({ folder, data }: MasterKeyOptions): Promise<Finding> {
  const path = join(folder, MASTER_KEY_FILE);
  try {
    const key = await readMasterKey({ folder, data });
    if (!key) return await missing(path, data);
    const plain = await oldFile(data);
    for (const { path: file, use } of GUARDED_FILES) {
      const guarded = join(data, file);
      if (guarded !== plain) await checkSlotFile({ path: guarded, key: key.derive(use, SLOT_FILE_KEY_BYTES) });
    }
    if (plain) return look(WHAT, `${path}; ${plain} is still in clear`, 'it is encrypted at the next start');
    return ok(WHAT, path);
  } catch (error) {
    if (!(error instanceof AislegateError)) throw error;
    return wrong(WHAT, error.message, 'see "The master key" in docs/operations.md');
  }
}

async function missing(path: string, data: string): Promise<Finding> {
  for (const { path: file } of GUARDED_FILES) {
    if (await isSlotFile(join(data, file))) {
      return wrong(
        WHAT,
        `${path} is not there, and ${join(data, file)} cannot be read without it`,
        'put it back, or give its folder with --keys',
      );
    }
  }
  return ok(WHAT, `${path} is made at the first start`);
}

async function oldFile(data: string): Promise<string | undefined> {
  for (const { path } of GUARDED_FILES) {
    const file = join(data, path);
    if (existsSync(file) && !(await isSlotFile(file))) return file;
  }
  return undefined;
}
