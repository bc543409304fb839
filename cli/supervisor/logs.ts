import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROTATE_AT_BYTES = 16 * 2 ** 20;
const TAIL_BYTES = 4096;

/** Opens a child's log for appending. A log that has grown large becomes `<name>.log.1` first. */
export function openLog(folder: string, name: string): { path: string; fd: number } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  return { path, fd: openSync(path, 'a', 0o600) };
}

/** The last line of what a child wrote after `since` bytes: our processes end with the line that says why. */
export function logTail(path: string, since: number): string {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(since, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    readSync(fd, buffer, 0, buffer.length, from);
    const written = buffer.toString('utf8').split('\n');
    return written.findLast((line) => line.trim() !== '')?.trim() ?? 'it wrote nothing';
  } finally {
    closeSync(fd);
  }
}
