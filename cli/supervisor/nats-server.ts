import { spawnSync } from 'node:child_process';
import { AislegateError } from '../../contract/errors.ts';
import { findProgram, installer, isExecutable, type Machine } from './packages.ts';

/** The package of Debian 12. */
const LEAST_VERSION = [2, 9, 10] as const;
const ELSEWHERE = 'go install github.com/nats-io/nats-server/v2@latest';

export interface NatsServerNeed {
  /** The program that the settings name; then no other will do. */
  readonly named?: string | undefined;
  readonly machine: Machine;
  readonly mayInstall: boolean;
  readonly say: (line: string) => void;
}

/** Where a nats-server that is new enough is, installed if need be and allowed; CFG_NATS_MISSING or CFG_NATS_OLD with the line that mends it. */
export function needNatsServer({ named, machine, mayInstall, say }: NatsServerNeed): string {
  const here = installer(machine);
  const command = here?.command(['nats-server']) ?? ELSEWHERE;
  const found = named === undefined ? (findProgram('nats-server', machine) ?? install()) : [named].find(isExecutable);
  if (found === undefined) {
    throw new AislegateError('CFG_NATS_MISSING', { command, where: named === undefined ? '' : ` at ${named} (--nats-server)` });
  }
  const version = versionOf(found);
  if (!isEnough(version)) throw new AislegateError('CFG_NATS_OLD', { version, command });
  return found;

  function install(): string | undefined {
    if (!mayInstall || !here?.install) return undefined;
    say(`nats-server is missing and is installed now, once: ${command}`);
    return here.install(['nats-server']) ? findProgram('nats-server', machine) : undefined;
  }
}

export function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /v?(\d+\.\d+\.\d+)/u.exec(stdout ?? '')?.[1] ?? 'of an unknown version';
}

export function isEnough(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of LEAST_VERSION.entries()) {
    const part = parts[index] ?? Number.NaN;
    if (Number.isNaN(part) || part < least) return false;
    if (part > least) return true;
  }
  return true;
}
