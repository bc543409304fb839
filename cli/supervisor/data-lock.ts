import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';

/**
 * Keeps a second supervisor out of the data folder. The lock names our process and, on Linux, when it started: after a crash the number may
 * belong to another process. Returns how to let go; CFG_DATA_IN_USE while another holds it.
 */
export function lockData(data: string): () => void {
  const path = join(data, '.lock');
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return () => {
        if (contentOf(path) === mine) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = contentOf(path);
    const [pid = 0, start = ''] = holder
      .trim()
      .split(' ')
      .map((part, index) => (index === 0 ? Number(part) : part)) as [number, string];
    if (pid > 0 && isRunning(pid) && startOf(pid) === start) throw new AislegateError('CFG_DATA_IN_USE', { pid, path: data });
    takeAway(path, holder);
  }
}

/** Of two that find the lock left behind only one may take it away: the rename decides, and puts back a lock that is newer. */
function takeAway(path: string, holder: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (contentOf(aside) === holder) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A process that has ended but was not buried by its parent, as in a container without an init, does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !['Z', 'X'].includes(fieldOf(pid, STATE));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot. */
function startOf(pid: number): string {
  return fieldOf(pid, START);
}

/** Fields of /proc/<pid>/stat (proc(5)), counted from the third on, which follows the name; empty where there is no /proc. */
const STATE = 0;
const START = 19;

function fieldOf(pid: number, index: number): string {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index] ?? '';
}
