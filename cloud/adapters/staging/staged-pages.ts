import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AislegateError } from '../../../contract/errors.ts';
import { SEAL_NONCE_BYTES, sealBytes, unsealBytes } from '../../../contract/seal.ts';
import { writeWhole } from '../../../platform/write-whole.ts';
import type { OpenStagedPages, StagedPages } from '../../ports/staged-pages.ts';

export interface StagingOptions {
  readonly folder: string;
  readonly random: { bytes(count: number): Uint8Array; id(): string };
}

/**
 * Files of pages, each file under a key of its own that is nowhere but in memory: once the process ends, however it ends, nobody can read what
 * it left. Whatever an earlier process left is removed here.
 */
export async function openStaging({ folder, random }: StagingOptions): Promise<OpenStagedPages> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return () => openPages(join(folder, random.id()), random.bytes(32));
}

async function openPages(path: string, key: Uint8Array): Promise<StagedPages> {
  const file = await open(path, 'wx+', 0o600);
  const ends: number[] = [];
  const startOf = (number: number): number => (number === 0 ? 0 : (ends[number - 1] ?? 0));
  let tail: Promise<unknown> = Promise.resolve();
  return {
    append: async (page) => {
      const number = ends.length;
      const sealed = sealBytes(key, `page/${number}`, page, nonceOf(number));
      ends.push(startOf(number) + sealed.length);
      const written = tail.then(() => writeWhole(file, sealed, startOf(number)));
      tail = written.catch(() => undefined);
      await written;
    },
    read: async (number) => {
      const sealed = Buffer.alloc((ends[number] ?? 0) - startOf(number));
      await file.read(sealed, 0, sealed.length, startOf(number));
      const page = unsealBytes(key, `page/${number}`, sealed);
      if (!page) throw new AislegateError('HQ_IMPORT_INVALID', { detail: 'what was staged of it is damaged' });
      return page;
    },
    discard: async () => {
      key.fill(0);
      await tail;
      await file.close();
      await rm(path, { force: true });
    },
  };
}

/** The key is used for this one file: a counter never repeats. */
function nonceOf(number: number): Uint8Array {
  const nonce = Buffer.alloc(SEAL_NONCE_BYTES);
  nonce.writeUInt32BE(number);
  return nonce;
}
