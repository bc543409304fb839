#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';

/**
 * Runs the tests: builds first, brings the programs that they need, hands its arguments to Vitest, and ends with one line that counts every
 * case. AISLEGATE_NO_INSTALL=1 installs nothing.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const NO_DATA = 'the recorded data is not beside the project';

/** Programs that tests use, and the Debian packages that bring them. */
const PROGRAMS = {
  'nats-server': 'nats-server',
  mosquitto: 'mosquitto',
  chromium: 'chromium',
  initdb: 'postgresql',
  strace: 'strace',
  socat: 'socat',
  btvirt: 'bluez-test-tools',
  gcc: 'gcc',
};
/** A browser without fonts draws boxes, and a compiler without headers compiles nothing. */
const FILES = { '/usr/share/fonts/truetype/dejavu': 'fonts-dejavu-core', '/usr/include/stdio.h': 'libc6-dev' };
const POSTGRESQL_PROGRAMS = '/usr/lib/postgresql/15/bin';

const say = (line) => process.stdout.write(`${line}\n`);

await ensureBuilt(root, say);
const { findProgram, installer, thisMachine } = await import(pathToFileURL(join(root, 'dist/cli/supervisor/packages.js')).href);
const machine = { ...thisMachine(), path: `${thisMachine().path}:${POSTGRESQL_PROGRAMS}` };
bringPrograms();
process.exitCode = await runTests(process.argv.slice(2));

function missingPrograms() {
  return Object.keys(PROGRAMS).filter((program) => !findProgram(program, machine));
}

function bringPrograms() {
  const packages = missingPrograms().map((program) => PROGRAMS[program]);
  if (process.platform === 'linux') {
    packages.push(
      ...Object.entries(FILES)
        .filter(([path]) => !existsSync(path))
        .map(([, name]) => name),
    );
  }
  if (packages.length === 0) return;
  const here = installer(machine);
  const command = here?.command(packages) ?? `install ${packages.join(', ')}`;
  if (here?.install && process.env['AISLEGATE_NO_INSTALL'] !== '1') {
    say(`Installing what the tests need, once: ${command}`);
    here.install(packages);
  }
  const missing = missingPrograms();
  if (missing.length > 0) say(`Missing here, so the tests that need them are skipped: ${missing.join(', ')}. ${command}`);
}

async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'aislegate-tests-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ];
    const code = await run(process.execPath, vitest);
    if (!existsSync(report)) {
      say('Vitest ended without a report.');
      return code || 1;
    }
    return summarise(JSON.parse(readFileSync(report, 'utf8'))) || code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the skipped cases with the reason, and the count. A file that could not be loaded counts as one failure. */
function summarise({ testResults }) {
  const cases = testResults.flatMap(({ name, assertionResults }) => assertionResults.map((result) => ({ ...result, file: name })));
  const passed = cases.filter(({ status }) => status === 'passed').length;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  const failed = cases.filter(({ status }) => status === 'failed').length + broken.length;
  const skipped = cases.filter(({ status }) => status !== 'passed' && status !== 'failed');
  for (const { file, fullName } of skipped) say(`skipped: ${relative(root, file)}: ${fullName} (${reasonOf(file)})`);
  // Where everything can be brought, as on the machine of the gate, only data that is not part of the project may be absent.
  const inexcusable = process.env['AISLEGATE_REQUIRE_ALL'] === '1' ? skipped.filter(({ file }) => reasonOf(file) !== NO_DATA) : [];
  if (inexcusable.length > 0) say(`${inexcusable.length} of the skipped tests should have run here.`);
  say(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed + inexcusable.length > 0 ? 1 : 0;
}

/** Tests, or the helpers that they import, name the programs that they need as `tool('nats-server')`. */
function reasonOf(file) {
  const text = readFileSync(file, 'utf8');
  const helpers = [...text.matchAll(/'([^']*\/support\/[^']+\.ts)'/gu)].map(([, helper]) =>
    readFileSync(resolve(dirname(file), helper), 'utf8'),
  );
  const needed = [text, ...helpers].flatMap((source) => [...source.matchAll(/tool\('([^']+)'\)/gu)].map(([, name]) => name));
  // Cases that need recorded data say so by `skipIf(!existsSync(…))`; with a program missing, that comes first.
  const missing = [...new Set(needed)].filter((name) => name in PROGRAMS && !findProgram(name, machine));
  if (missing.length > 0) return `missing here: ${missing.join(', ')}`;
  return /skipIf\(!existsSync/u.test(text) ? NO_DATA : 'left out by the arguments';
}

function run(file, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}
