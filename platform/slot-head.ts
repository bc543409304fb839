import { timingSafeEqual } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { AislegateError } from '../contract/errors.ts';
import { SLOT_BYTES } from './slot-image.ts';
import { writeWhole } from './write-whole.ts';
import { XTS_KEY_BYTES } from './xts.ts';

const CHECK_BYTES = 32;
/** For XTS, and the rest stands in the head of the file, to tell a wrong key from a right one. Both derived, so one says nothing of the other. */
export const SLOT_FILE_KEY_BYTES = XTS_KEY_BYTES + CHECK_BYTES;
const MAGIC = Buffer.from('aislegate slots1');

export interface SlotFileOptions {
  readonly path: string;
  /** 96 bytes, derived from the master key for this file alone. */
  readonly key: Uint8Array;
}

/** Whether a file is there that cannot be read without its key. */
export async function isSlotFile(path: string): Promise<boolean> {
  const head = await reading(path, headOf);
  return head?.subarray(0, MAGIC.length).equals(MAGIC) ?? false;
}

/** Refuses with JRN_KEYS_LOCKED where the file is there and was written under another key. */
export async function checkSlotFile({ path, key }: SlotFileOptions): Promise<void> {
  const head = await reading(path, headOf);
  if (head) checkRead(head, path, key);
}

/** Head: 16 bytes what it is, 32 bytes under which key. A file shorter than that was made by a start that the power cut short. */
export async function checkHead(handle: FileHandle, { path, key }: SlotFileOptions): Promise<void> {
  const head = await headOf(handle);
  if (head) {
    checkRead(head, path, key);
    return;
  }
  await writeWhole(handle, Buffer.concat([MAGIC, key.subarray(XTS_KEY_BYTES)]), 0);
  await handle.datasync();
}

async function headOf(handle: FileHandle): Promise<Buffer | undefined> {
  const head = Buffer.alloc(SLOT_BYTES);
  const { bytesRead } = await handle.read(head, 0, SLOT_BYTES, 0);
  return bytesRead < SLOT_BYTES ? undefined : head;
}

function checkRead(head: Buffer, path: string, key: Uint8Array): void {
  if (!head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new AislegateError('JRN_KEYS_UNREADABLE', { path, detail: 'it is another file' });
  if (!timingSafeEqual(head.subarray(MAGIC.length), key.subarray(XTS_KEY_BYTES))) throw new AislegateError('JRN_KEYS_LOCKED', { path });
}

async function reading<Result>(path: string, work: (handle: FileHandle) => Promise<Result>): Promise<Result | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
