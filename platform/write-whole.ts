import type { FileHandle } from 'node:fs/promises';

/** Writes all of it or rejects: on a disk that is nearly full, one write takes what there is room for and says no more than how much that was. */
export async function writeWhole(file: Pick<FileHandle, 'write'>, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
