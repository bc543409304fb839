import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The machine as the installer sees it; tests give it another one. */
export interface Machine {
  readonly path: string;
  readonly isRoot: boolean;
  /** A file that tells Debian's packages not to start their services while it is there (Debian Policy §9.3.3.1, `policy-rc.d`). */
  readonly servicePolicy: string;
}

export function thisMachine(environment: NodeJS.ProcessEnv = process.env): Machine {
  const more = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
  return {
    path: [environment['PATH'] ?? '', ...more].join(delimiter),
    isRoot: process.getuid?.() === 0,
    servicePolicy: '/usr/sbin/policy-rc.d',
  };
}

/** Where a program is, or undefined. */
export function findProgram(name: string, { path }: Machine): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** How this machine would install packages: the line for a person, and whether we may run it ourselves. */
export interface Installer {
  readonly command: (packages: readonly string[]) => string;
  /** Undefined where it would need a password. */
  readonly install: ((packages: readonly string[]) => boolean) | undefined;
}

/**
 * Installs without starting or enabling what the packages bring as services: a broker or database of the machine's own stays the only one.
 * A policy that is there already is the owner's and stays.
 */
const APT_SCRIPT = `policy=$1; shift
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\nexit 101\\n' >"$policy" && chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
install() { apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"; }
install "$@" || { apt-get update -q && install "$@"; } || exit 1
if [ -d /run/systemd/system ]; then
  for service in "$@"; do systemctl disable --quiet "$service.service" 2>/dev/null || true; done
fi`;

export function installer(machine: Machine): Installer | undefined {
  if (findProgram('apt-get', machine)) return apt(machine);
  if (findProgram('brew', machine)) return brew(machine);
  return undefined;
}

function apt(machine: Machine): Installer {
  const command = (packages: readonly string[]) => `sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
  const prefix = machine.isRoot ? [] : ['sudo', '-n'];
  const allowed = machine.isRoot || (findProgram('sudo', machine) !== undefined && run(machine, ['sudo', '-n', 'true']).status === 0);
  const install = (packages: readonly string[]) =>
    run(machine, [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', APT_SCRIPT, 'sh', machine.servicePolicy, ...packages])
      .status === 0;
  return { command, install: allowed ? install : undefined };
}

function brew(machine: Machine): Installer {
  return {
    command: (packages) => `brew install ${packages.join(' ')}`,
    install: (packages) => run(machine, ['brew', 'install', ...packages]).status === 0,
  };
}

function run(machine: Machine, [file = '', ...args]: readonly string[]): SpawnSyncReturns<Buffer> {
  return spawnSync(file, args, { stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, PATH: machine.path } });
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
