import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockData } from '../../../cli/supervisor/data-lock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('the lock of a data folder', () => {
  it('keeps a second installation out, by the number of the process that has it', () => {
    const data = tempFolder();
    const unlock = lockData(data);
    expect(() => lockData(data)).toThrow(expect.objectContaining({ code: 'CFG_DATA_IN_USE', context: { pid: process.pid, path: data } }));
    unlock();
    lockData(data)();
    expect(existsSync(join(data, '.lock'))).toBe(false);
  });

  it.each(['4194305 1\n', '', 'nonsense\n'])('is taken over where no process stands behind it: %j', (content) => {
    const data = tempFolder();
    writeFileSync(join(data, '.lock'), content);
    lockData(data);
    expect(readFileSync(join(data, '.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `, 'u'));
  });

  it.skipIf(!existsSync('/proc/self/stat'))('is taken over when its number belongs to a process that started later', () => {
    const data = tempFolder();
    writeFileSync(join(data, '.lock'), `${process.pid} 1\n`);
    expect(() => lockData(data)).not.toThrow();
  });

  it.skipIf(!existsSync('/proc/self/stat'))('is taken over from a process that was killed and that its parent has not buried', async () => {
    const data = tempFolder();
    // What the shell becomes by exec never waits for the shell's child; a shell itself may bury it at once.
    const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      const stat = (): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('cat\n');
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => stat()[0]).toBe('Z');
      writeFileSync(join(data, '.lock'), `${pid} ${stat()[19]}\n`);
      expect(() => lockData(data)).not.toThrow();
    } finally {
      parent.stdin.end();
      await once(parent, 'exit');
    }
  });
});
