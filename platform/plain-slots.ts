import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AislegateError } from '../contract/errors.ts';
import { syncFolder } from './durable-file.ts';
import { openSlotFile } from './slot-file.ts';
import { isSlotFile, type SlotFileOptions } from './slot-head.ts';
import { SLOT_BYTES, SLOT_SUBJECT_BYTES } from './slot-image.ts';
import { writeWhole } from './write-whole.ts';
import { XTS_KEY_BYTES } from './xts.ts';

/**
 * Key files of versions up to 0.1 were slots in clear, without a head. This one takes their place: the encrypted file is made beside the old one
 * and named `.new` when it is whole, then the old bytes are overwritten where they stand, then it takes the old name. A power cut at any point
 * is finished by the next start.
 */
export async function encryptPlainSlots({ path, key }: SlotFileOptions): Promise<void> {
  const whole = `${path}.new`;
  const making = `${path}.making`;
  await rm(making, { force: true });
  if (!(await isSlotFile(whole))) {
    const plain = await readPlain(path, key);
    if (!plain) return;
    const slots = await openSlotFile({ path: making, key });
    try {
      await slots.put(plain);
    } finally {
      await slots.close();
    }
    await rename(making, whole);
    await syncFolder(dirname(path));
  }
  await overwrite(path);
  await rename(whole, path);
  await syncFolder(dirname(path));
}

/** What a file of the old form holds; undefined where there is none. */
async function readPlain(path: string, key: Uint8Array): Promise<Map<string, Uint8Array[]> | undefined> {
  if (await isSlotFile(path)) return undefined;
  const bytes = await within(path, (handle) => handle.readFile());
  if (!bytes || bytes.length < SLOT_BYTES) return undefined;
  // The head of an encrypted file whose first bytes rotted: to encrypt it again would make it unreadable for good.
  const check = key.subarray(XTS_KEY_BYTES);
  if (bytes.subarray(SLOT_SUBJECT_BYTES, SLOT_BYTES).equals(check)) {
    throw new AislegateError('JRN_KEYS_UNREADABLE', { path, detail: 'its head is damaged: put the last backup back' });
  }
  const found = new Map<string, Uint8Array[]>();
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
    const content = Buffer.from(bytes.subarray(at + SLOT_SUBJECT_BYTES, at + SLOT_BYTES));
    if (content.some((byte) => byte !== 0)) found.set(bytes.toString('hex', at, at + SLOT_SUBJECT_BYTES), [content]);
  }
  bytes.fill(0);
  return found;
}

async function overwrite(path: string): Promise<void> {
  await within(path, async (handle) => {
    const { size } = await handle.stat();
    await writeWhole(handle, Buffer.alloc(size), 0);
    await handle.datasync();
  });
}

async function within<Result>(path: string, work: (handle: FileHandle) => Promise<Result>): Promise<Result | undefined> {
  const handle = await open(path, 'r+').catch(() => undefined);
  if (!handle) return undefined;
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
