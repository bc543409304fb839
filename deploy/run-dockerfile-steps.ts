import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Instruction, readDockerfile } from './dockerfile.ts';

/*
 * Runs the COPY and RUN steps of the Dockerfile without a container engine: each stage in an empty folder, as a user without rights,
 * and then the entry point with --help. What it cannot show: the base image, and USER, VOLUME and HEALTHCHECK, which need an engine.
 *
 *   node --import tsx deploy/run-dockerfile-steps.ts
 */
interface Stage {
  readonly root: string;
  readonly env: Record<string, string>;
  folder: string;
  entry: readonly string[];
}

const context = fileURLToPath(new URL('../', import.meta.url));
const workshop = mkdtempSync(join(tmpdir(), 'aislegate-image-'));
const stages = new Map<string, Stage>();

/** `nobody` of Debian, who owns nothing; somebody who is not root already has no more rights than that. */
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const AS_NOBODY = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A path in the image as a path below the stage's own folder. */
function inside(stage: Stage, path: string): string {
  return join(stage.root, resolve('/', stage.folder, path));
}

/** What root made or copied belongs to the user that goes on. */
function giveAway(folder: string): void {
  if (isRoot) execute(['chown', '-R', `${NOBODY}:${NOBODY}`, folder], { cwd: workshop, env: process.env });
}

function execute([program = '', ...words]: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): void {
  const { status, error } = spawnSync(program, words, { ...options, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`exit code ${status}: ${[program, ...words].join(' ')}`);
}

function run(command: readonly string[], stage: Stage): void {
  const env = { PATH: process.env['PATH'] ?? '', HOME: join(workshop, 'home'), ...stage.env };
  execute([...AS_NOBODY, ...command], { cwd: inside(stage, '.'), env });
}

function copy(stage: Stage, { words, flags }: Instruction): void {
  const target = words.at(-1) ?? '';
  const origin = flags['from'] === undefined ? undefined : stages.get(flags['from']);
  for (const source of words.slice(0, -1)) {
    const from = origin ? inside(origin, source) : join(context, source);
    const to = target.endsWith('/') ? join(inside(stage, target), basename(source)) : inside(stage, target);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  giveAway(stage.root);
}

function follow(stage: Stage, instruction: Instruction): void {
  const { name, words, text } = instruction;
  switch (name) {
    case 'ENV':
      stage.env[text.slice(0, text.indexOf('='))] = text.slice(text.indexOf('=') + 1);
      return;
    case 'WORKDIR':
      stage.folder = words[0] ?? '/';
      mkdirSync(inside(stage, '.'), { recursive: true });
      giveAway(stage.root);
      return;
    case 'COPY':
      copy(stage, instruction);
      return;
    case 'RUN':
      run(['sh', '-c', text], stage);
      return;
    case 'ENTRYPOINT':
      stage.entry = JSON.parse(text) as string[];
  }
}

try {
  mkdirSync(join(workshop, 'home'));
  giveAway(workshop);
  for (const { name, from, instructions } of readDockerfile(join(context, 'Dockerfile'))) {
    say(`# ${name}, from ${from} (here: node ${process.version})`);
    const stage: Stage = { root: join(workshop, name), env: {}, folder: '/', entry: [] };
    mkdirSync(stage.root);
    giveAway(stage.root);
    stages.set(name, stage);
    for (const instruction of instructions) {
      say(`${instruction.name} ${instruction.text}`);
      follow(stage, instruction);
    }
  }
  const last = [...stages.values()].at(-1);
  if (!last || last.entry.length === 0) throw new Error('the last stage has no ENTRYPOINT');
  run([...last.entry, '--help'], last);
  say('Every step of the Dockerfile ran, and the program answers.');
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
