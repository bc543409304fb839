import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.ts';
import { tool } from './tools.ts';

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
}

/** A real PostgreSQL server in a temporary folder on a free port. PostgreSQL refuses to run as root: then it runs as `nobody`. */
export async function startPostgres(): Promise<PostgresServer> {
  const initdb = tool('initdb');
  const postgres = tool('postgres');
  if (!initdb || !postgres) throw new TypeError('PostgreSQL is not installed: guard the suite with describe.skipIf');
  const folder = mkdtempSync(join(tmpdir(), 'aislegate-postgres-'));
  const user = userInfo().uid === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const settings = { cwd: folder, ...user, stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] };
  execFileSync(initdb, ['-D', data, '-U', 'aislegate', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'], settings);
  const [port] = await freePorts(1);
  const flags = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const started = spawn(postgres, flags, settings);
    child = started;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      started.once('exit', () => reject(new Error(`postgres ended: ${log}`)));
      started.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('ready to accept connections')) resolve();
      });
    });
  };
  const stop = async (): Promise<void> => {
    const stopping = child;
    child = undefined;
    if (!stopping || stopping.exitCode !== null) return;
    const ended = new Promise((resolve) => stopping.once('exit', resolve));
    // "Immediate shutdown": what a crash leaves behind.
    stopping.kill('SIGQUIT');
    await ended;
  };

  await start();
  return {
    url: `postgres://aislegate@127.0.0.1:${port}/postgres`,
    start,
    stop,
    dispose: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idOf(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
}
