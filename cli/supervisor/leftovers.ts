import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from './data-lock.ts';

const PATIENCE_MS = 12_000;
const POLL_MS = 50;

/**
 * Waits for children of a supervisor that was killed: they notice and end by themselves. Who does not in time is ended, but only while its
 * command line still names our run folder: the number of a process that is gone may be another's by now.
 */
export async function endLeftovers(run: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  if (!existsSync(run)) return;
  for (const file of readdirSync(run).filter((name) => name.endsWith('.pid'))) {
    const path = join(run, file);
    const pid = Number(readFileSync(path, 'utf8'));
    while (isOurs(pid, run)) {
      if (performance.now() > deadline) process.kill(-pid, 'SIGKILL');
      await delay(POLL_MS);
    }
    rmSync(path, { force: true });
  }
}

function isOurs(pid: number, run: string): boolean {
  return Number.isInteger(pid) && pid > 1 && isRunning(pid) && commandLineOf(pid).includes(run);
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return listed(pid);
  }
}

/** Without /proc (macOS), ps(1) knows. */
function listed(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
