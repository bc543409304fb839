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
});
