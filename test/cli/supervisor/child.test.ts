import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Child, type ChildPlan, type Program } from '../../../cli/supervisor/child.ts';
import { isRunning } from '../../../cli/supervisor/data-lock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A Node program that leaves its number in a file, then does as it is told. */
const LIVES = `import { writeFileSync } from 'node:fs'; writeFileSync('PID', String(process.pid)); process.on('disconnect', () => process.exit(0)); setInterval(() => {}, 1000);`;
const STUBBORN = `${LIVES} process.on('SIGTERM', () => {});`;

function stage(source: string, readyWithinMs = 10_000) {
  const folder = tempFolder();
  const run = join(folder, 'run');
  mkdirSync(run);
  const pidFile = join(folder, 'pid');
  const script = join(folder, 'child.mjs');
  writeFileSync(script, source.replace('PID', pidFile));
  const said: string[] = [];
  const pid = () => Number(readFileSync(pidFile, 'utf8'));
  /** The file is there a moment before the number is in it. */
  const runs = (): boolean => existsSync(pidFile) && pid() > 0 && isRunning(pid());
  const child = (start: Program = { node: script, args: [] }, isReady: ChildPlan['isReady'] = async () => runs()) => {
    const made = new Child(
      { title: 'the child', name: 'child', start, isReady, readyWithinMs },
      { logs: join(folder, 'logs'), run },
      (line) => said.push(line),
    );
    onTestFinished(() => made.kill());
    return made;
  };
  return { folder, run, said, child, pidFile, pid };
}

describe('a child of the supervisor', () => {
  it('is ready when it says so, and leaves no process and no note when it is stopped', async () => {
    const { child, pid, run } = stage(LIVES);
    const made = child();
    await made.start();
    expect(isRunning(pid())).toBe(true);
    expect(existsSync(join(run, 'child.pid'))).toBe(true);
    await made.stop();
    expect(isRunning(pid())).toBe(false);
    expect(existsSync(join(run, 'child.pid'))).toBe(false);
  });

  it('that ends while starting is told with the last line of its log', async () => {
    const { child } = stage(`console.error('warming up'); console.error('There is no model.'); process.exit(4);`);
    await expect(child().start()).rejects.toMatchObject({
      code: 'CFG_PROCESS_ENDED',
      message: expect.stringMatching(/^the child ended while starting: There is no model\. \(exit code 4/u),
    });
  });

  it('that never gets ready is ended, and where to look is told', async () => {
    const { child, pid, pidFile } = stage(LIVES, 300);
    const start = child(undefined, async () => false).start();
    await expect(start).rejects.toMatchObject({ code: 'CFG_START_TIMEOUT', message: expect.stringContaining('child.log') });
    if (existsSync(pidFile)) expect(isRunning(pid())).toBe(false);
  });

  it('that ends later is started again, and both are said', async () => {
    const { child, pid, said } = stage(LIVES);
    const made = child();
    await made.start();
    const first = pid();
    process.kill(first, 'SIGKILL');
    await expect.poll(() => said, { timeout: 15_000 }).toHaveLength(2);
    expect(said[0]).toMatch(/^the child ended \(signal SIGKILL\); it is started again in 1 s\. Its log: /u);
    expect(said[1]).toBe('the child runs again.');
    expect(pid()).not.toBe(first);
    await made.stop();
    expect(isRunning(pid())).toBe(false);
  });

  it('that is a program of others is ended in an orderly way too', async () => {
    const { child, folder, pid, pidFile } = stage('');
    const goodbye = join(folder, 'goodbye');
    const script = `trap 'echo bye >"${goodbye}"; exit 0' TERM; echo $$ >"${pidFile}"; while :; do sleep 0.05; done`;
    const made = child({ file: '/bin/sh', args: ['-c', script] });
    await made.start();
    await made.stop();
    expect(isRunning(pid())).toBe(false);
    expect(readFileSync(goodbye, 'utf8')).toBe('bye\n');
  });

  it('does not outlive a killing, however stubborn', async () => {
    const { child, pid } = stage(STUBBORN);
    const made = child();
    await made.start();
    made.kill();
    await expect.poll(() => isRunning(pid())).toBe(false);
  });

  it('gets no settings from the environment, only from its file', async () => {
    process.env['AISLEGATE_HTTP_PORT'] = '1';
    onTestFinished(() => {
      delete process.env['AISLEGATE_HTTP_PORT'];
    });
    const { child, pid } = stage(
      `import { writeFileSync } from 'node:fs'; writeFileSync('PID', process.env.AISLEGATE_HTTP_PORT ?? String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const made = child();
    await made.start();
    expect(pid()).toBeGreaterThan(1);
    await made.stop();
  });
});
