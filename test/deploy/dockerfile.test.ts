import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Instruction, readDockerfile, type Stage } from '../../deploy/dockerfile.ts';
import { ROOT, trackedText } from '../support/tracked-files.ts';

const stages = readDockerfile(join(ROOT, 'Dockerfile'));
const build = stages[0] as Stage;
const run = stages.at(-1) as Stage;
const copies = (stage: Stage): Instruction[] => stage.instructions.filter(({ name }) => name === 'COPY');
const sourcesOf = ({ words }: Instruction): readonly string[] => words.slice(0, -1);
const only = (name: string): Instruction | undefined => run.instructions.find((instruction) => instruction.name === name);

/** What .dockerignore lets through: everything is shut out by its first line, and then named. */
const allowed = trackedText('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the container image', () => {
  test('it is built on the slim image of Node 22, in two stages', () => {
    expect(stages.map(({ from }) => from)).toEqual(['node:22-bookworm-slim', 'node:22-bookworm-slim']);
  });

  test('everything it copies from the checkout is there and is let through to the build', () => {
    for (const source of copies(build).flatMap(sourcesOf)) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(allowed, source).toContain(source);
    }
    expect(trackedText('.dockerignore').split('\n')[0]).toBe('*');
  });

  test('what is let through to the build is copied, and holds no data, no secrets and no tests', () => {
    expect([...copies(build).flatMap(sourcesOf)].sort()).toEqual([...allowed].sort());
  });

  test('everything it copies from the build was copied, made or built there', () => {
    const there = new Set(['/app/node_modules', '/app/dist', '/app/data', '/app/keys', ...copies(build).flatMap(targetsOf)]);
    for (const copy of copies(run)) {
      expect(copy.flags['from'], copy.text).toBe(build.name);
      for (const source of sourcesOf(copy)) {
        const made = [...there].some((path) => source === path || source.startsWith(`${path}/`));
        expect(made, source).toBe(true);
        const inCheckout = /^\/app\/(?!node_modules$|dist$|data$|keys$)(.+)$/u.exec(source)?.[1];
        if (inCheckout !== undefined) expect(existsSync(join(ROOT, inCheckout)), source).toBe(true);
      }
    }
  });

  test('it installs from the lock file, builds, and then drops what only development needs', () => {
    const commands = build.instructions.filter(({ name }) => name === 'RUN').map(({ text }) => text);
    expect(commands.slice(0, 3)).toEqual(['npm ci', 'node bin/aislegate.mjs --version', 'npm prune --omit=dev']);
  });

  test('it runs as a user without rights, who owns the data folder and the one of the key to it, and nothing else', () => {
    expect(only('USER')?.words).toEqual(['node']);
    expect(
      copies(run)
        .filter(({ flags }) => flags['chown'] !== undefined)
        .map(({ words }) => words.at(-1)),
    ).toEqual(['/data', '/data.keys']);
    expect(only('VOLUME')?.words).toEqual(['/data', '/data.keys']);
  });

  test('it says whether it lives', () => {
    const { text = '' } = only('HEALTHCHECK') ?? {};
    expect(text).toContain('AISLEGATE_HEALTH_URL');
    const command = JSON.parse(text.slice(text.indexOf('['))) as string[];
    expect(command.slice(0, 2)).toEqual(['node', '-e']);
  });

  test('it starts the program that the package names', () => {
    const { bin } = JSON.parse(trackedText('package.json')) as { bin: Record<string, string> };
    const entry = JSON.parse(only('ENTRYPOINT')?.text ?? '[]') as string[];
    expect(entry).toEqual(['node', bin['aislegate']]);
  });
});

function targetsOf({ words }: Instruction): readonly string[] {
  const target = words.at(-1) ?? '';
  if (!target.endsWith('/')) return [posix.join('/app', target)];
  return words.slice(0, -1).map((source) => posix.join('/app', target, posix.basename(source)));
}
