import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { systemClock } from '../../platform/clock.ts';
import { describeClock } from '../contract/clock.ts';

const unexpected = (error: unknown): void => {
  throw error;
};

describeClock('the virtual clock', () => {
  const clock = new VirtualClock(1_790_000_000_000);
  return { clock, pass: (ms) => clock.advance(ms) };
});

/** A hundredth of a second, ten times faster. */
const STEP_MS = 100;

describeClock('the system clock, ten times faster', () => {
  const clock = systemClock({ speed: 10, onError: unexpected });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  // In steps: while the machine stands still, neither the tasks nor the steps go on.
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += STEP_MS) await wait(STEP_MS);
  };
  return { clock, pass };
});

describe('the system clock', () => {
  it('says what the machine says', () => {
    const before = Date.now();
    const now = systemClock({ onError: unexpected }).nowMs();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('reports a task that fails and goes on with it', async () => {
    const errors: unknown[] = [];
    const clock = systemClock({ speed: 100, onError: (error) => errors.push(error) });
    let runs = 0;
    await new Promise<void>((resolve) => {
      const cancel = clock.every(100, () => {
        if (++runs < 3) throw new Error(`run ${runs}`);
        cancel();
        resolve();
      });
    });
    expect(errors).toEqual([new Error('run 1'), new Error('run 2')]);
  });

  it('does not fire at once what is due in two months', async () => {
    const clock = systemClock({ onError: unexpected });
    let fired = false;
    const cancel = clock.after(60 * 86_400_000, () => {
      fired = true;
    });
    await new Promise<void>((resolve) => void clock.after(20, resolve));
    cancel();
    expect(fired).toBe(false);
  });

  it('keeps no process alive that has nothing else to do', async () => {
    const module = new URL('../../platform/clock.ts', import.meta.url).href;
    const script = `import { systemClock } from ${JSON.stringify(module)}; systemClock({ onError() {} }).every(1e9, () => {}); console.log('made');`;
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { timeout: 30_000 });
    expect((await run).stdout).toBe('made\n');
  });
});
