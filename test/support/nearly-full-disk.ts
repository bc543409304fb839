import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { onTestFinished, vi } from 'vitest';

/**
 * From now on files take so many bytes more, as on a disk that is nearly full: the write that reaches the end takes a part and says how much, and the
 * next one is refused. What is written where bytes stand already takes no room. Ends with the test, or by the function that comes back.
 */
export async function nearlyFullDisk(path: string, room: number): Promise<() => void> {
  const handle = await open(path, 'r');
  const files = Object.getPrototypeOf(handle) as Pick<FileHandle, 'write'>;
  await handle.close();
  const write = files.write as (this: FileHandle, bytes: Uint8Array, from: number, length: number, at: number) => Promise<unknown>;
  let left = room;
  const spy = vi.spyOn(files, 'write').mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    const [bytes, from, length, at] = args as [Uint8Array, number, number, number];
    const { size } = await this.stat();
    const inPlace = Math.max(0, Math.min(length, size - at));
    const taken = Math.min(length, inPlace + left);
    if (taken === 0 && length > 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    left -= taken - inPlace;
    return (await write.call(this, bytes, from, taken, at)) as never;
  });
  const end = (): void => spy.mockRestore();
  onTestFinished(end);
  return end;
}
