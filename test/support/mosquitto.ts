import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from './tools.ts';

export interface Mosquitto {
  readonly url: string;
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/**
 * A real Mosquitto on the loopback with one user, its files in `folder`; `settings` are lines of its configuration. Without any it keeps
 * nothing on disk.
 */
export async function startMosquitto(
  folder: string,
  port: number,
  username: string,
  password: string,
  settings = 'persistence false\n',
): Promise<Mosquitto> {
  const program = tool('mosquitto');
  const passwords = tool('mosquitto_passwd');
  if (!program || !passwords) throw new TypeError('mosquitto is not installed: guard the suite with describe.skipIf');
  const passwordFile = join(folder, 'passwords');
  const configFile = join(folder, 'mosquitto.conf');
  execFileSync(passwords, ['-b', '-c', passwordFile, username, password], { stdio: 'ignore' });
  chmodSync(passwordFile, 0o600);
  // Started by root it would become another user, who may not read the password file.
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(
    configFile,
    `${user}listener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwordFile}\npersistence_location ${folder}/\n${settings}log_dest stderr\n`,
  );
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = await running(program, configFile);
  };
  await start();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
    ending.kill(signal);
    await ended;
  };
  return { url: `mqtt://127.0.0.1:${port}`, restart: start, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

function running(program: string, configFile: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`mosquitto ended: ${log}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
      if (/mosquitto version \S+ running/u.test(log)) resolve(child);
    });
  });
}
