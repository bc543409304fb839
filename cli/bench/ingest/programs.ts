import { spawnSync } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wrongUse } from '../../command.ts';
import { findProgram, installer, thisMachine } from '../../supervisor/packages.ts';

/** A program that the bench needs, or the line that installs it. */
export function need(program: string, packageName: string): string {
  const machine = thisMachine();
  const found = findProgram(program, machine);
  if (found !== undefined) return found;
  const command = installer(machine)?.command([packageName]) ?? `install ${packageName}`;
  throw wrongUse(`This bench needs ${program}: ${command}`);
}

/** A script beside this one, in whichever language this one runs. */
export function script(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
}

/** Keeps a running process, all its threads, to one core. */
export function pin(pid: number, core: number): void {
  spawnSync(need('taskset', 'util-linux'), ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}
