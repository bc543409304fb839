import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file so that after a crash or a power cut either the old or the new content is there, whole: temporary file beside it,
 * fsync, rename, fsync of the folder.
 */
export async function writeFileDurably(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  try {
    await withHandle(await open(temporary, 'wx', mode), async (file) => {
      await file.writeFile(content);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** A folder that only its owner may enter, made where it is missing. */
export async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await withHandle(await open(path, 'r'), (folder) => folder.chmod(0o700));
}

/** Makes what was added to a folder, or taken out of it, survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  await withHandle(await open(path, 'r'), (folder) => folder.sync());
}

async function withHandle(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}
