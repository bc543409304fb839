import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AislegateError } from '../../contract/errors.ts';
import { logTail, openLog } from './logs.ts';

export interface ChildPlan {
  /** What people call it, as in "headquarters". */
  readonly title: string;
  /** What its files are called, as in "hq". */
  readonly name: string;
  readonly start: Program;
  /** Asks the child itself whether it can work. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
}

/** A Node program of ours, which ends with its IPC channel; or another program, held by a shell that ends it with our pipe. */
export type Program =
  | { readonly node: string; readonly args: readonly string[] }
  | { readonly file: string; readonly args: readonly string[] };

export interface ChildFolders {
  readonly logs: string;
  readonly run: string;
}

/** How long a child has for an orderly end. */
const GRACE_MS = 10_000;
const READY_POLL_MS = 100;
const RESTART_MS = { first: 1000, most: 30_000, forgottenAfter: 60_000 };

/**
 * Runs `"$@"` and ends it when standard input closes, which the kernel does when we are gone, however we went: a program that knows nothing
 * of us leaves no orphan. It also is the orderly way to stop it.
 */
const HOLD = `exec 3<&0
"$@" 3<&- </dev/null & child=$!
{ read -r _; kill -TERM "$child"; } <&3 3<&- & watch=$!
exec 3<&-
wait "$child"; code=$?
kill "$watch" 2>/dev/null
exit "$code"`;

/** A child process that is kept running. */
export class Child {
  readonly #plan: ChildPlan;
  readonly #folders: ChildFolders;
  readonly #say: (line: string) => void;
  readonly #stop = new AbortController();
  #process: ChildProcess | undefined;
  #ended: Promise<string> = Promise.resolve('');
  #log = { path: '', from: 0 };
  #keeping: Promise<void> = Promise.resolve();

  constructor(plan: ChildPlan, folders: ChildFolders, say: (line: string) => void) {
    this.#plan = plan;
    this.#folders = folders;
    this.#say = say;
  }

  /** Resolves when the child is ready; rejects with CFG_PROCESS_ENDED or CFG_START_TIMEOUT. From then on it is started again when it ends. */
  async start(): Promise<void> {
    await this.#launch();
    this.#keeping = this.#keep();
  }

  /** Resolves when no process of the child is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#terminate();
    await this.#keeping;
  }

  /** For when there is no time left. */
  kill(): void {
    this.#stop.abort();
    this.#signalGroup('SIGKILL');
  }

  async #launch(): Promise<void> {
    this.#spawn();
    const { title, isReady, readyWithinMs } = this.#plan;
    const deadline = performance.now() + readyWithinMs;
    let how: string | undefined;
    void this.#ended.then((ended) => {
      how = ended;
    });
    while (!(await isReady())) {
      if (how !== undefined)
        throw new AislegateError('CFG_PROCESS_ENDED', { name: title, detail: `${this.#tail()} (${how}; its log: ${this.#log.path})` });
      if (performance.now() > deadline) {
        await this.#terminate();
        throw new AislegateError('CFG_START_TIMEOUT', {
          name: title,
          seconds: readyWithinMs / 1000,
          log: `${this.#log.path}, which ends with: ${this.#tail()}`,
        });
      }
      await delay(READY_POLL_MS, undefined, { signal: this.#stop.signal });
    }
  }

  #spawn(): void {
    const { start, name } = this.#plan;
    const log = openLog(this.#folders.logs, name);
    this.#log = { path: log.path, from: fstatSync(log.fd).size };
    // In a group of its own, so that Ctrl-C in the terminal reaches us alone and the children end in order.
    const child =
      'node' in start
        ? spawn(process.execPath, [start.node, ...start.args], {
            stdio: ['ignore', log.fd, log.fd, 'ipc'],
            detached: true,
            env: environment(),
          })
        : spawn('/bin/sh', ['-c', HOLD, 'aislegate', start.file, ...start.args], { stdio: ['pipe', log.fd, log.fd], detached: true });
    closeSync(log.fd);
    child.stdin?.on('error', () => undefined);
    this.#process = child;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code ?? '?'}`));
    });
    if (child.pid !== undefined) writeFileSync(this.#pidFile(), `${child.pid}\n`, { mode: 0o600 });
  }

  async #terminate(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    if (child.stdin) child.stdin.end();
    else child.kill('SIGTERM');
    const late = setTimeout(() => this.#signalGroup('SIGKILL'), GRACE_MS);
    await this.#ended;
    clearTimeout(late);
    // A shell can end before what it held: nothing of the group stays.
    this.#signalGroup('SIGKILL');
    this.#process = undefined;
    rmSync(this.#pidFile(), { force: true });
  }

  /** Starts the child again whenever it ends, after a pause that grows while it keeps ending. */
  async #keep(): Promise<void> {
    let pauseMs = RESTART_MS.first;
    while (!this.#stop.signal.aborted) {
      const since = performance.now();
      const how = await this.#ended;
      if (this.#stop.signal.aborted) return;
      if (performance.now() - since > RESTART_MS.forgottenAfter) pauseMs = RESTART_MS.first;
      this.#say(`${this.#plan.title} ended (${how}); it is started again in ${pauseMs / 1000} s. Its log: ${this.#log.path}`);
      try {
        await delay(pauseMs, undefined, { signal: this.#stop.signal });
        pauseMs = Math.min(2 * pauseMs, RESTART_MS.most);
        await this.#launch();
        this.#say(`${this.#plan.title} runs again.`);
      } catch {
        // Stopped while pausing, or ended or not ready again: the next round looks at both.
      }
    }
  }

  #signalGroup(signal: NodeJS.Signals): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // Nobody of the group is left; macOS says EPERM while the last one is not yet buried.
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  #tail(): string {
    return logTail(this.#log.path, this.#log.from);
  }

  #pidFile(): string {
    return join(this.#folders.run, `${this.#plan.name}.pid`);
  }
}

/** Our children take their settings from the file that we give them, not from the environment that we were given. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AISLEGATE_')));
}
