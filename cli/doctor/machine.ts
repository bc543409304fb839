import { statfsSync } from 'node:fs';
import { AislegateError } from '../../contract/errors.ts';
import { isEnough, versionOf } from '../supervisor/nats-server.ts';
import { findProgram, installer, thisMachine } from '../supervisor/packages.ts';
import { checkData, checkNode } from '../supervisor/preflight.ts';
import { type Finding, look, ok, wrong } from './finding.ts';

const GIB = 2 ** 30;
const LITTLE_SPACE = 2 * GIB;
const NO_SPACE = GIB / 4;
/** A clock that stands before this program was written stands wrong. */
const WRITTEN_MS = Date.UTC(2026, 0, 1);

/** The machine itself, whether or not anything runs. */
export function lookAtMachine(data: string, nowMs: number): Finding[] {
  return [node(), natsServer(), ...dataFolder(data), clock(nowMs)];
}

function node(): Finding {
  const problem = problemOf(() => checkNode());
  return problem ? wrong('Node', problem, 'install a newer one') : ok('Node', process.versions.node);
}

function natsServer(): Finding {
  const machine = thisMachine();
  const command = installer(machine)?.command(['nats-server']) ?? 'see the documentation of NATS';
  const program = findProgram('nats-server', machine);
  if (!program) return wrong('nats-server', 'not found', command);
  const version = versionOf(program);
  return isEnough(version)
    ? ok('nats-server', `${version}, ${program}`)
    : wrong('nats-server', `${version}; 2.9.10 or later is needed`, command);
}

function dataFolder(data: string): Finding[] {
  const problem = problemOf(() => checkData(data));
  if (problem) return [wrong('data folder', problem, 'give the folder to the user that runs this')];
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB free`;
  if (free < NO_SPACE) return [ok('data folder', data), wrong('disk', detail, 'facts are refused when the disk is full: make room')];
  return [ok('data folder', data), free < LITTLE_SPACE ? look('disk', detail, 'make room before it runs full') : ok('disk', detail)];
}

function clock(nowMs: number): Finding {
  const now = new Date(nowMs).toISOString();
  if (nowMs < WRITTEN_MS) return wrong('clock', now, 'set the clock, best by NTP: visits, consents and offers depend on it');
  return ok('clock', now);
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof AislegateError) return error.message;
    throw error;
  }
}
