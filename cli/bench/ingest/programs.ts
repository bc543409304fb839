import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { wrongUse } from '../../command.ts';
import { programRoot } from '../../program-root.ts';
import { findProgram, installer, thisMachine } from '../../supervisor/packages.ts';

/** A program that the bench needs, or the line that installs it. */
export function need(program: string, packageName: string): string {
  const machine = thisMachine();
  const found = findProgram(program, machine);
  if (found !== undefined) return found;
  const command = installer(machine)?.command([packageName]) ?? `install ${packageName}`;
  throw wrongUse(`This bench needs ${program}: ${command}`);
}

/** A script of this bench as it was built: a child process of its own runs plain JavaScript. */
export function script(name: string): string {
  return join(programRoot(), 'dist', 'cli', 'bench', 'ingest', `${name}.js`);
}

/** Keeps a running process, all its threads, to one core. */
export function pin(pid: number, core: number): void {
  spawnSync(need('taskset', 'util-linux'), ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}
